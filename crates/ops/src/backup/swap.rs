//! Databases change their names in one transaction, whoever is connected.

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};

use super::BackupError;
use crate::consent::Consent;
use crate::sql::{identifier, literal};

/// How often to try before giving up; each time the server waits five seconds for sessions to go.
const TRIES: u32 = 6;

/// The name under which the database that served is kept.
pub(super) fn aside(database: &str) -> String {
    format!("{}_before_restore", shortened(database))
}

/// The name under which a database is filled.
pub(super) fn beside(database: &str) -> String {
    format!("{}_restoring", shortened(database))
}

/// Names have 63 bytes at most.
fn shortened(database: &str) -> &str {
    let end =
        (0..=database.len().min(45)).rev().find(|end| database.is_char_boundary(*end)).unwrap_or_default();
    &database[..end]
}

/// Whether there is such a database.
pub(super) async fn exists(maintenance: &mut PgConnection, database: &str) -> Result<bool, BackupError> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(database)
        .fetch_one(maintenance)
        .await
        .map_err(BackupError::driver("failed to look for a database"))
}

/// Renames in one transaction: all or none. Sessions in these databases are ended.
pub(super) async fn rename(
    maintenance: &mut PgConnection,
    renames: &[(&str, &str)],
) -> Result<(), BackupError> {
    let mut tries = 0;
    loop {
        match try_rename(maintenance, renames).await {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(OBJECT_IN_USE) => {
                tries += 1;
                if tries == TRIES {
                    let database = renames.first().map_or_else(String::new, |(from, _)| (*from).to_owned());
                    return Err(BackupError::InUse { database, source: sqlx::Error::Database(error) });
                }
            }
            result => return result.map_err(BackupError::driver("failed to rename a database")),
        }
    }
}

/// SQLSTATE: sessions are in it.
const OBJECT_IN_USE: &str = "55006";

async fn try_rename(maintenance: &mut PgConnection, renames: &[(&str, &str)]) -> Result<(), sqlx::Error> {
    let mut transaction = maintenance.begin().await?;
    for (from, to) in renames {
        let end = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = {} AND pid <> pg_backend_pid()",
            literal(from)
        );
        sqlx::query(AssertSqlSafe(end)).execute(&mut *transaction).await?;
        let rename = format!("ALTER DATABASE {} RENAME TO {}", identifier(from), identifier(to));
        sqlx::query(AssertSqlSafe(rename)).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// Drops a database, whoever is connected.
pub(super) async fn drop_database(maintenance: &mut PgConnection, database: &str) -> Result<(), BackupError> {
    let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(database));
    let dropped = sqlx::query(AssertSqlSafe(statement)).execute(maintenance).await;
    dropped.map(drop).map_err(BackupError::driver("failed to drop a database"))
}

/// Puts back the database that a restore replaced. What was restored is kept as `…_restoring`, and dropped by the next
/// restore.
///
/// # Errors
/// [`BackupError::NoDatabase`] when none was replaced, [`BackupError::InUse`] when sessions keep coming.
pub async fn undo(maintenance: &mut PgConnection, consent: &Consent) -> Result<(), BackupError> {
    let target = consent.database();
    let (old, new) = (aside(target), beside(target));
    if !exists(maintenance, &old).await? {
        return Err(BackupError::NoDatabase { database: old });
    }
    drop_database(maintenance, &new).await?;
    rename(maintenance, &[(target, &new), (&old, target)]).await
}
