//! One process drives a table's rewrite at a time: a session lock, freed by the server when the process dies.

use sea_orm::sqlx::{Connection as _, PgConnection};
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, sqlx};

use super::Error;

/// The lock, held until it is closed or its connection ends.
pub(super) struct Session {
    connection: PgConnection,
}

impl Session {
    /// Does some work on a table's rewrite, alone.
    pub(super) async fn hold<T>(
        db: &DatabaseConnection,
        table: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let session = Self::open(db, table).await?;
        let result = work.await;
        session.close().await;
        result
    }

    async fn open(db: &DatabaseConnection, table: &str) -> Result<Self, Error> {
        // Detached: the pool must neither hand this session to somebody else nor close it as idle.
        let mut connection = db.get_postgres_connection_pool().acquire().await.map_err(failed)?.detach();
        // By its name, not its number: the table that bears it changes with the swap.
        let held: bool = sqlx::query_scalar(
            "SELECT pg_try_advisory_lock(hashtextextended('backline rewrite ' || coalesce((
                 SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                 WHERE pg_class.oid = to_regclass($1)), $1), 0))",
        )
        .bind(table)
        .fetch_one(&mut connection)
        .await
        .map_err(failed)?;
        if held {
            return Ok(Self { connection });
        }
        connection.close().await.map_err(failed)?;
        Err(Error::Busy(table.to_owned()))
    }

    async fn close(mut self) {
        // By hand: the server notices the end of a session a moment after we are told that it is closed.
        let _freed_with_the_session =
            sqlx::query("SELECT pg_advisory_unlock_all()").execute(&mut self.connection).await;
        let _ended = self.connection.close().await;
    }
}

fn failed(source: sqlx::Error) -> Error {
    let source = DbErr::Exec(RuntimeErr::SqlxError(source.into()));
    Error::Database { context: "failed to take the lock of the rewrite".into(), source }
}
