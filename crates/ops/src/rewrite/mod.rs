//! Rewrites a table while it is in use: other column types, or a whole new definition, without a write lost.
//!
//! prepare → copy → index → catch up → compare → swap. The new table is built beside the old one under the same name in a
//! schema of its own; a trigger notes which rows are written meanwhile, and the rows so noted are mirrored. The swap is a
//! short transaction that moves one table out of the schema and the other in, with all that hangs on it. Afterwards the
//! old table is kept, and what is written to the new one is noted, so that [`revert`] loses nothing.
//!
//! Every step is recorded in the transaction that does it. Whoever is killed is followed by [`resume`] or [`abort`].

mod attachments;
mod conversion;
mod copy;
mod error;
mod mirror;
mod prepare;
mod preview;
mod session;
mod shadow;
mod spec;
mod state;
mod swap;
mod table;

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use serde::Serialize;

pub use error::Error;
pub use preview::{Change, Preview, Unconvertible, preview};
pub use spec::{Set, Specification};
pub use state::Stage;
pub use table::{Column, Table};

use crate::consent::Consent;
use crate::sql::{identifier, literal, scalar};
use mirror::Mirror;
use session::Session;
use state::State;

/// How to go about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long the swap waits for a lock: the longest that others queue behind an attempt.
    pub lock_timeout: Duration,
    /// How often a lock is tried for.
    pub attempts: u32,
    /// How long a batch of the copy should take: what is lost when it is killed.
    pub batch: Duration,
    /// How far replicas may lag before the copy waits for them, in bytes of log.
    pub replica_lag: i64,
    /// Whether the two tables are compared row by row before the swap.
    pub compare: bool,
    /// How many rounds of mirroring may take no less than the one before, while much is left to be mirrored, until the
    /// writers are taken to be faster.
    pub rounds: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_millis(150),
            attempts: 100,
            batch: Duration::from_millis(700),
            replica_lag: 64 << 20,
            compare: true,
            rounds: 50,
        }
    }
}

/// What happens during a rewrite.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Rows were looked at, for the preview: so many blocks of so many.
    Looked {
        /// Blocks looked at.
        blocks: i64,
        /// Of how many.
        of: i64,
    },
    /// Rows were copied.
    Copied {
        /// So many by now.
        rows: i64,
        /// This part of all, between 0 and 1.
        part: f64,
    },
    /// The copy waits for a replica that lags by so many bytes.
    WaitingForReplica {
        /// Bytes of log.
        lag: i64,
    },
    /// An index is being built.
    Indexing {
        /// Its name.
        index: &'a str,
    },
    /// The rows of so many keys were mirrored.
    Mirrored {
        /// How many.
        keys: u64,
    },
    /// The two tables are being compared.
    Comparing,
    /// The swap is tried.
    Swapping {
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// A foreign key is being validated.
    Validating {
        /// The statement.
        statement: &'a str,
    },
}

/// A rewrite under way, or done and not finished.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The table.
    pub table: String,
    /// How far it is.
    pub stage: Stage,
    /// Rows copied.
    pub copied: i64,
    /// Blocks copied.
    pub block: i64,
    /// Of how many.
    pub blocks: i64,
    /// Hours since the swap.
    pub hours_since_swap: Option<f64>,
}

impl From<&State> for Status {
    fn from(state: &State) -> Self {
        Self {
            table: state.source.qualified(),
            stage: state.stage,
            copied: state.copied,
            block: state.block,
            blocks: state.blocks,
            hours_since_swap: state.hours_since_swap,
        }
    }
}

/// All rewrites of a database.
///
/// # Errors
/// Whatever the database answers.
pub async fn list(db: &DatabaseConnection) -> Result<Vec<Status>, Error> {
    Ok(state::all(db).await?.iter().map(Status::from).collect())
}

/// Rewrites a table, from the beginning to the swap.
///
/// # Errors
/// [`Error::Specification`], [`Error::Unsupported`]: nothing was changed. [`Error::Blocked`], [`Error::Differs`] and
/// whatever the database answers later on: the table is as it was, and [`resume`] or [`abort`] follows.
pub async fn start(
    db: &DatabaseConnection,
    table: &str,
    specification: &Specification,
    options: &Options,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Status, Error> {
    Session::hold(db, table, async {
        if let Some(state) = state::find(db, table).await? {
            let table = state.source.qualified();
            return Err(Error::Stage(
                format!("a rewrite of {table} is already under way"),
                "resume it, abort it, revert it or finish it first",
            ));
        }
        let mut state = begin(db, table, specification, options).await?;
        go_on(db, &mut state, options, &mut on_event).await?;
        Ok(Status::from(&state))
    })
    .await
}

/// Prepares and watches, in one transaction; tried again while the table is locked by others.
async fn begin(
    db: &DatabaseConnection,
    table: &str,
    specification: &Specification,
    options: &Options,
) -> Result<State, Error> {
    let failed = || Error::database(format!("failed to begin the rewrite of {table}"));
    let mut attempt = 0;
    loop {
        attempt += 1;
        let transaction = db.begin().await.map_err(failed())?;
        let state = prepare::prepare(&transaction, table, specification).await?;
        swap::lock_timeout(&transaction, options.lock_timeout).await.map_err(failed())?;
        let log = state.log();
        let mirror = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
        match mirror.watch(&transaction).await {
            Ok(()) => {}
            Err(error) if mirror::is_transient(&error) && attempt < options.attempts => {
                transaction.rollback().await.map_err(failed())?;
                tokio::time::sleep(swap::pause(attempt)).await;
                continue;
            }
            Err(error) if mirror::is_transient(&error) => {
                transaction.rollback().await.map_err(failed())?;
                let blockers = mirror::holders(db, &state.source).await.map_err(failed())?;
                return Err(Error::Blocked { table: table.to_owned(), attempts: attempt, blockers });
            }
            Err(error) => return Err(failed()(error)),
        }
        // Nobody writes while the triggers are not yet everybody's: what is in the file now is all that was there before.
        let (blocks, file) =
            (copy::blocks(&transaction, &state).await, copy::file(&transaction, &state).await);
        let state = State { blocks: blocks.map_err(failed())?, file: file.map_err(failed())?, ..state };
        state::insert(&transaction, &state).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        return Ok(state);
    }
}

/// Goes on with a rewrite that was interrupted, from where it stands to the swap; after the swap, validates what is left.
///
/// # Errors
/// [`Error::Stage`] where there is none, [`Error::Busy`] where another process drives it; and those of [`start`].
pub async fn resume(
    db: &DatabaseConnection,
    table: &str,
    options: &Options,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Status, Error> {
    Session::hold(db, table, async {
        let mut state = expect(db, table).await?;
        go_on(db, &mut state, options, &mut on_event).await?;
        Ok(Status::from(&state))
    })
    .await
}

async fn go_on(
    db: &DatabaseConnection,
    state: &mut State,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    if state.stage == Stage::Copying {
        copy::copy(db, state, options, on_event).await?;
        let failed = || Error::database("failed to record that the rows are copied");
        state::enter(db, state.number, Stage::Indexing).await.map_err(failed())?;
        state.stage = Stage::Indexing;
    }
    if state.stage == Stage::Indexing {
        build_indexes(db, state, on_event).await?;
        let log = state.log();
        let mirror = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
        mirror.catch_up(db, 1_000, options.rounds, |keys| on_event(Event::Mirrored { keys })).await?;
        if options.compare {
            on_event(Event::Comparing);
            copy::compare(db, state).await?;
        }
        swap::forwards(db, state, options, on_event).await?;
        state.stage = Stage::Swapped;
    }
    swap::validate(db, state, options, on_event).await?;
    if state.stage == Stage::Reverted {
        swap::outlast_old_snapshots(db, state, options).await?;
        remove(db, state, options).await?;
    }
    Ok(())
}

/// Nobody but us uses the shadow: its indexes are built at full speed, each unless it is there already.
async fn build_indexes(
    db: &DatabaseConnection,
    state: &State,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    for index in &state.indexes {
        let failed = || Error::database(format!("failed to build index \"{}\"", index.name));
        let name = table::qualified(&state.shadow.schema, &index.name);
        let there = format!("SELECT to_regclass({}) IS NOT NULL", literal(&name));
        if scalar::<bool, 0>(db, &there, []).await.map_err(failed())? {
            continue;
        }
        on_event(Event::Indexing { index: &index.name });
        let transaction = db.begin().await.map_err(failed())?;
        prepare::set_path(&transaction, "").await.map_err(failed())?;
        transaction.execute_unprepared("SET LOCAL maintenance_work_mem = '512MB'").await.map_err(failed())?;
        copy::leave_processors(&transaction, state).await.map_err(failed())?;
        for statement in index.create.iter().chain(&index.constrain) {
            shadow::execute_adapting(&transaction, statement).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
    }
    let analyze = format!("ANALYZE {}", state.shadow.qualified());
    let failed = Error::database("failed to analyze the new table");
    db.execute_unprepared(&analyze).await.map(drop).map_err(failed)
}

/// Gives a rewrite up: the table, its catalog and the database are as before.
///
/// # Errors
/// [`Error::Stage`] where there is none, or the swap has been made; [`Error::Busy`], [`Error::Blocked`].
pub async fn abort(db: &DatabaseConnection, table: &str, options: &Options) -> Result<(), Error> {
    Session::hold(db, table, async {
        let state = expect(db, table).await?;
        if state.stage >= Stage::Swapped {
            let table = state.source.qualified();
            return Err(Error::Stage(format!("table {table} is already swapped"), "revert it instead"));
        }
        remove(db, &state, options).await
    })
    .await
}

/// Puts the old table back, with all that was written to the new one.
///
/// # Errors
/// [`Error::Stage`] where no swap has been made; those of [`start`]. Until the end the new table stays in place.
pub async fn revert(
    db: &DatabaseConnection,
    table: &str,
    options: &Options,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<(), Error> {
    Session::hold(db, table, async {
        let mut state = expect(db, table).await?;
        if state.stage < Stage::Swapped {
            let table = state.source.qualified();
            return Err(Error::Stage(format!("table {table} is not swapped yet"), "abort it instead"));
        }
        if state.stage == Stage::Swapped {
            swap::backwards(db, &state, options, &mut on_event).await?;
            state.stage = Stage::Reverted;
        }
        swap::validate(db, &state, options, &mut on_event).await?;
        swap::outlast_old_snapshots(db, &state, options).await?;
        remove(db, &state, options).await
    })
    .await
}

/// Hours for which the old table is kept, as the schema-repair source document has it.
pub const KEEP_HOURS: f64 = 24.0;

/// Drops the old table. There is no way back afterwards, hence the consent.
///
/// # Errors
/// [`Error::Stage`] where no swap has been made, or it was made less than [`KEEP_HOURS`] ago and `early` is not set.
pub async fn finish(
    db: &DatabaseConnection,
    _consent: &Consent,
    table: &str,
    early: bool,
    options: &Options,
) -> Result<(), Error> {
    Session::hold(db, table, async {
    let state = expect(db, table).await?;
    let name = state.source.qualified();
    if state.stage != Stage::Swapped {
        return Err(Error::Stage(format!("table {name} is not swapped yet"), "resume the rewrite first"));
    }
    let hours = state.hours_since_swap.unwrap_or(0.0);
    if hours < KEEP_HOURS && !early {
        return Err(Error::Stage(
            format!(
                "table {name} was swapped {hours:.1} hours ago; the old one is kept for {KEEP_HOURS} hours"
            ),
            "wait, or say that it is to go earlier",
        ));
    }
    swap::validate(db, &state, options, &mut |_event| {}).await?;
    remove(db, &state, options).await
    })
    .await
}

/// Removes all that the rewrite made, and whichever table is not in place.
async fn remove(db: &DatabaseConnection, state: &State, options: &Options) -> Result<(), Error> {
    let (log, back_log, in_place) = (state.log(), state.back_log(), state.in_place());
    let ahead = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
    let back = Mirror { from: &in_place, to: &state.source, conversion: &state.backward, log: &back_log };
    let mut statements = vec![ahead.unwatching()];
    for table in [&state.kept(), &state.shadow] {
        statements.push(format!("DROP TABLE IF EXISTS {}", table.qualified()));
    }
    statements.extend([ahead.uninstalling(), back.uninstalling()]);
    for schema in [state::new_schema(state.number), state::old_schema(state.number)] {
        statements.push(format!("DROP SCHEMA IF EXISTS {}", identifier(&schema)));
    }
    statements.push(state::forgetting(state.number));
    swap::retrying(db, options, state, &statements.join("; ")).await
}

async fn expect(db: &DatabaseConnection, table: &str) -> Result<State, Error> {
    state::find(db, table).await?.ok_or_else(|| {
        Error::Stage(
            format!("no rewrite of {table} is under way"),
            "look at the list of rewrites, or start one",
        )
    })
}

impl Options {
    /// Waits while a replica lags too far behind.
    async fn wait_for_replicas(
        &self,
        db: &DatabaseConnection,
        mut on_event: impl FnMut(Event<'_>),
    ) -> Result<(), Error> {
        loop {
            let lag: i64 = scalar(
                db,
                "SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)::bigint FROM pg_stat_replication",
                [],
            )
            .await
            .map_err(Error::database("failed to ask how far replicas lag"))?;
            if lag <= self.replica_lag {
                return Ok(());
            }
            on_event(Event::WaitingForReplica { lag });
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}
