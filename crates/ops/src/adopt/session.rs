//! One process takes a database over at a time: a session lock, freed by the server when the process dies.

use sea_orm::sqlx::{Connection as _, PgConnection};
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, sqlx};

use super::Error;

/// Does some work, alone.
pub(super) async fn alone<T>(
    db: &DatabaseConnection,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut connection = acquire(db).await?;
    let result = work.await;
    // By hand: the server notices the end of a session a moment after we are told that it is closed.
    let _freed_with_the_session =
        sqlx::query("SELECT pg_advisory_unlock_all()").execute(&mut connection).await;
    let _ended = connection.close().await;
    result
}

async fn acquire(db: &DatabaseConnection) -> Result<PgConnection, Error> {
    // Detached: the pool must neither hand this session to somebody else nor close it as idle.
    let mut connection = db.get_postgres_connection_pool().acquire().await.map_err(failed)?.detach();
    let lock = "SELECT set_config('idle_session_timeout', '0', false) IS NOT NULL
        AND pg_try_advisory_lock(hashtextextended('backline adopt', 0))";
    if sqlx::query_scalar(lock).fetch_one(&mut connection).await.map_err(failed)? {
        return Ok(connection);
    }
    connection.close().await.map_err(failed)?;
    Err(Error::Busy)
}

fn failed(source: sqlx::Error) -> Error {
    let source = DbErr::Exec(RuntimeErr::SqlxError(source.into()));
    Error::Database { context: "failed to take the lock of the take-over".into(), source }
}
