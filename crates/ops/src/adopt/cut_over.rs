//! The cut-over and the way back: schemas change their names in one transaction, under a lock that no writer passes.
//!
//! Readers wait for nobody. Writers of the tables concerned wait while what was written last is copied; a writer that waited
//! finds the new tables afterwards, as the server looks names up again after a wait. So no write is lost in between.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::pass::Pass;
use super::plan::Plan;
use super::report::{Report, Stage, Written};
use super::state::{self, State};
use super::{Error, Event, Options, pass, reconcile};
use crate::error::sqlstate;
use crate::sql::{identifier, rows, scalar};

/// The new schema serves from now on.
pub(super) async fn forwards(
    db: &DatabaseConnection,
    plan: &Plan,
    before: &Report,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    let failed = || Error::database("failed to cut over");
    for attempt in 1..=options.attempts {
        on_event(Event::Locking { attempt });
        let transaction = db.begin().await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        let started = Instant::now();
        if !lock(&transaction, &plan.read, options.lock_timeout).await.map_err(failed())? {
            transaction.rollback().await.map_err(failed())?;
            tokio::time::sleep(pause(attempt)).await;
            continue;
        }
        let touched = pass::run_inside(&transaction, plan, Pass::Last, on_event).await?;
        let mut report =
            reconcile::report_since(&transaction, plan, Stage::CutOver, &before.tables, &touched)
                .await
                .map_err(failed())?;
        if !report.is_sound() {
            // What a source reads may have changed without a write, as the hour does.
            pass::run_inside(&transaction, plan, Pass::LastOfAll, on_event).await?;
            report = reconcile::report(&transaction, plan, Stage::CutOver).await.map_err(failed())?;
        }
        pass::advance_sequences(&transaction, plan).await.map_err(failed())?;
        if !report.is_sound() {
            transaction.rollback().await.map_err(failed())?;
            return Err(Error::Unaccounted(Box::new(Report { stage: Stage::Copying, ..report })));
        }
        state::enter_cut_over(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        report.writers_waited_ms = Some(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        return Ok(report);
    }
    let holders = holders(db, &plan.names.schema).await.map_err(failed())?;
    Err(Error::Blocked { attempts: options.attempts, holders })
}

/// The legacy serves again; the new schema is kept as it is, and what was written to it since the cut-over is counted.
pub(super) async fn backwards(
    db: &DatabaseConnection,
    state: &State,
    plan: &Plan,
    options: &Options,
) -> Result<Vec<Written>, Error> {
    let failed = || Error::database("failed to go back to the legacy");
    for attempt in 1..=options.attempts {
        let transaction = db.begin().await.map_err(failed())?;
        state.names.settle(&transaction).await.map_err(failed())?;
        let tables = tables(&transaction, &state.names.schema).await.map_err(failed())?;
        if !lock(&transaction, &tables, options.lock_timeout).await.map_err(failed())? {
            transaction.rollback().await.map_err(failed())?;
            tokio::time::sleep(pause(attempt)).await;
            continue;
        }
        let written = written(&transaction, plan, &tables).await.map_err(failed())?;
        state.names.leave(&transaction).await.map_err(failed())?;
        state::leave_cut_over(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        return Ok(written);
    }
    let holders = holders(db, &state.names.schema).await.map_err(failed())?;
    Err(Error::Blocked { attempts: options.attempts, holders })
}

/// Keeps writers out; whether the locks were to be had in time.
async fn lock(
    transaction: &DatabaseTransaction,
    tables: &[String],
    timeout: Duration,
) -> Result<bool, DbErr> {
    if tables.is_empty() {
        return Ok(true);
    }
    let lock = format!(
        "SET LOCAL lock_timeout = {}; LOCK TABLE {} IN SHARE MODE; SET LOCAL lock_timeout = 0",
        timeout.as_millis(),
        tables.join(", ")
    );
    match transaction.execute_unprepared(&lock).await {
        Ok(_) => Ok(true),
        Err(error) if is_taken(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether locks were not to be had in time.
pub(super) fn is_taken(error: &DbErr) -> bool {
    sqlstate(error).is_some_and(|state| matches!(state.as_str(), "55P03" | "40P01"))
}

async fn tables(transaction: &DatabaseTransaction, schema: &str) -> Result<Vec<String>, DbErr> {
    let names = super::target::table_names(transaction, schema).await?;
    Ok(names.iter().map(|name| format!("{}.{}", identifier(schema), identifier(name))).collect())
}

/// What was inserted, updated and deleted since the cut-over, table by table.
async fn written(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    tables: &[String],
) -> Result<Vec<Written>, DbErr> {
    // Younger than the transaction of the cut-over is what was written after it.
    let since = "SELECT (pg_current_xact_id()::text::numeric - cut_over_transaction::numeric)::bigint FROM backline_adopt.take_over";
    let since: i64 = scalar(transaction, since, []).await?;
    let mut all = Vec::new();
    for table in tables {
        let written: i64 =
            scalar(transaction, &format!("SELECT count(*) FROM {table} WHERE age(xmin) < {since}"), [])
                .await?;
        let mut deleted = 0;
        for mapped in plan.tables.iter().filter(|mapped| &mapped.target.qualified == table) {
            let query = format!(
                "SELECT count(*) FROM backline_adopt.rows AS line WHERE mapping = $1 AND state = 'moved'
                     AND NOT EXISTS (SELECT FROM {table} AS there WHERE {})",
                mapped.target.key_is("there", "line.target")
            );
            deleted += scalar::<i64, 1>(transaction, &query, [mapped.number.into()]).await?;
        }
        if (written, deleted) != (0, 0) {
            all.push(Written { table: table.clone(), written, deleted });
        }
    }
    Ok(all)
}

/// Who holds tables of a schema against a lock that keeps writers out, in words.
pub(super) async fn holders(db: &DatabaseConnection, schema: &str) -> Result<Option<String>, DbErr> {
    let query = "SELECT string_agg(DISTINCT format('process %s (%s%s, %s for %s s)', pg_stat_activity.pid, usename,
             coalesce(', ' || nullif(application_name, ''), ''), state, extract(epoch FROM now() - xact_start)::integer), '; ')
         FROM pg_locks JOIN pg_stat_activity ON pg_stat_activity.pid = pg_locks.pid
         JOIN pg_class ON pg_class.oid = relation
         WHERE relnamespace = to_regnamespace(quote_ident($1)) AND granted AND pg_locks.pid <> pg_backend_pid()
             AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock', 'ShareUpdateExclusiveLock')";
    let found = rows(db, query, [schema.into()]).await?;
    found.first().map_or(Ok(None), |row| row.try_get_by_index(0))
}

/// Longer from attempt to attempt, so that those who write come through in between; never more than three seconds.
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_millis(100 * u64::from(attempt.min(30)))
}
