//! What is recorded in the database: `migration_history`, `migration_lock`, and `seaql_migrations` in step with it.

use sea_orm::{ConnectionTrait, DbErr};
use time::OffsetDateTime;

use super::Rendered;
use crate::sql;

/// The engine's tables. The first ten columns of the history, and all of the lock, are those of the celebrity-booking
/// source document; `seaql_migrations` is sea-orm-migration's own.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS migration_history (
    id SERIAL PRIMARY KEY,
    migration_name VARCHAR(255) NOT NULL UNIQUE,
    batch_number INTEGER NOT NULL,
    executed_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    execution_time_ms INTEGER NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    status VARCHAR(20) DEFAULT 'completed',
    rollback_sql TEXT,
    error_message TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    rollback_checksum VARCHAR(64),
    applied_by TEXT NOT NULL DEFAULT session_user,
    host TEXT,
    engine_version TEXT NOT NULL,
    transactional BOOLEAN NOT NULL DEFAULT TRUE,
    statements_done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS migration_lock (
    id INTEGER PRIMARY KEY DEFAULT 1,
    is_locked BOOLEAN DEFAULT FALSE,
    locked_by VARCHAR(255),
    locked_at TIMESTAMP WITH TIME ZONE,
    process_id VARCHAR(100),
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT single_lock CHECK (id = 1)
);
INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING;
CREATE TABLE IF NOT EXISTS seaql_migrations (version VARCHAR NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
COMMENT ON TABLE migration_history IS 'What the migration engine applied: when, by whom, and the SQL that undoes it.';
COMMENT ON TABLE migration_lock IS 'Who migrates this database just now, for people to read.';
COMMENT ON TABLE seaql_migrations IS 'What sea-orm-cli reads; kept in step with migration_history.';";

/// Makes the engine's tables where they are missing. Call it under the lock.
pub(super) async fn install(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared(TABLES).await.map(drop)
}

/// Where a recorded migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// Applied.
    Completed,
    /// Begun, not transactional, and not yet done.
    Running,
    /// Failed; the next run tries it again.
    Failed,
    /// Applied once, and undone.
    RolledBack,
}

impl RecordState {
    /// As it stands in `migration_history.status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::RolledBack => "rolled_back",
        }
    }

    fn parse(text: &str) -> Result<Self, DbErr> {
        match text {
            "completed" => Ok(Self::Completed),
            "running" => Ok(Self::Running),
            "failed" => Ok(Self::Failed),
            "rolled_back" => Ok(Self::RolledBack),
            other => Err(DbErr::Type(format!("migration_history.status holds \"{other}\""))),
        }
    }
}

/// A row of `migration_history`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Record {
    /// The migration's name.
    pub name: String,
    /// The batch in which it was applied, from 1.
    pub batch: i32,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub executed_at: OffsetDateTime,
    /// How long it took, in milliseconds.
    pub execution_time_ms: i32,
    /// SHA-256 of what was applied.
    pub checksum: String,
    /// Where it stands.
    pub state: RecordState,
    /// What the database said, where it failed.
    pub error: Option<String>,
    /// The database role that applied it.
    pub applied_by: String,
    /// The machine that it was applied from.
    pub host: Option<String>,
    /// How many statements of one that is not transactional are done.
    pub statements_done: i32,
}

/// All that is recorded, in order of application; nothing where the engine has never run.
///
/// # Errors
/// Whatever the database answers.
pub async fn records(db: &impl ConnectionTrait) -> Result<Vec<Record>, DbErr> {
    if !sql::scalar::<bool, 0>(db, "SELECT to_regclass('migration_history') IS NOT NULL", []).await? {
        return Ok(Vec::new());
    }
    let rows = sql::rows(
        db,
        "SELECT migration_name, batch_number, executed_at, execution_time_ms, checksum, status, error_message,
                applied_by, host, statements_done
         FROM migration_history ORDER BY id",
        [],
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Record {
                name: row.try_get_by_index(0)?,
                batch: row.try_get_by_index(1)?,
                executed_at: row.try_get_by_index(2)?,
                execution_time_ms: row.try_get_by_index(3)?,
                checksum: row.try_get_by_index(4)?,
                state: RecordState::parse(&row.try_get_by_index::<String>(5)?)?,
                error: row.try_get_by_index(6)?,
                applied_by: row.try_get_by_index(7)?,
                host: row.try_get_by_index(8)?,
                statements_done: row.try_get_by_index(9)?,
            })
        })
        .collect()
}

/// The outcome of one migration, as it is written down.
pub(super) struct Outcome<'a> {
    pub migration: &'a Rendered,
    pub batch: i32,
    pub state: RecordState,
    pub elapsed: std::time::Duration,
    pub statements_done: usize,
    pub error: Option<String>,
}

/// Writes an outcome into `migration_history`, and into `seaql_migrations` what that one knows of it.
pub(super) async fn record(db: &impl ConnectionTrait, outcome: &Outcome<'_>) -> Result<(), DbErr> {
    let migration = outcome.migration;
    let rollback = migration.down_sql();
    db.execute_raw(sql::statement(
        "INSERT INTO migration_history (migration_name, batch_number, execution_time_ms, checksum, status, rollback_sql,
             error_message, rollback_checksum, host, engine_version, transactional, statements_done)
         VALUES ($1, $2, $3, $4, $5, $6, $7, encode(sha256(convert_to($6, 'UTF8')), 'hex'), $8, $9, $10, $11)
         ON CONFLICT (migration_name) DO UPDATE SET
             batch_number = excluded.batch_number, executed_at = now(), execution_time_ms = excluded.execution_time_ms,
             checksum = excluded.checksum, status = excluded.status, rollback_sql = excluded.rollback_sql,
             error_message = excluded.error_message, rollback_checksum = excluded.rollback_checksum,
             applied_by = session_user, host = excluded.host, engine_version = excluded.engine_version,
             transactional = excluded.transactional, statements_done = excluded.statements_done",
        [
            migration.name.as_str().into(),
            outcome.batch.into(),
            i32::try_from(outcome.elapsed.as_millis()).unwrap_or(i32::MAX).into(),
            migration.checksum().into(),
            outcome.state.as_str().into(),
            rollback.into(),
            outcome.error.clone().into(),
            host().into(),
            env!("CARGO_PKG_VERSION").into(),
            migration.transactional.into(),
            i32::try_from(outcome.statements_done).unwrap_or(i32::MAX).into(),
        ],
    ))
    .await?;
    if outcome.state == RecordState::Completed {
        db.execute_raw(sql::statement(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ($1, extract(epoch FROM now())::bigint)
             ON CONFLICT (version) DO NOTHING",
            [migration.name.as_str().into()],
        ))
        .await?;
    }
    Ok(())
}

/// The machine's name, as it is written beside what was done from it.
pub(super) fn host() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
