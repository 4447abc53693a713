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
}

/// A statement that failed.
#[derive(Debug)]
pub(super) struct Stopped {
    /// Which one, from 0.
    pub index: usize,
    /// The character in it that the server points at, from 1.
    pub character: Option<u32>,
    /// What the database said.
    pub source: DbErr,
}

impl Session {
    /// Takes a connection out of the pool, which must neither hand it to somebody else nor close it as idle; refuses
    /// servers that must not be migrated.
    pub async fn start(pool: &PgPool) -> Result<Self, Error> {
        let begun = Error::database("failed to begin a session");
        let connection = match pool.acquire().await {
            Ok(connection) => connection.detach(),
            Err(error) => return Err(begun(wrapped(error))),
        };
        let mut session = Self {
            connection: Arc::new(Mutex::new(connection)),
            pid: 0,
            version: 0,
            search_path: String::new(),
        };
        match session.identify().await {
            Ok(()) => Ok(session),
            Err(error) => {
                session.close().await;
                Err(error)
            }
        }
    }

    /// In the simple protocol: behind a pooler, prepared statements would fail in misleading ways.
    async fn identify(&mut self) -> Result<(), Error> {
        let query = "SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int AS version,
             current_setting('search_path') AS search_path, pg_is_in_recovery() AS standby,
             to_regclass('pg_catalog.pg_dist_local_group') IS NOT NULL AS citus";
        let failed = || Error::database("failed to ask what server this is");
        let row = self.simple(query).await.map_err(failed())?;
        let row = row.ok_or_else(|| failed()(DbErr::RecordNotFound("the server".into())))?;
        let column = |error: sqlx::Error| failed()(wrapped(error));
        self.pid = row.try_get("pid").map_err(column)?;
        self.version = row.try_get("version").map_err(column)?;
        self.search_path = row.try_get("search_path").map_err(column)?;
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

    /// Sends several queries in the simple protocol and returns this column of the last row.
    pub async fn last_flag(&self, queries: &str, column: &str) -> Result<bool, DbErr> {
        let mut connection = self.connection.lock().await;
        let rows =
            sqlx::raw_sql(AssertSqlSafe(queries)).fetch_all(&mut *connection).await.map_err(wrapped)?;
        let last = rows.last().ok_or_else(|| DbErr::RecordNotFound(column.to_owned()))?;
        last.try_get(column).map_err(wrapped)
    }

    /// What sets the session back to how it began, whatever a migration set.
    pub fn reset(&self) -> String {
        // Ends a statement whose client was killed; servers on Windows know no such check.
        let watch = "SELECT set_config('client_connection_check_interval', '1s', false)
                     WHERE version() !~ 'mingw|Visual C|msvc';";
        format!(
            "RESET ROLE; RESET ALL; SET search_path TO {}; {watch}",
            if self.search_path.is_empty() { "''" } else { &self.search_path }
        )
    }

    /// Sends statements in as few messages as possible; says which one failed.
    pub async fn run(&self, statements: &[Statement]) -> Result<(), Stopped> {
        let mut start = 0;
        while start < statements.len() {
            let together = statements[start..].iter().take_while(|one| one.values.is_none()).count();
            if together == 0 {
                let sent = self.execute_raw(statements[start].clone()).await;
                sent.map_err(|source| stopped(start, &statements[start..=start], 0, source))?;
                start += 1;
            } else {
                let part = &statements[start..start + together];
                self.together(part).await.map_err(|(done, source)| stopped(start, part, done, source))?;
                start += together;
            }
        }
        Ok(())
    }

    /// Statements without values in one message of the simple protocol; of a failure, how many were done before it.
    async fn together(&self, statements: &[Statement]) -> Result<(), (usize, DbErr)> {
        let script = joined(statements);
        let mut connection = self.connection.lock().await;
        let mut answers = sqlx::raw_sql(AssertSqlSafe(script)).fetch_many(&mut *connection);
        let mut done = 0;
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(sqlx::Either::Right(row)) if row.columns().iter().any(|column| column.name() == MARK) => {
                    done += 1;
                }
                Ok(_) => {}
                Err(error) => return Err((done, wrapped(error))),
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

/// Between two statements of a message: its row says that the one before is done.
const BETWEEN: &str = "\n;\nSHOW server_version_num;\n";
const MARK: &str = "server_version_num";

fn joined(statements: &[Statement]) -> String {
    let parts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    parts.join(BETWEEN)
}

/// By the position that the server gives, where it gives one: a message is parsed whole before its first statement runs.
fn stopped(start: usize, statements: &[Statement], done: usize, source: DbErr) -> Stopped {
    let Some(position) = position(&source) else {
        return Stopped { index: start + done, character: None, source };
    };
    let mut before = 0;
    for (index, statement) in statements.iter().enumerate() {
        let length = statement.sql.chars().count();
        if position <= before + length + 1 || index + 1 == statements.len() {
            let character = u32::try_from(position.saturating_sub(before)).ok();
            return Stopped { index: start + index, character, source };
        }
        before += length + BETWEEN.chars().count();
    }
    Stopped { index: start + done, character: None, source }
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
        let done = sqlx::query_with(query, values(statement)).execute(&mut *connection).await;
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
        let row = sqlx::query_with(query, values(statement)).fetch_optional(&mut *connection).await;
        row.map(|row| row.map(Into::into)).map_err(wrapped)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut connection = self.connection.lock().await;
        let query = AssertSqlSafe(statement.sql.clone());
        let rows = sqlx::query_with(query, values(statement)).fetch_all(&mut *connection).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(wrapped)
    }
}
