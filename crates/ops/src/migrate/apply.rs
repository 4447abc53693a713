//! Applies what is pending: one transaction a migration, its record inside it.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use super::history::{self, Outcome};
use super::lock::{LOCK_KEY, MigrationLock};
use super::status::compare;
use super::{RecordState, Rendered, records, render};
use crate::{Error, error, sql};

/// How to apply.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long a statement waits for a lock before it gives up: the session's `lock_timeout`.
    pub lock_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { lock_timeout: Duration::from_secs(4) }
    }
}

/// What happens while migrations are applied.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// So many are pending.
    Pending(usize),
    /// This one begins.
    Begins(&'a str),
    /// This one is done and recorded.
    Done(&'a Applied),
}

/// A migration that was applied.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// How many statements it took.
    pub statements: usize,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// What a run did.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// The batch's number; none where nothing was pending.
    pub batch: Option<i32>,
    /// What was applied, in order.
    pub applied: Vec<Applied>,
}

/// Applies every pending migration of `M`, in order, as one batch.
///
/// Everything is compared before anything runs. One transaction a migration, with its row in `migration_history` and
/// `seaql_migrations` inside; a migration that must not run in a transaction is recorded as running first.
///
/// # Errors
/// [`Error::Locked`] when another process migrates, [`Error::Diverged`] when history and code differ,
/// [`Error::Statement`] when a statement fails: those before it stay, the failure is recorded.
pub async fn up<M: MigratorTrait>(
    db: &DatabaseConnection,
    options: Options,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    let migrations = render::<M>().await?;
    let mut lock = MigrationLock::acquire(db.get_postgres_connection_pool()).await?;
    let outcome = up_locked(db, &migrations, options, &mut lock, &mut on_event).await;
    let released = lock.release().await;
    let report = outcome?;
    released.map(|()| report)
}

async fn up_locked(
    db: &DatabaseConnection,
    migrations: &[Rendered],
    options: Options,
    lock: &mut MigrationLock,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    history::install(db).await.map_err(Error::database("failed to make the migration tables"))?;
    lock.announce().await?;
    let recorded = records(db).await.map_err(Error::database("failed to read migration_history"))?;
    let last_batch = recorded.iter().map(|record| record.batch).max().unwrap_or(0);
    let statuses = compare(migrations, recorded);
    let differences: Vec<String> = statuses
        .iter()
        .filter_map(super::Status::difference)
        .map(|difference| format!("\"{}\" {}", difference.name, difference.problem))
        .collect();
    if !differences.is_empty() {
        return Err(Error::Diverged { differences });
    }
    let pending: Vec<&Rendered> = migrations
        .iter()
        .zip(&statuses)
        .filter_map(|(migration, status)| status.is_pending().then_some(migration))
        .collect();
    on_event(Event::Pending(pending.len()));
    let batch = (!pending.is_empty()).then_some(last_batch + 1);
    let mut applied = Vec::with_capacity(pending.len());
    for migration in pending {
        on_event(Event::Begins(&migration.name));
        let one = apply_one(db, migration, last_batch + 1, options).await?;
        on_event(Event::Done(&one));
        applied.push(one);
    }
    Ok(Report { batch, applied })
}

async fn apply_one(
    db: &DatabaseConnection,
    migration: &Rendered,
    batch: i32,
    options: Options,
) -> Result<Applied, Error> {
    let started = Instant::now();
    let result = if migration.transactional {
        in_transaction(db, migration, batch, options, started).await
    } else {
        statement_by_statement(db, migration, batch, started).await
    };
    if let Err(Error::Statement { position, source, .. }) = &result {
        let outcome = Outcome {
            migration,
            batch,
            state: RecordState::Failed,
            elapsed: started.elapsed(),
            statements_done: position - 1,
            error: Some(match error::refusal(source) {
                Some(refusal) => {
                    format!("statement {position}: {} (SQLSTATE {})", refusal.message, refusal.sqlstate)
                }
                None => format!("statement {position}: {source}"),
            }),
        };
        history::record(db, &outcome)
            .await
            .map_err(Error::database("failed to record a failed migration"))?;
    }
    result?;
    Ok(Applied {
        name: migration.name.clone(),
        statements: migration.up.len(),
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

async fn in_transaction(
    db: &DatabaseConnection,
    migration: &Rendered,
    batch: i32,
    options: Options,
    started: Instant,
) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to apply \"{}\"", migration.name));
    let transaction = db.begin().await.map_err(failed())?;
    // Beside the session's lock: should that session be lost, two processes still cannot migrate at once.
    let guard = format!(
        "SET LOCAL lock_timeout = {}; SELECT pg_advisory_xact_lock({})",
        options.lock_timeout.as_millis(),
        LOCK_KEY.wrapping_add(1)
    );
    transaction.execute_unprepared(&guard).await.map_err(failed())?;
    for (index, statement) in migration.up.iter().enumerate() {
        execute(&transaction, statement).await.map_err(statement_failed(migration, index))?;
    }
    let outcome = Outcome {
        migration,
        batch,
        state: RecordState::Completed,
        elapsed: started.elapsed(),
        statements_done: migration.up.len(),
        error: None,
    };
    history::record(&transaction, &outcome).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())
}

async fn statement_by_statement(
    db: &DatabaseConnection,
    migration: &Rendered,
    batch: i32,
    started: Instant,
) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to apply \"{}\"", migration.name));
    let mut outcome = Outcome {
        migration,
        batch,
        state: RecordState::Running,
        elapsed: Duration::ZERO,
        statements_done: 0,
        error: None,
    };
    history::record(db, &outcome).await.map_err(failed())?;
    for (index, statement) in migration.up.iter().enumerate() {
        execute(db, statement).await.map_err(statement_failed(migration, index))?;
        let done = i32::try_from(index + 1).unwrap_or(i32::MAX);
        db.execute_raw(sql::statement(
            "UPDATE migration_history SET statements_done = $2 WHERE migration_name = $1",
            [migration.name.as_str().into(), done.into()],
        ))
        .await
        .map_err(failed())?;
    }
    outcome.state = RecordState::Completed;
    outcome.elapsed = started.elapsed();
    outcome.statements_done = migration.up.len();
    history::record(db, &outcome).await.map_err(failed())
}

/// Statements without values go through the simple protocol: several commands cannot be prepared.
async fn execute(db: &impl ConnectionTrait, statement: &Statement) -> Result<(), DbErr> {
    match statement.values {
        None => db.execute_unprepared(&statement.sql).await.map(drop),
        Some(_) => db.execute_raw(statement.clone()).await.map(drop),
    }
}

fn statement_failed(migration: &Rendered, index: usize) -> impl FnOnce(DbErr) -> Error {
    move |source| Error::Statement {
        migration: migration.name.clone(),
        position: index + 1,
        total: migration.up.len(),
        sql: migration.up[index].to_string(),
        source,
    }
}
