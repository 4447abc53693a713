//! Databases change their names in one transaction, whoever is connected.

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};

use super::BackupError;
use crate::Error;
use crate::consent::Consent;
use crate::sql::{digest, identifier, literal};

/// How often to try before giving up; each time the server waits five seconds for sessions to go.
const TRIES: u32 = 6;

/// The name under which the database that served is kept.
pub(super) fn aside(database: &str) -> String {
    format!("{}_before_restore", shortened(database))
}

/// The name under which a database waits that was restored and taken back.
pub(super) fn beside(database: &str) -> String {
    format!("{}_restoring", shortened(database))
}

/// A name under which a database is filled, never used before: a `pg_restore` that outlived who started it must not find
/// the database of the next one under the name that it knows.
pub(super) fn unused_beside(database: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string();
    format!("{}_{}", beside(database), short_digest(&[&now, &std::process::id().to_string()]))
}

/// Names have 63 bytes at most. Long ones that begin alike stay different.
fn shortened(database: &str) -> String {
    if database.len() <= LONGEST {
        return database.to_owned();
    }
    let end = (0..LONGEST - 9).rev().find(|end| database.is_char_boundary(*end)).unwrap_or_default();
    format!("{}_{}", &database[..end], short_digest(&[database]))
}

/// What is left of 63 bytes beside `_restoring_` and eight digits.
const LONGEST: usize = 44;

fn short_digest(parts: &[&str]) -> String {
    digest(parts)[..8].to_owned()
}

/// Takes the lock of the restores of a database, which goes with the session.
pub(super) async fn lock(maintenance: &mut PgConnection, target: &str) -> Result<(), BackupError> {
    let free: bool = sqlx::query_scalar(LOCK)
        .bind(target)
        .fetch_one(maintenance)
        .await
        .map_err(BackupError::driver("failed to take the lock of the restore"))?;
    if free {
        return Ok(());
    }
    let holder = format!("another process that restores \"{target}\"");
    Err(BackupError::Database(Error::Locked { holder }))
}

/// In the maintenance database.
const LOCK: &str = "SELECT set_config('idle_session_timeout', '0', false) IS NOT NULL
    AND pg_try_advisory_lock(hashtextextended('restore of ' || $1, 0))";

/// Databases that restores which were killed left behind, and those that were taken back. Under the lock nobody fills them.
pub(super) async fn leftovers(
    maintenance: &mut PgConnection,
    target: &str,
) -> Result<Vec<String>, BackupError> {
    let query = "SELECT datname::text FROM pg_database WHERE datname = $1
        OR starts_with(datname, $1 || '_') AND substr(datname, length($1) + 2) ~ '^[0-9a-f]{8}$' ORDER BY datname";
    sqlx::query_scalar(query)
        .bind(beside(target))
        .fetch_all(maintenance)
        .await
        .map_err(BackupError::driver("failed to look for what earlier restores left behind"))
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
/// [`BackupError::NoDatabase`] when none was replaced, [`Error::Locked`] while another restores it, [`BackupError::InUse`] when sessions keep coming.
pub async fn undo(maintenance: &mut PgConnection, consent: &Consent) -> Result<(), BackupError> {
    let target = consent.database();
    let (old, new) = (aside(target), beside(target));
    lock(maintenance, target).await?;
    let put_back = async {
        if !exists(maintenance, &old).await? {
            return Err(BackupError::NoDatabase { database: old });
        }
        drop_database(maintenance, &new).await?;
        rename(maintenance, &[(target, &new), (&old, target)]).await
    };
    let put_back = put_back.await;
    sqlx::query("SELECT pg_advisory_unlock_all()")
        .execute(maintenance)
        .await
        .map_err(BackupError::driver("failed to give the lock of the restore back"))?;
    put_back
}
