//! One process migrates a database at a time.
//!
//! A session advisory lock says so to other processes and is freed by the server when ours dies; the row in
//! `migration_lock` says so to people. It is tried, never waited for: a session that waits inside the server would hold
//! up `CREATE INDEX CONCURRENTLY`.

use sea_orm::sqlx::{Connection as _, PgConnection, PgPool};
use sea_orm::{DbErr, RuntimeErr, sqlx};

use super::history;
use crate::Error;

/// The advisory lock's key: "backline" in ASCII.
pub(super) const LOCK_KEY: i64 = 0x6261_636b_6c69_6e65;

/// How long the row in `migration_lock` is good for, as the celebrity-booking source document has it.
const EXPIRES: &str = "5 minutes";

/// The lock, held until it is released or its connection ends.
#[derive(Debug)]
pub struct MigrationLock {
    connection: PgConnection,
}

impl MigrationLock {
    /// Takes the lock, or says who holds it.
    ///
    /// # Errors
    /// [`Error::Locked`], and whatever the database answers.
    pub async fn acquire(pool: &PgPool) -> Result<Self, Error> {
        // Detached: the pool must neither hand this session to somebody else nor close it as idle.
        let mut connection = pool.acquire().await.map_err(failed)?.detach();
        let held: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(LOCK_KEY)
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
        if held {
            return Ok(Self { connection });
        }
        let holder = holder(&mut connection).await;
        connection.close().await.map_err(failed)?;
        Err(Error::Locked { holder })
    }

    /// Writes into `migration_lock` that we hold it. The table must be there.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn announce(&mut self) -> Result<(), Error> {
        let host = history::host().unwrap_or_default();
        sqlx::query(
            "UPDATE migration_lock SET is_locked = TRUE, locked_by = left(session_user || '@' || $1, 255),
                 locked_at = now(), process_id = $2, expires_at = now() + $3::interval WHERE id = 1",
        )
        .bind(host)
        .bind(std::process::id().to_string())
        .bind(EXPIRES)
        .execute(&mut self.connection)
        .await
        .map(drop)
        .map_err(failed)
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// Whatever the database answers; the lock is free even then, as the connection is gone.
    pub async fn release(mut self) -> Result<(), Error> {
        let cleared = sqlx::query(
            "UPDATE migration_lock SET is_locked = FALSE, locked_by = NULL, locked_at = NULL, process_id = NULL,
                 expires_at = NULL WHERE id = 1",
        )
        .execute(&mut self.connection)
        .await;
        // By hand: the server notices the end of a session a moment after we are told that it is closed.
        let unlocked =
            sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK_KEY).execute(&mut self.connection).await;
        self.connection.close().await.map_err(failed)?;
        cleared.and(unlocked).map(drop).map_err(failed)
    }
}

/// Who holds the lock, in words.
async fn holder(connection: &mut PgConnection) -> String {
    let row: Result<Option<String>, sqlx::Error> = sqlx::query_scalar(
        "SELECT coalesce(locked_by, 'another process') || ', process ' || coalesce(process_id, 'unknown')
                || ', since ' || coalesce(to_char(locked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"'), 'just now')
         FROM migration_lock WHERE id = 1 AND is_locked",
    )
    .fetch_optional(connection)
    .await;
    row.ok().flatten().unwrap_or_else(|| "another process".to_owned())
}

fn failed(source: sqlx::Error) -> Error {
    let source = DbErr::Exec(RuntimeErr::SqlxError(source.into()));
    Error::Database { context: "failed to work with the migration lock".into(), source }
}
