//! Takes a legacy database over, blue-green: the new schema is built and filled beside the old one, which goes on serving;
//! then the two change their names in one transaction, and can change them back.
//!
//! build → validate → copy → reconcile → cut over. A [`Mapping`] says which rows become what, in SQL; it is compared with
//! both schemas before anything is done. Rows go over set by set, in the order of the new foreign keys; each source row
//! ends as one of moved, merged, rejected (kept, with its reason) or filtered, or there is no cut-over. Writes that reach
//! the legacy meanwhile are found by key and content, and copied in further passes. At the cut-over, triggers note what is
//! written, so that the last pass, under a lock, reads no more than that.
//!
//! Whoever is killed is followed by [`resume`] or [`abort`]. `design/operations.md` and the music-booking source document
//! ask for it.
//!
//! ```no_run
//! # async fn example(legacy: &sea_orm::DatabaseConnection, template: &sea_orm::DatabaseConnection) -> Result<(), Box<dyn std::error::Error>> {
//! use backline_ops::adopt::{self, Mapping, Template};
//! use backline_ops::consent::{Environment, Request};
//!
//! let mapping = Mapping::parse(&std::fs::read_to_string("mapping.toml")?)?;
//! // A database in which the new schema is: migrated, with its reference data.
//! let template = Template { db: template, pg_dump: "pg_dump".as_ref() };
//! let tried = adopt::dry_run(legacy, &mapping, template, |_event| {}).await?;
//! if tried.rejections() == 0 {
//!     adopt::start(legacy, &mapping, template, |_event| {}).await?;
//!     let consent = Request::new("shop", Environment::Development).confirmed(true).decide()?;
//!     adopt::cut_over(legacy, &consent, &adopt::Options::default(), |_event| {}).await?;
//! }
//! # Ok(())
//! # }
//! ```

mod batch;
mod build;
mod columns;
mod cut_over;
mod error;
mod expression;
mod gone;
mod guarded;
mod mapping;
mod names;
mod order;
mod pass;
mod plan;
mod precheck;
mod reconcile;
mod removal;
mod report;
mod session;
mod source;
mod state;
mod target;
mod watch;

use std::path::Path;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, TransactionTrait as _};

pub use error::{Error, Problem};
pub use mapping::Mapping;
pub use report::{Counts, Rejected, Report, Stage, Written};

use crate::consent::Consent;
use crate::sql::statement;
use build::Dump;
use names::Names;
use pass::Pass;
use plan::Plan;
use session::alone;
use state::State;

/// A pass so short leaves too little for another to gain anything.
const QUICK: Duration = Duration::from_millis(500);

/// How locks are tried for.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long one attempt waits for its locks: the longest that writers queue behind it.
    pub lock_timeout: Duration,
    /// How often it is tried.
    pub attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { lock_timeout: Duration::from_millis(150), attempts: 100 }
    }
}

/// What the new schema is copied from, with the rows that are in it.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// A database on the same server in which the schema is, under its final name.
    pub db: &'a DatabaseConnection,
    /// The program that copies it.
    pub pg_dump: &'a Path,
}

/// What happens during a take-over.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The new schema is being built.
    Building,
    /// So many rows of a source are to be copied.
    Staged {
        /// The mapping.
        name: &'a str,
        /// How many.
        rows: i64,
    },
    /// A batch was copied.
    Copied {
        /// The mapping.
        name: &'a str,
        /// So many rows by now.
        done: i64,
        /// Of how many.
        of: i64,
    },
    /// The locks of the cut-over are tried for.
    Locking {
        /// Which attempt, from 1.
        attempt: u32,
    },
}

/// Does everything but the cut-over, in one transaction that is rolled back: what would be moved, merged and rejected.
///
/// # Errors
/// As [`start`]. Nothing is ever changed.
pub async fn dry_run(
    db: &DatabaseConnection,
    mapping: &Mapping,
    template: Template<'_>,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    alone(db, async {
        let failed = || Error::database("failed to try the take-over");
        let (names, dump) = prepare(db, mapping, template, &mut on_event).await?;
        let transaction = db.begin().await.map_err(failed())?;
        let plan = begin(&transaction, mapping, &names, &dump).await?;
        pass::run_inside(&transaction, &plan, Pass::Whole, &mut on_event).await?;
        let report = reconcile::report(&transaction, &plan, Stage::Copying).await.map_err(failed())?;
        transaction.rollback().await.map_err(failed())?;
        Ok(report)
    })
    .await
}

/// Builds the new schema beside the legacy and copies all rows into it.
///
/// # Errors
/// [`Error::Mapping`], [`Error::Unsuitable`], [`Error::Template`]: nothing was changed. [`Error::Stage`] where a take-over is
/// under way, [`Error::Busy`]. Whatever the database answers later on: the legacy is as it was, and [`resume`] or [`abort`] follows.
pub async fn start(
    db: &DatabaseConnection,
    mapping: &Mapping,
    template: Template<'_>,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    alone(db, async {
        if state::find(db).await?.is_some() {
            return Err(Error::Stage(
                "a take-over is already under way".into(),
                "resume it, or abort it first",
            ));
        }
        let failed = || Error::database("failed to begin the take-over");
        let (names, dump) = prepare(db, mapping, template, &mut on_event).await?;
        let transaction = db.begin().await.map_err(failed())?;
        let plan = begin(&transaction, mapping, &names, &dump).await?;
        names.leave(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        pass::run(db, &plan, Some(Pass::Whole), &mut on_event).await?;
        conclude(db, &plan).await
    })
    .await
}

/// Goes on with a take-over that was interrupted, and copies what has changed in the legacy since. May be repeated as
/// often as one likes.
///
/// # Errors
/// [`Error::Stage`] where none is under way, or the cut-over has been made; those of [`start`].
pub async fn resume(db: &DatabaseConnection, mut on_event: impl FnMut(Event<'_>)) -> Result<Report, Error> {
    alone(db, async {
        let state = copying(db).await?;
        // Of a cut-over that was killed.
        watch::try_to_remove(db, &state.names.schema).await;
        let plan = plan_of(db, &state).await?;
        catch_up(db, &state, &plan, &mut on_event).await?;
        conclude(db, &plan).await
    })
    .await
}

/// Copies what has changed last, under a lock that keeps writers out, and has the new schema serve in the legacy's place.
///
/// # Errors
/// [`Error::Unaccounted`] where a row of the legacy would be forgotten, [`Error::Blocked`]; those of [`resume`]. The legacy serves
/// as before then.
pub async fn cut_over(
    db: &DatabaseConnection,
    _consent: &Consent,
    options: &Options,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    alone(db, async {
        let state = copying(db).await?;
        let plan = plan_of(db, &state).await?;
        let outcome = last_passes(db, &state, &plan, options, &mut on_event).await;
        watch::try_to_remove(db, &state.names.schema).await;
        outcome
    })
    .await
}

async fn last_passes(
    db: &DatabaseConnection,
    state: &State,
    plan: &Plan,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    watch::install(db, plan, options).await?;
    catch_up(db, state, plan, on_event).await?;
    // What is written during a pass is left for the next one, and after the last one writers wait for it.
    let mut before = Duration::MAX;
    loop {
        let started = Instant::now();
        pass::run(db, plan, Some(Pass::Written), on_event).await?;
        let took = started.elapsed();
        if took < QUICK || took > before.mul_f64(0.8) {
            break;
        }
        before = took;
    }
    let report = conclude(db, plan).await?;
    cut_over::forwards(db, plan, &report, options, on_event).await
}

/// Has the legacy serve again. The new schema is kept beside it with all that was written to it, which is counted.
///
/// # Errors
/// [`Error::Stage`] where no cut-over has been made; [`Error::Blocked`], [`Error::Busy`]. The new schema serves as before then.
pub async fn revert(
    db: &DatabaseConnection,
    _consent: &Consent,
    options: &Options,
) -> Result<Vec<Written>, Error> {
    alone(db, async {
        let state = cut_over_state(db).await?;
        watch::remove(db, &state.names.schema, options).await?;
        let plan = plan_of(db, &state).await?;
        cut_over::backwards(db, &state, &plan, options).await
    })
    .await
}

/// Gives the take-over up: the legacy and its catalog are as before. All that is in the new schema goes, hence the consent.
///
/// # Errors
/// [`Error::Stage`] where none is under way, or the cut-over has been made; [`Error::Unsuitable`] where something else depends
/// on the new schema.
pub async fn abort(db: &DatabaseConnection, _consent: &Consent) -> Result<(), Error> {
    alone(db, async {
        let state = copying(db).await?;
        watch::remove(db, &state.names.schema, &Options::default()).await?;
        removal::remove_green(db).await
    })
    .await
}

/// Drops the legacy, and forgets which row became what; rejected rows are kept. Returns how many.
///
/// # Errors
/// [`Error::Stage`] where no cut-over has been made; [`Error::Unsuitable`] where something else depends on the legacy.
pub async fn finish(db: &DatabaseConnection, _consent: &Consent) -> Result<i64, Error> {
    alone(db, async {
        let state = cut_over_state(db).await?;
        watch::remove(db, &state.names.schema, &Options::default()).await?;
        removal::remove_legacy(db).await
    })
    .await
}

/// What the take-over under way has come to; nothing where there is none.
///
/// # Errors
/// Whatever the database answers.
pub async fn status(db: &DatabaseConnection) -> Result<Option<Report>, Error> {
    let Some(state) = state::find(db).await? else { return Ok(None) };
    let failed = || Error::database("failed to count the rows of the take-over");
    let transaction = db.begin().await.map_err(failed())?;
    named(&transaction, &state).await?;
    let plan = Plan::make(&transaction, &Mapping::parse(&state.mapping)?, &state.names).await?;
    let report = reconcile::report(&transaction, &plan, state.stage).await.map_err(failed())?;
    transaction.rollback().await.map_err(failed())?;
    Ok(Some(report))
}

/// Whether the take-over under way goes by this mapping; nothing where there is none.
///
/// # Errors
/// Whatever the database answers.
pub async fn goes_by(db: &DatabaseConnection, mapping: &Mapping) -> Result<Option<bool>, Error> {
    Ok(state::find(db).await?.map(|state| state.mapping == mapping.text))
}

async fn prepare(
    db: &DatabaseConnection,
    mapping: &Mapping,
    template: Template<'_>,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(Names, Dump), Error> {
    build::preflight(db, &mapping.schema).await?;
    on_event(Event::Building);
    let failed = Error::database("failed to look for the extensions of the legacy");
    let names = Names::read(db, &mapping.schema).await.map_err(failed)?;
    Ok((names, Dump::of(template.db, &mapping.schema, template.pg_dump).await?))
}

/// Builds, records and validates, in a transaction in which the new schema then has its name.
async fn begin(
    transaction: &DatabaseTransaction,
    mapping: &Mapping,
    names: &Names,
    dump: &Dump,
) -> Result<Plan, Error> {
    let failed = || Error::database("failed to record the take-over");
    dump.restore(transaction, names).await?;
    state::install(transaction, names, &mapping.text).await.map_err(failed())?;
    for script in &mapping.prepare {
        transaction
            .execute_unprepared(script)
            .await
            .map_err(Error::database(format!("failed to prepare the new schema with {script:?}")))?;
    }
    names.settle(transaction).await.map_err(failed())?;
    let plan = Plan::make(transaction, mapping, names).await?;
    for table in &plan.tables {
        let insert = "INSERT INTO backline_adopt.tables (mapping, name, target) VALUES ($1, $2, $3)";
        let values =
            [table.number.into(), table.name.as_str().into(), table.target.qualified.as_str().into()];
        transaction.execute_raw(statement(insert, values)).await.map_err(failed())?;
    }
    Ok(plan)
}

/// Gives the names that hold after the cut-over, whether it has been made or not.
async fn named(transaction: &DatabaseTransaction, state: &State) -> Result<(), Error> {
    let entered = match state.stage {
        Stage::Copying => state.names.enter(transaction).await,
        Stage::CutOver => state.names.settle(transaction).await,
    };
    entered.map_err(Error::database("failed to tell the two schemas apart"))
}

async fn plan_of(db: &DatabaseConnection, state: &State) -> Result<Plan, Error> {
    let failed = || Error::database("failed to compare the mapping with the two schemas");
    let transaction = db.begin().await.map_err(failed())?;
    named(&transaction, state).await?;
    let plan = Plan::make(&transaction, &Mapping::parse(&state.mapping)?, &state.names).await?;
    transaction.rollback().await.map_err(failed())?;
    Ok(plan)
}

/// Finishes a pass that was interrupted, then makes a whole one.
async fn catch_up(
    db: &DatabaseConnection,
    state: &State,
    plan: &Plan,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    if state.pass_open {
        pass::run(db, plan, None, on_event).await?;
    }
    pass::run(db, plan, Some(Pass::Whole), on_event).await
}

/// Sequences, statistics for the planner, and the counts.
async fn conclude(db: &DatabaseConnection, plan: &Plan) -> Result<Report, Error> {
    let failed = || Error::database("failed to count the rows of the take-over");
    let transaction = db.begin().await.map_err(failed())?;
    plan.names.enter(&transaction).await.map_err(failed())?;
    pass::advance_sequences(&transaction, plan).await.map_err(failed())?;
    for table in &plan.tables {
        let analyze = format!("ANALYZE {}", table.target.qualified);
        transaction.execute_unprepared(&analyze).await.map_err(failed())?;
    }
    let report = reconcile::report(&transaction, plan, Stage::Copying).await.map_err(failed())?;
    plan.names.leave(&transaction).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(report)
}

async fn copying(db: &DatabaseConnection) -> Result<State, Error> {
    let state = state::expect(db).await?;
    match state.stage {
        Stage::Copying => Ok(state),
        Stage::CutOver => Err(Error::Stage("the cut-over has been made".into(), "revert it, or finish it")),
    }
}

async fn cut_over_state(db: &DatabaseConnection) -> Result<State, Error> {
    let state = state::expect(db).await?;
    match state.stage {
        Stage::CutOver => Ok(state),
        Stage::Copying => {
            Err(Error::Stage("no cut-over has been made".into(), "cut over, or abort the take-over"))
        }
    }
}
