//! The exchange of the two tables, forwards and back: one short transaction, tried again until its locks are free.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::mirror::{Mirror, holders, is_transient};
use super::prepare::set_path;
use super::shadow::execute_adapting;
use super::state::{self, Stage, State};
use super::{Error, Event, Options, Table};
use crate::sql::{identifier, literal, rows, scalar};

/// With so few keys left to mirror, the lock is worth trying for.
const LITTLE: u64 = 200;

/// Puts the new table into the place of the old one.
pub(super) async fn forwards(
    db: &DatabaseConnection,
    state: &State,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let log = state.log();
    let mirror = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
    exchange(db, state, options, &mirror, Stage::Swapped, on_event).await
}

/// Puts the old table back.
pub(super) async fn backwards(
    db: &DatabaseConnection,
    state: &State,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let (log, new, old) = (state.back_log(), state.in_place(), state.kept());
    let mirror = Mirror { from: &new, to: &old, conversion: &state.backward, log: &log };
    exchange(db, state, options, &mirror, Stage::Reverted, on_event).await
}

async fn exchange(
    db: &DatabaseConnection,
    state: &State,
    options: &Options,
    mirror: &Mirror<'_>,
    stage: Stage,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let table = mirror.from.qualified();
    for attempt in 1..=options.attempts {
        mirror.catch_up(db, LITTLE, options.rounds, |keys| on_event(Event::Mirrored { keys })).await?;
        on_event(Event::Swapping { attempt });
        let transaction = db.begin().await.map_err(Error::database("failed to begin the swap"))?;
        match try_exchange(&transaction, state, options, mirror, stage).await {
            Ok(()) => {
                let context = format!("failed to swap {table}");
                return transaction.commit().await.map_err(Error::database(context));
            }
            Err(error) if is_transient(&error) => {
                let rolled_back = transaction.rollback().await;
                rolled_back.map_err(Error::database("failed to roll an attempt to swap back"))?;
                tokio::time::sleep(pause(attempt)).await;
            }
            Err(source) => {
                return Err(Error::Database { context: format!("failed to swap {table}"), source });
            }
        }
    }
    let blockers =
        holders(db, mirror.from).await.map_err(Error::database("failed to ask who holds the table"))?;
    Err(Error::Blocked { table, attempts: options.attempts, blockers })
}

async fn try_exchange(
    transaction: &DatabaseTransaction,
    state: &State,
    options: &Options,
    mirror: &Mirror<'_>,
    stage: Stage,
) -> Result<(), DbErr> {
    lock_timeout(transaction, options.lock_timeout).await?;
    let mut tables = vec![mirror.from.qualified()];
    tables.extend(state.attachments.neighbours.iter().cloned());
    transaction
        .execute_unprepared(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables.join(", ")))
        .await?;
    mirror.apply(transaction).await?;
    mirror.unwatch(transaction).await?;
    set_path(transaction, "").await?;
    for statement in &state.attachments.take_off {
        transaction.execute_unprepared(statement).await?;
    }
    let (source, old, shadow) = (&state.source, state.kept(), &state.shadow);
    let (aside, put_on) = match stage {
        Stage::Reverted => ([(state.in_place(), shadow), (old, source)], &state.attachments.put_on_old),
        _ => ([(source.clone(), &old), (shadow.clone(), source)], &state.attachments.put_on_new),
    };
    for (table, to) in &aside {
        let to = identifier(&to.schema);
        transaction.execute_unprepared(&format!("ALTER TABLE {} SET SCHEMA {to}", table.qualified())).await?;
    }
    let set_aside = Table { schema: aside[0].1.schema.clone(), ..aside[0].0.clone() };
    continue_numbers(transaction, &set_aside, source).await?;
    for statement in put_on {
        execute_adapting(transaction, statement).await?;
    }
    let (new, log, back_log) = (state.in_place(), state.log(), state.back_log());
    if stage == Stage::Swapped {
        let back = Mirror { from: &new, to: source, conversion: &state.backward, log: &back_log };
        back.watch(transaction).await?;
        back.guard(transaction, state.number, "swapped").await?;
    } else {
        let ahead = Mirror { from: source, to: shadow, conversion: &state.forward, log: &log };
        ahead.guard(transaction, state.number, "reverted").await?;
    }
    state::enter(transaction, state.number, stage).await
}

/// The new table's identity columns go on counting where the old one's are.
async fn continue_numbers(db: &DatabaseTransaction, from: &Table, to: &Table) -> Result<(), DbErr> {
    const IDENTITIES: &str = "
        SELECT pg_get_serial_sequence($1, attname::text), pg_get_serial_sequence($2, attname::text)
        FROM pg_attribute WHERE attrelid = $1::text::regclass AND attidentity <> '' AND NOT attisdropped";
    for row in rows(db, IDENTITIES, [from.qualified().into(), to.qualified().into()]).await? {
        let (old, new): (String, Option<String>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if let Some(new) = new {
            let set = format!("SELECT setval({}, last_value, is_called) FROM {old}", literal(&new));
            db.execute_unprepared(&set).await?;
        }
    }
    Ok(())
}

/// Validates the foreign keys that the exchange added unchecked.
pub(super) async fn validate(
    db: &DatabaseConnection,
    state: &State,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let statements = match state.stage {
        Stage::Reverted => &state.attachments.validate_old,
        _ => &state.attachments.validate_new,
    };
    for statement in statements {
        on_event(Event::Validating { statement });
        retrying(db, options, state, statement).await?;
    }
    Ok(())
}

/// Waits until nobody has a snapshot any more that is older than the exchange: the guard is needed for as long.
pub(super) async fn outlast_old_snapshots(
    db: &DatabaseConnection,
    state: &State,
    options: &Options,
) -> Result<(), Error> {
    const OLD: &str = "SELECT EXISTS (
        SELECT FROM pg_stat_activity JOIN backline_rewrite.rewrites ON xact_start < swapped_at
        WHERE number = $1 AND datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid())";
    let failed = || Error::database("failed to ask for old snapshots");
    for attempt in 1..=options.attempts {
        if !scalar::<bool, 1>(db, OLD, [state.number.into()]).await.map_err(failed())? {
            return Ok(());
        }
        tokio::time::sleep(pause(attempt)).await;
    }
    let blockers = holders(db, &state.source).await.map_err(failed())?;
    Err(Error::Blocked { table: state.source.qualified(), attempts: options.attempts, blockers })
}

/// Statements in one transaction, whose locks are waited for shortly, and which is tried again.
pub(super) async fn retrying(
    db: &DatabaseConnection,
    options: &Options,
    state: &State,
    statements: &str,
) -> Result<(), Error> {
    let table = state.source.qualified();
    let failed = || Error::database(format!("failed to work on {table}"));
    for attempt in 1..=options.attempts {
        let transaction = db.begin().await.map_err(failed())?;
        lock_timeout(&transaction, options.lock_timeout).await.map_err(failed())?;
        match transaction.execute_unprepared(statements).await {
            Ok(_) => return transaction.commit().await.map_err(failed()),
            Err(error) if is_transient(&error) => {
                transaction.rollback().await.map_err(failed())?;
                tokio::time::sleep(pause(attempt)).await;
            }
            Err(error) => return Err(failed()(error)),
        }
    }
    let blockers = holders(db, &state.source).await.map_err(failed())?;
    Err(Error::Blocked { table, attempts: options.attempts, blockers })
}

pub(super) async fn lock_timeout(db: &impl ConnectionTrait, timeout: Duration) -> Result<(), DbErr> {
    db.execute_unprepared(&format!("SET LOCAL lock_timeout = {}", timeout.as_millis())).await.map(drop)
}

/// Longer from attempt to attempt, so that those who write come through in between; never more than three seconds.
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_millis(100 * u64::from(attempt.min(30)))
}
