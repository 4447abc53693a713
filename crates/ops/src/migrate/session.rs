//! The one session that a run works in: it holds the migration lock and sends every statement, so that whoever loses the
//! lock has lost his transaction with it.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt as _;
use sea_orm::sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sea_orm::sqlx::{self, AssertSqlSafe, Column as _, Connection as _, PgConnection, PgPool, Row as _};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, sea_query::Values,
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

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

/// Where a row of statements, or of parts of a message, stopped.
#[derive(Debug)]
pub(super) struct Stopped {
    /// At which one, from 0.
    pub index: usize,
    /// How many statements of a part were done.
    pub done: usize,
    /// The character in it that the server points at, from 1.
    pub character: Option<u32>,
    /// What the database said.
    pub source: DbErr,
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

    /// What sets the session back to how it began, whatever a migration set.
    pub fn reset(&self) -> String {
        // Ends a statement whose client was killed.
        let watch =
            if self.notices_gone_clients { "SET client_connection_check_interval = '1s';" } else { "" };
        format!(
            "RESET ROLE; RESET ALL; SET search_path TO {}; {watch}",
            if self.search_path.is_empty() { "''" } else { &self.search_path }
        )
    }

    /// Sends statements in as few messages as possible; says which one failed.
    pub async fn run(&self, statements: &[Statement]) -> Result<(), Stopped> {
        let mut start = 0;
        while start < statements.len() {
            let together: Vec<&str> = statements[start..]
                .iter()
                .take_while(|one| one.values.is_none())
                .map(|one| one.sql.as_str())
                .collect();
            if together.is_empty() {
                let sent = self.execute_raw(statements[start].clone()).await;
                let alone = [statements[start].sql.as_str()];
                sent.map_err(|source| stopped(&alone, 0, 0, source).later(start))?;
                start += 1;
            } else {
                self.send(&together).await.map_err(|stopped| stopped.later(start))?;
                start += together.len();
            }
        }
        Ok(())
    }

    /// Parts of SQL in one message of the simple protocol; says which part failed.
    pub async fn send(&self, parts: &[&str]) -> Result<(), Stopped> {
        let script = parts.join(BETWEEN);
        let mut connection = self.connection.lock().await;
        let mut answers = sqlx::raw_sql(AssertSqlSafe(script)).fetch_many(&mut *connection);
        let (mut part, mut done) = (0_usize, 0_usize);
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(sqlx::Either::Right(row)) if row.columns().iter().any(|column| column.name() == MARK) => {
                    (part, done) = (part + 1, 0);
                }
                Ok(sqlx::Either::Right(_row)) => {}
                Ok(sqlx::Either::Left(_completed)) => done += 1,
                // The mark itself is the first that is completed after its row.
                Err(error) => {
                    let done = if part == 0 { done } else { done.saturating_sub(1) };
                    return Err(stopped(parts, part, done, wrapped(error)));
                }
            }
        }
        Ok(())
    }

    /// Ends the session, and with it the lock.
    pub async fn close(self) {
        if let Some(connection) = Arc::into_inner(self.connection) {
            // What cannot say good-bye is gone already.
            let _gone = connection.into_inner().close().await;
        }
    }
}

/// Between two parts of a message: its row says that the one before is done.
const BETWEEN: &str = "\n;\nSHOW server_version_num;\n";
const MARK: &str = "server_version_num";

impl Stopped {
    /// The same, when so many came before.
    fn later(self, count: usize) -> Self {
        Self { index: self.index + count, ..self }
    }
}

/// By the position that the server gives, where it gives one: a message is parsed whole before its first statement runs.
fn stopped(parts: &[&str], part: usize, done: usize, source: DbErr) -> Stopped {
    let Some(position) = position(&source) else {
        return Stopped { index: part, done, character: None, source };
    };
    let mut before = 0;
    for (index, text) in parts.iter().enumerate() {
        let end = before + text.chars().count() + BETWEEN.chars().count();
        // What is missing at the end of a part is noticed at what stands between it and the next.
        if position <= end || index + 1 == parts.len() {
            let character = u32::try_from(position.saturating_sub(before)).ok();
            let done = if index == part { done } else { 0 };
            return Stopped { index, done, character, source };
        }
        before = end;
    }
    Stopped { index: part, done, character: None, source }
}

fn position(error: &DbErr) -> Option<usize> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    match source.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.position()? {
        PgErrorPosition::Original(position) => Some(position),
        PgErrorPosition::Internal { .. } => None,
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
        let done =
            sqlx::query_with(query, values(statement)).persistent(false).execute(&mut *connection).await;
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
