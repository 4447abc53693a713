//! The audit trail: everything that was ever done to migrations, in `migration_events`.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbErr};
use time::OffsetDateTime;

use super::nearest::nearest;
use super::record::host;
use super::tables::{Installed, Tables};
use super::usage::UsageError;
use crate::{Error, sql};

/// A line of the audit trail.
#[derive(Debug, Clone, serde::Serialize)]
pub struct AuditEvent {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What: `applied`, `repeated`, `failed`, `rolled_back`, `adopted`, `renamed` …
    pub event: String,
    /// Which migration.
    pub migration: String,
    /// In which batch.
    pub batch: Option<i32>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: Option<i32>,
    /// The database role.
    pub role: String,
    /// The machine.
    pub host: Option<String>,
    /// The process there.
    pub process_id: Option<String>,
    /// The engine's version.
    pub engine_version: String,
    /// The SQLSTATE of a failure.
    pub sqlstate: Option<String>,
    /// The statement that failed, from 1.
    pub statement_position: Option<i32>,
    /// What the database said, or a reason.
    pub message: Option<String>,
}

/// The audit trail, oldest first; nothing where the engine has never run.
///
/// # Errors
/// Whatever the database answers.
pub async fn history(db: &impl ConnectionTrait) -> Result<Vec<AuditEvent>, Error> {
    read(db).await.map_err(Error::database("failed to read migration_events"))
}

/// What happened to one migration, oldest first. The code need not have it any more.
///
/// # Errors
/// [`Error::Usage`] where nothing ever happened to it; whatever the database answers.
pub async fn history_of(db: &impl ConnectionTrait, name: &str) -> Result<Vec<AuditEvent>, Error> {
    let mut events = history(db).await?;
    if !events.iter().any(|event| event.migration == name) {
        let names: BTreeSet<&str> = events.iter().map(|event| event.migration.as_str()).collect();
        let nearest = nearest(name, names.into_iter());
        return Err(UsageError::NothingRecordedOf { name: name.to_owned(), nearest }.into());
    }
    events.retain(|event| event.migration == name);
    Ok(events)
}

async fn read(db: &impl ConnectionTrait) -> Result<Vec<AuditEvent>, DbErr> {
    let there = "SELECT to_regclass(format('%I.%I', current_schema(), 'migration_events')) IS NOT NULL";
    if !sql::scalar::<bool, 0>(db, there, []).await? {
        return Ok(Vec::new());
    }
    let installed = Installed::read(db, "seaql_migrations").await?;
    let query = format!(
        "SELECT at, event, migration_name, batch_number, elapsed_ms, role_name, host, process_id, engine_version, sqlstate,
                statement_position, message
         FROM {} ORDER BY id",
        installed.tables.audit
    );
    let rows = sql::rows(db, &query, []).await?;
    rows.iter()
        .map(|row| {
            Ok(AuditEvent {
                at: row.try_get_by_index(0)?,
                event: row.try_get_by_index(1)?,
                migration: row.try_get_by_index(2)?,
                batch: row.try_get_by_index(3)?,
                elapsed_ms: row.try_get_by_index(4)?,
                role: row.try_get_by_index(5)?,
                host: row.try_get_by_index(6)?,
                process_id: row.try_get_by_index(7)?,
                engine_version: row.try_get_by_index(8)?,
                sqlstate: row.try_get_by_index(9)?,
                statement_position: row.try_get_by_index(10)?,
                message: row.try_get_by_index(11)?,
            })
        })
        .collect()
}

/// What is written into the audit trail.
#[derive(Debug, Clone, Default)]
pub(super) struct NewEvent<'a> {
    pub event: &'a str,
    pub migration: &'a str,
    pub batch: Option<i32>,
    pub elapsed_ms: Option<i32>,
    pub sqlstate: Option<String>,
    pub position: Option<i32>,
    pub message: Option<String>,
}

/// Adds a line to the audit trail.
pub(super) async fn add(
    db: &impl ConnectionTrait,
    tables: &Tables,
    event: NewEvent<'_>,
) -> Result<(), DbErr> {
    let query = format!(
        "INSERT INTO {} (event, migration_name, batch_number, elapsed_ms, host, process_id, engine_version, sqlstate,
             statement_position, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tables.audit
    );
    db.execute_raw(sql::statement(
        &query,
        [
            event.event.into(),
            event.migration.into(),
            event.batch.into(),
            event.elapsed_ms.into(),
            host().into(),
            std::process::id().to_string().into(),
            env!("CARGO_PKG_VERSION").into(),
            event.sqlstate.into(),
            event.position.into(),
            event.message.into(),
        ],
    ))
    .await
    .map(drop)
}
