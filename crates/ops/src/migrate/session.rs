//! The one session that a run works in: it holds the migration lock and sends every statement, so that whoever loses the
//! lock has lost his transaction with it.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt as _;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool, Row as _};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, sea_query::Values,
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

use super::message::{Part, Reached, Stopped, script};
use super::usage::Unsuitable;
use crate::Error;

/// A session, and what its server is.
#[derive(Debug, Clone)]
pub(super) struct Session {
    connection: Arc<Mutex<PgConnection>>,
    /// The backend's process.
    pub pid: i32,
    /// As `server_version_num` has it.
    pub version: i32,
    /// What a migration may have changed is set back to this.
    search_path: String,
    /// Whether the server notices a client that is gone while a statement runs; servers on Windows do not.
    notices_gone_clients: bool,
}

impl Session {
    /// Takes a connection out of the pool, which must neither hand it to somebody else nor close it as idle.
    pub async fn start(pool: &PgPool) -> Result<Self, Error> {
        let connection = match pool.acquire().await {
            Ok(connection) => connection.detach(),
            Err(error) => return Err(Error::database("failed to begin a session")(wrapped(error))),
        };
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            pid: 0,
            version: 0,
            search_path: String::new(),
            notices_gone_clients: false,
        })
    }

    /// Learns what server this is, and refuses those that must not be migrated. In the simple protocol: behind a pooler,
    /// prepared statements would fail in misleading ways.
    pub async fn identify(&mut self) -> Result<(), Error> {
        let query = "SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int AS version,
             current_setting('search_path') AS search_path, pg_is_in_recovery() AS standby,
             version() !~ 'mingw|Visual C|msvc' AS notices,
             to_regclass('pg_catalog.pg_dist_local_group') IS NOT NULL AS citus";
        let failed = || Error::database("failed to ask what server this is");
        let row = self.simple(query).await.map_err(failed())?;
        let row = row.ok_or_else(|| failed()(DbErr::RecordNotFound("the server".into())))?;
        let column = |error: sqlx::Error| failed()(wrapped(error));
        self.pid = row.try_get("pid").map_err(column)?;
        self.version = row.try_get("version").map_err(column)?;
        self.search_path = row.try_get("search_path").map_err(column)?;
        self.notices_gone_clients = row.try_get("notices").map_err(column)?;
        if row.try_get("standby").map_err(column)? {
            return Err(Unsuitable::Standby.into());
        }
        if row.try_get("citus").map_err(column)? {
            let group = "SELECT coalesce(max(groupid), 0)::int AS worker FROM pg_catalog.pg_dist_local_group";
            let row = self.simple(group).await.map_err(failed())?;
            if row.map_or(Ok(0), |row| row.try_get::<i32, _>("worker")).map_err(column)? != 0 {
                return Err(Unsuitable::CitusWorker.into());
            }
        }
        Ok(())
    }

    /// Sends a query in the simple protocol and returns its first row; values come as text.
    pub async fn simple(&self, query: &str) -> Result<Option<sqlx::postgres::PgRow>, DbErr> {
        let mut connection = self.connection.lock().await;
        sqlx::raw_sql(AssertSqlSafe(query)).fetch_optional(&mut *connection).await.map_err(wrapped)
    }

    /// Sends queries in one message and returns the rows of each that was answered, and whether one failed.
    pub async fn answers(&self, queries: &str) -> (Vec<Vec<QueryResult>>, bool) {
        let mut connection = self.connection.lock().await;
        let mut answers = sqlx::raw_sql(AssertSqlSafe(queries)).fetch_many(&mut *connection);
        let (mut all, mut rows) = (Vec::new(), Vec::new());
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(sqlx::Either::Right(row)) => rows.push(row.into()),
                Ok(sqlx::Either::Left(_completed)) => all.push(std::mem::take(&mut rows)),
                Err(_) => return (all, true),
            }
        }
        (all, false)
    }

    /// What sets the session back to how it began, whatever a migration set.
    pub fn reset(&self) -> String {
        self.resets().join("; ") + ";"
    }

    /// [`reset`](Self::reset), statement by statement.
    pub fn resets(&self) -> Vec<String> {
        let path = if self.search_path.is_empty() { "''" } else { &self.search_path };
        let mut resets =
            vec!["RESET ROLE".to_owned(), "RESET ALL".to_owned(), format!("SET search_path TO {path}")];
        if self.notices_gone_clients {
            // Ends a statement whose client was killed.
            resets.push("SET client_connection_check_interval = '1s'".to_owned());
        }
        resets
    }

    /// Sends statements in as few messages as possible; says which one failed.
    pub async fn run(&self, statements: &[Statement]) -> Result<(), Stopped> {
        let mut start = 0;
        while start < statements.len() {
            let together: Vec<Part<'_>> = statements[start..]
                .iter()
                .take_while(|one| one.values.is_none())
                .map(|one| Part::of(&one.sql))
                .collect();
            if together.is_empty() {
                let sent = self.execute_raw(statements[start].clone()).await;
                let alone = [Part::of(&statements[start].sql)];
                sent.map_err(|source| Reached::default().stopped(&alone, source).later(start))?;
                start += 1;
            } else {
                self.send(&together).await.map_err(|stopped| stopped.later(start))?;
                start += together.len();
            }
        }
        Ok(())
    }

    /// Parts of SQL in one message of the simple protocol; says which part failed. Returns what the engine's own parts tell.
    pub async fn send(&self, parts: &[Part<'_>]) -> Result<Vec<i32>, Stopped> {
        let script = script(parts);
        let mut connection = self.connection.lock().await;
        let mut answers = sqlx::raw_sql(AssertSqlSafe(script)).fetch_many(&mut *connection);
        let mut reached = Reached::default();
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(sqlx::Either::Right(row)) => reached.row(&row),
                Ok(sqlx::Either::Left(_completed)) => reached.completed(parts),
                Err(error) => return Err(reached.stopped(parts, wrapped(error))),
            }
        }
        Ok(reached.told)
    }

    /// Ends the session, and with it the lock.
    pub async fn close(self) {
        if let Some(connection) = Arc::into_inner(self.connection) {
            // What cannot say good-bye is gone already.
            let _gone = connection.into_inner().close().await;
        }
    }
}

/// An error of the driver as SeaORM has it.
pub(super) fn wrapped(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn values(statement: Statement) -> SqlxValues {
    SqlxValues(statement.values.unwrap_or_else(|| Values(Vec::new())))
}

/// So that whatever reads and writes the engine's tables works on it.
#[async_trait]
impl ConnectionTrait for Session {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut connection = self.connection.lock().await;
        let query = AssertSqlSafe(statement.sql.clone());
        let done = if statement.values.is_none() {
            sqlx::raw_sql(query).execute(&mut *connection).await
        } else {
            sqlx::query_with(query, values(statement)).persistent(false).execute(&mut *connection).await
        };
        done.map(Into::into).map_err(wrapped)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut connection = self.connection.lock().await;
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await;
        done.map(Into::into).map_err(wrapped)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut connection = self.connection.lock().await;
        let query = AssertSqlSafe(statement.sql.clone());
        let row = if statement.values.is_none() {
            sqlx::raw_sql(query).fetch_optional(&mut *connection).await
        } else {
            sqlx::query_with(query, values(statement))
                .persistent(false)
                .fetch_optional(&mut *connection)
                .await
        };
        row.map(|row| row.map(Into::into)).map_err(wrapped)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut connection = self.connection.lock().await;
        let query = AssertSqlSafe(statement.sql.clone());
        let rows = if statement.values.is_none() {
            sqlx::raw_sql(query).fetch_all(&mut *connection).await
        } else {
            sqlx::query_with(query, values(statement)).persistent(false).fetch_all(&mut *connection).await
        };
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(wrapped)
    }
}
