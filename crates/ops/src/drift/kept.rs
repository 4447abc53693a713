//! Where what migrations build is kept: it follows from them, and from the server.

use std::path::Path;

use sea_orm::DatabaseConnection;

use crate::Error;
use crate::kept::Kept;
use crate::migrate::Outline;
use crate::sql::scalar;

/// What a catalog follows from beside the migrations.
const SERVER: &str = "
    SELECT concat_ws('|', version(), session_user, current_user, current_setting('search_path'), pg_encoding_to_char(encoding), datcollate,
        datctype, (SELECT string_agg(name || ' ' || default_version, ',' ORDER BY name) FROM pg_available_extensions),
        (SELECT string_agg(setdatabase || ' ' || setrole || ' ' || setconfig::text, ',' ORDER BY setdatabase, setrole)
            FROM pg_db_role_setting WHERE setdatabase = 0))
    FROM pg_database WHERE datname = current_database()";

/// Where the catalog that these migrations build is kept, for this server.
pub(super) async fn find(
    folder: &Path,
    live: &DatabaseConnection,
    migrations: &[&Outline],
) -> Result<Kept, Error> {
    let asked = scalar(live, SERVER, []).await;
    let server: String = asked.map_err(Error::database("failed to ask what server this is"))?;
    let migrations = migrations.iter().flat_map(|migration| [&*migration.name, &*migration.checksum]);
    Ok(Kept::find(folder, "expected-", std::iter::once(&*server).chain(migrations)))
}
