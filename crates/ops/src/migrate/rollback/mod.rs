//! Undoes migrations by the SQL recorded when they were applied, so that an older checkout can undo what a newer one did.

mod apply;
mod choose;
mod losses;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use super::code::Code;
use super::control::Control;
use super::diagnose;
use super::lock::{LockOptions, MigrationLock};
use super::options::{Budgets, Event};
use super::reconcile;
use super::run::{Listener, Run};
use crate::Error;
use crate::consent::Consent;

pub use losses::Loss;

/// What to undo.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Selection {
    /// The batch that was applied last.
    #[default]
    LastBatch,
    /// So many migrations, the last applied one first.
    Steps(usize),
    /// What was applied in this batch.
    Batch(i32),
    /// What was applied in later batches than this one.
    ToBatch(i32),
    /// What was applied after this migration, which stays.
    To(String),
    /// Everything.
    All,
}

/// What a rollback does, known before anything is undone.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct RollbackPlan {
    /// The migrations, in the order in which they are undone.
    pub steps: Vec<RollbackStep>,
    /// Whether all of it is one transaction.
    pub transactional: bool,
}

/// A migration that is undone.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RollbackStep {
    /// Its name.
    pub name: String,
    /// The batch in which it was applied.
    pub batch: i32,
    /// Whether it is undone in a transaction.
    pub transactional: bool,
    /// The SQL that was recorded to undo it.
    pub sql: String,
    /// Whether it stopped in the middle, while it was applied or undone.
    pub half_done: bool,
    /// What goes, with how many rows.
    pub losses: Vec<Loss>,
    /// Its statements, where they are sent one by one.
    #[serde(skip)]
    statements: Vec<String>,
    /// How many of them are done already.
    #[serde(skip)]
    done: usize,
}

/// How to undo.
#[derive(Debug, Clone, Copy, Default)]
pub struct RollbackOptions {
    /// How long statements may take and wait.
    pub budgets: Budgets,
    /// How the migration lock is taken.
    pub lock: LockOptions,
}

/// What would be undone, and what would be lost. Nothing is changed, and no lock is taken.
///
/// # Errors
/// [`Error::Usage`] for names and batches that are not applied, for migrations that cannot be undone, and where nothing was
/// ever applied; whatever the database answers.
pub async fn plan_rollback<M: MigratorTrait>(
    db: &DatabaseConnection,
    selection: &Selection,
) -> Result<RollbackPlan, Error> {
    let code = Code::of::<M>().await?;
    let (installed, diagnosis) = diagnose::read(db, &code, false).await?;
    let mut plan = choose::choose(db, &installed, &diagnosis, selection).await?;
    for step in &mut plan.steps {
        let found = losses::losses(db, &step.sql).await;
        step.losses = found.map_err(Error::database("failed to count what would be lost"))?;
    }
    Ok(plan)
}

/// Undoes what is selected, last applied first; in one transaction where all of it can be. Returns what was done.
///
/// # Errors
/// As [`plan_rollback`]; [`Error::Locked`]; [`Error::Statement`] when a statement fails.
pub async fn rollback<M: MigratorTrait>(
    db: &DatabaseConnection,
    selection: &Selection,
    options: RollbackOptions,
    _consent: &Consent,
    mut on_event: impl FnMut(Event<'_>) + Send,
) -> Result<RollbackPlan, Error> {
    let code = Code::of::<M>().await?;
    let lock = MigrationLock::acquire_for(db, options.lock, &code.cli_table).await?;
    locked(db, &code, selection, options, lock, &mut on_event).await
}

async fn locked(
    db: &DatabaseConnection,
    code: &Code,
    selection: &Selection,
    options: RollbackOptions,
    lock: MigrationLock,
    listener: Listener<'_>,
) -> Result<RollbackPlan, Error> {
    let chosen = match diagnose::read(lock.session(), code, true).await {
        Ok((installed, diagnosis)) => choose::choose(lock.session(), &installed, &diagnosis, selection)
            .await
            .map(|plan| (installed, diagnosis, plan)),
        Err(error) => Err(error),
    };
    let (installed, diagnosis, mut plan) = match chosen {
        Ok(chosen) => chosen,
        Err(error) => {
            let _given_back_with_the_session = lock.release().await;
            return Err(error);
        }
    };
    let second = match Control::connect(db).await {
        Ok(second) => second,
        Err(error) => {
            let _given_back_with_the_session = lock.release().await;
            return Err(error);
        }
    };
    let mut run = Run::start(db, code, lock, &installed, options.budgets, second, listener).await?;
    let outcome = async {
        if !diagnosis.reconciled.is_empty() {
            let migrations = code.migrations().await?;
            let written = reconcile::write(run.session(), &installed, migrations, &diagnosis).await;
            written.map_err(Error::database("failed to record what sea-orm-cli did"))?;
            // What was written just now has its rollback recorded only now.
            plan = choose::choose(run.session(), &installed, &diagnosis, selection).await?;
        }
        run.tell(Event::Pending(plan.steps.len()));
        run.undo(&plan).await
    }
    .await;
    let finished = run.finish().await;
    outcome?;
    finished.map(|()| plan)
}
