//! Renamed migrations: their new names are written down.

use sea_orm::ConnectionTrait as _;

use super::audit::{self, NewEvent};
use super::session::Session;
use super::tables::Tables;
use crate::{Error, sql};

/// Writes recorded names anew, all or none.
pub(super) async fn accept(
    session: &Session,
    tables: &Tables,
    renames: &[(String, String)],
) -> Result<(), Error> {
    if renames.is_empty() {
        return Ok(());
    }
    let failed = || Error::database("failed to record new names");
    session.execute_unprepared("BEGIN").await.map_err(failed())?;
    for (old, new) in renames {
        for (table, column) in [(&tables.history, "migration_name"), (&tables.cli, "version")] {
            let query = format!("UPDATE {table} SET {column} = $2 WHERE {column} = $1");
            let values = [old.as_str().into(), new.as_str().into()];
            session.execute_raw(sql::statement(&query, values)).await.map_err(failed())?;
        }
        let message = Some(format!("was \"{old}\""));
        let event = NewEvent { event: "renamed", migration: new, message, ..NewEvent::default() };
        audit::add(session, tables, event).await.map_err(failed())?;
    }
    session.execute_unprepared("COMMIT").await.map(drop).map_err(failed())
}
