//! The session that keeps a deploy: one process at a time by a lock of the server, and the record of how far it is.

use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool, Row as _};

use super::{DeployError, Maintenance, Report, Stage};
use crate::Error;
use crate::catalog::database;
use crate::migrate::host;
use crate::sql::identifier;

/// The table of deploys, beside those of the migrations.
pub(crate) const TABLE: &str = "migration_deploys";

const COLUMNS: &str = "
    number BIGINT PRIMARY KEY,
    stage TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    role_name TEXT NOT NULL DEFAULT session_user,
    host TEXT,
    process_id TEXT NOT NULL,
    report JSONB NOT NULL";

/// Two sessions of the server hold it never at once; it goes with its session.
const LOCK: &str = "SELECT pg_try_advisory_lock(hashtextextended('backline deploy', 0))";

const HOLDER: &str = "SELECT concat('backend ', a.pid, ' of ', a.usename, ', connected since ', to_char(a.backend_start, 'HH24:MI:SS'))
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('backline deploy', 0)";

/// How the maintenance flag is to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Flag {
    /// As it is.
    Stays,
    /// On.
    On(Maintenance),
    /// As it was before; none where nobody had ever set it.
    As(Maintenance, Option<bool>),
}

/// The session, its lock and its record.
pub(super) struct Keeper {
    pool: PgPool,
    connection: PgConnection,
    table: String,
    patience: Duration,
}

impl Keeper {
    /// Takes the lock, or says who holds it. Nothing is written.
    pub(super) async fn open(pool: &PgPool, wait: Duration, patience: Duration) -> Result<Self, DeployError> {
        let deadline = Instant::now() + wait;
        loop {
            let mut connection = connect(pool).await.map_err(failed("failed to begin a session"))?;
            let locked = sqlx::query_scalar(LOCK).fetch_one(&mut connection).await;
            if locked.map_err(failed("failed to take the lock of the deploy"))? {
                let schema: Option<String> = sqlx::query_scalar("SELECT current_schema()::text")
                    .fetch_one(&mut connection)
                    .await
                    .map_err(failed("failed to ask for the current schema"))?;
                let table = format!("{}.{TABLE}", identifier(&schema.unwrap_or_else(|| "public".to_owned())));
                return Ok(Self { pool: pool.clone(), connection, table, patience });
            }
            if Instant::now() >= deadline {
                let holder: Option<String> = sqlx::query_scalar(HOLDER)
                    .fetch_optional(&mut connection)
                    .await
                    .map_err(failed("failed to ask who deploys"))?;
                let _ended = connection.close().await;
                return Err(DeployError::Busy {
                    holder: holder.unwrap_or_else(|| "it ended just now".to_owned()),
                });
            }
            let _ended = connection.close().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The newest deploy, as it was recorded; none where there was none.
    pub(super) async fn last(&mut self) -> Result<Option<Report>, DeployError> {
        last(&mut self.connection, &self.table).await
    }

    /// Records a new deploy, and gives it its number.
    pub(super) async fn begin(&mut self, report: &mut Report) -> Result<(), DeployError> {
        let install = format!(
            "SET client_min_messages = warning;
             CREATE TABLE IF NOT EXISTS {0} ({COLUMNS});
             COMMENT ON TABLE {0} IS 'Each deploy, how far it is, and its report.'",
            self.table
        );
        sqlx::raw_sql(AssertSqlSafe(install))
            .execute(&mut self.connection)
            .await
            .map_err(failed("failed to make the table of deploys"))?;
        let next = format!("SELECT coalesce(max(number), 0) + 1 FROM {}", self.table);
        let number: i64 = sqlx::query_scalar(AssertSqlSafe(next))
            .fetch_one(&mut self.connection)
            .await
            .map_err(failed("failed to number the deploy"))?;
        report.number = Some(number);
        let insert = format!(
            "INSERT INTO {} (number, stage, host, process_id, report) VALUES ($1, $2, $3, $4, $5)",
            self.table
        );
        sqlx::query(AssertSqlSafe(insert))
            .bind(number)
            .bind(report.stage.as_str())
            .bind(host())
            .bind(process())
            .bind(json(report)?)
            .execute(&mut self.connection)
            .await
            .map_err(failed("failed to record the deploy"))?;
        Ok(())
    }

    /// Takes a deploy over from a process that is gone.
    pub(super) async fn take_over(&mut self, report: &Report) -> Result<(), DeployError> {
        let update = format!("UPDATE {} SET host = $2, process_id = $3 WHERE number = $1", self.table);
        sqlx::query(AssertSqlSafe(update))
            .bind(report.number)
            .bind(host())
            .bind(process())
            .execute(&mut self.connection)
            .await
            .map_err(failed("failed to record who goes on with the deploy"))?;
        Ok(())
    }

    /// Records what the report says, together with the flag, in one transaction. A connection that was lost is had
    /// again first, if that can be.
    pub(super) async fn save(&mut self, report: &Report, flag: Flag) -> Result<(), DeployError> {
        match self.try_save(report, flag).await {
            Err(_lost) if self.connection.ping().await.is_err() => {
                self.reconnect(report).await?;
                self.try_save(report, flag).await
            }
            outcome => outcome,
        }
    }

    async fn try_save(&mut self, report: &Report, flag: Flag) -> Result<(), DeployError> {
        let taken_over = DeployError::TakenOver { number: report.number.unwrap_or_default() };
        let unsaved = || failed("failed to record how far the deploy is");
        let report_json = json(report)?;
        let mut transaction = self.connection.begin().await.map_err(unsaved())?;
        set_flag(&mut transaction, flag).await.map_err(failed("failed to set the maintenance flag"))?;
        let update = format!(
            "UPDATE {} SET stage = $2, report = $3, changed_at = clock_timestamp()
             WHERE number = $1 AND process_id = $4 AND host IS NOT DISTINCT FROM $5",
            self.table
        );
        let saved = sqlx::query(AssertSqlSafe(update))
            .bind(report.number)
            .bind(report.stage.as_str())
            .bind(report_json)
            .bind(process())
            .bind(host())
            .execute(&mut *transaction)
            .await
            .map_err(unsaved())?;
        if saved.rows_affected() == 0 {
            return Err(taken_over);
        }
        transaction.commit().await.map_err(unsaved())
    }

    /// Has the session and its lock again, unless somebody else goes on with the deploy meanwhile.
    async fn reconnect(&mut self, report: &Report) -> Result<(), DeployError> {
        let deadline = Instant::now() + self.patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let opening = Self::open(&self.pool, left, self.patience);
            let failure = match tokio::time::timeout(left.max(Duration::from_millis(100)), opening).await {
                Ok(Ok(again)) => {
                    self.connection = again.connection;
                    return Ok(());
                }
                Ok(Err(DeployError::Busy { .. })) => {
                    return Err(DeployError::TakenOver { number: report.number.unwrap_or_default() });
                }
                Ok(Err(error)) => error,
                Err(_elapsed) => unreachable_server(),
            };
            if Instant::now() >= deadline {
                return Err(failure);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Whether the flag is on: none without a row, and without a flag at all.
    pub(super) async fn flag(
        &mut self,
        maintenance: Maintenance,
    ) -> Result<Option<Option<bool>>, DeployError> {
        let read = async {
            if !has_flag(&mut self.connection, maintenance).await? {
                return Ok(None);
            }
            let row =
                sqlx::query(AssertSqlSafe(maintenance.is_on)).fetch_optional(&mut self.connection).await?;
            row.map(|row| row.try_get(0)).transpose().map(Some)
        };
        read.await.map_err(failed("failed to read the maintenance flag"))
    }

    /// Gives the lock back.
    pub(super) async fn close(mut self) {
        // By hand: the server notices the end of a session a moment after we are told that it is closed.
        let _freed_with_the_session =
            sqlx::query("SELECT pg_advisory_unlock_all()").execute(&mut self.connection).await;
        let _ended = self.connection.close().await;
    }
}

/// The newest deploy, read without the lock.
pub(super) async fn look(pool: &PgPool) -> Result<Option<Report>, DeployError> {
    let mut connection = pool.acquire().await.map_err(failed("failed to begin a session"))?;
    let schema: Option<String> = sqlx::query_scalar("SELECT quote_ident(current_schema())")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed("failed to ask for the current schema"))?;
    let table = format!("{}.{TABLE}", schema.unwrap_or_else(|| "public".to_owned()));
    last(&mut connection, &table).await
}

async fn last(connection: &mut PgConnection, table: &str) -> Result<Option<Report>, DeployError> {
    let unread = || failed("failed to read the table of deploys");
    let there: bool = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
        .bind(table)
        .fetch_one(&mut *connection)
        .await
        .map_err(unread())?;
    if !there {
        return Ok(None);
    }
    let query = format!("SELECT report FROM {table} ORDER BY number DESC LIMIT 1");
    let row: Option<serde_json::Value> =
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_optional(connection).await.map_err(unread())?;
    let decode = |error: serde_json::Error| unread()(sqlx::Error::Decode(Box::new(error)));
    row.map(|report| serde_json::from_value(report).map_err(decode)).transpose()
}

/// A session of its own: the pool must neither hand it to somebody else nor close it as idle.
async fn connect(pool: &PgPool) -> Result<PgConnection, sqlx::Error> {
    let mut connection = pool.acquire().await?.detach();
    let settings =
        "SELECT set_config('idle_session_timeout', '0', false), set_config('lock_timeout', '30s', false)";
    sqlx::query(settings).execute(&mut connection).await?;
    Ok(connection)
}

async fn has_flag(connection: &mut PgConnection, maintenance: Maintenance) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
        .bind(maintenance.table)
        .fetch_one(connection)
        .await
}

async fn set_flag(connection: &mut PgConnection, flag: Flag) -> Result<(), sqlx::Error> {
    let (maintenance, value) = match flag {
        Flag::Stays => return Ok(()),
        Flag::On(maintenance) => (maintenance, Some(true)),
        Flag::As(maintenance, before) => (maintenance, before),
    };
    // Migrations make the table, and rollbacks drop it.
    if !has_flag(&mut *connection, maintenance).await? {
        return Ok(());
    }
    match value {
        Some(value) => sqlx::query(AssertSqlSafe(maintenance.set)).bind(value).execute(connection).await,
        None => sqlx::query(AssertSqlSafe(maintenance.unset)).execute(connection).await,
    }
    .map(drop)
}

fn process() -> String {
    std::process::id().to_string()
}

fn json(report: &Report) -> Result<serde_json::Value, DeployError> {
    let failed = |error| failed("failed to write the report")(sqlx::Error::Encode(Box::new(error)));
    serde_json::to_value(report).map_err(failed)
}

fn failed(context: &'static str) -> impl FnOnce(sqlx::Error) -> DeployError {
    move |error| DeployError::Engine(Error::database(context)(database(error)))
}

fn unreachable_server() -> DeployError {
    failed("failed to connect again")(sqlx::Error::PoolTimedOut)
}

/// Whether the report says that its stage is one from which a deploy goes on.
pub(super) fn goes_on(report: &Report) -> bool {
    !report.stage.is_finished() && report.stage != Stage::BackingUp
}
