//! `up`: render, compare, choose, apply, record.

use std::num::NonZeroUsize;
use std::time::Instant;

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

use super::choose::{Chosen, Step, choose};
use super::code::Code;
use super::control::Control;
use super::diagnose::{self, Diagnosis, State};
use super::lock::{self, MigrationLock};
use super::options::{Applied, Event, Options, Planned, Report};
use super::run::{Listener, Run};
use super::session::Session;
use super::transaction::applied;
use super::{reconcile, rename};
use crate::Error;

/// Applies what is pending, in order, as one batch.
///
/// Everything is compared before anything runs. One transaction a migration, with its record inside; a migration that must not
/// run in a transaction is recorded as running first, and goes on after a crash where it stopped.
///
/// # Errors
/// [`Error::Locked`] when another process migrates, [`Error::Diverged`] when history and code differ, [`Error::Usage`] and
/// [`Error::Unsuitable`] for what is refused before anything is changed, [`Error::Statement`] when a statement fails: those
/// before it stay, the failure is recorded.
pub async fn up<M: MigratorTrait>(
    db: &DatabaseConnection,
    options: Options,
    on_event: impl FnMut(Event<'_>) + Send,
) -> Result<Report, Error> {
    Code::of::<M>().await?.up(db, options, on_event).await
}

impl Code {
    /// [`up()`](up()) of code that is rendered already.
    ///
    /// # Errors
    /// As [`up()`](up()).
    pub async fn up(
        &self,
        db: &DatabaseConnection,
        options: Options,
        mut on_event: impl FnMut(Event<'_>) + Send,
    ) -> Result<Report, Error> {
        let session = Session::start(db.get_postgres_connection_pool()).await?;
        match self.look(&session, &options).await {
            // While the lock is taken and everything compared once more under it.
            Ok(None) => self.begin_rendering(),
            Ok(Some(report)) => {
                session.close().await;
                if !options.dry_run {
                    on_event(Event::Pending(0));
                }
                return Ok(report);
            }
            Err(error) => {
                session.close().await;
                return Err(error);
            }
        }
        let lock = MigrationLock::acquire_on(session, options.lock, &self.cli_table).await?;
        locked(db, self, &options, lock, &mut on_event).await
    }

    /// Nothing to do, and nothing to be done: found out without the lock, as long as nobody else is at it.
    async fn look(&self, session: &Session, options: &Options) -> Result<Option<Report>, Error> {
        let (installed, diagnosis) = diagnose::look(session, self).await?;
        // What another process is at may still fail, or die with it.
        let running = diagnosis.migrations.iter().any(|status| status.state == State::Running);
        let is_held =
            async || lock::is_held(session).await.map_err(Error::database("failed to look for the lock"));
        match choose(self, &diagnosis, options, installed.has_other_tables) {
            Ok(chosen) if options.dry_run => Ok(Some(planned(&chosen.steps(self.migrations().await?)))),
            Ok(chosen) if chosen.is_empty() && diagnosis.reconciled.is_empty() && !running => {
                // Where a dead process is still named, the lock is taken once, and the name with it.
                let has_left = diagnosis.names_holder && !is_held().await?;
                Ok(if has_left { None } else { Some(Report::default()) })
            }
            Ok(_something) => Ok(None),
            Err(error) if options.dry_run || !is_held().await? => Err(error),
            Err(_while_another_migrates) => Ok(None),
        }
    }
}

/// [`up()`](up()) with the lock in hand.
pub(super) async fn locked(
    db: &DatabaseConnection,
    code: &Code,
    options: &Options,
    lock: MigrationLock,
    listener: Listener<'_>,
) -> Result<Report, Error> {
    let compared = async {
        let (installed, diagnosis) = diagnose::read(lock.session(), code, true).await?;
        let chosen = choose(code, &diagnosis, options, installed.has_other_tables)?;
        Ok((installed, diagnosis, chosen))
    };
    let compared = tokio::try_join!(compared, Control::connect(db));
    let ((installed, diagnosis, chosen), second) = match compared {
        Ok(compared) => compared,
        Err(error) => {
            let _given_back_with_the_session = lock.release().await;
            return Err(error);
        }
    };
    let mut run = Run::start(db, code, lock, &installed, options.budgets, second, listener).await?;
    let outcome = apply(&mut run, options, &diagnosis, chosen, installed).await;
    let finished = run.finish().await;
    let report = outcome?;
    finished.map(|()| report)
}

async fn apply(
    run: &mut Run<'_>,
    options: &Options,
    diagnosis: &Diagnosis,
    chosen: Chosen,
    installed: super::tables::Installed,
) -> Result<Report, Error> {
    let mut report = Report::default();
    let migrations = run.code.migrations().await?;
    run.batch = diagnosis.next_batch;
    if !diagnosis.reconciled.is_empty() {
        let written = reconcile::write(run.session(), &installed, migrations, diagnosis).await;
        written.map_err(Error::database("failed to record what sea-orm-cli did"))?;
        for one in &diagnosis.reconciled {
            run.tell(Event::Reconciled(one));
        }
        report.reconciled.clone_from(&diagnosis.reconciled);
    }
    rename::accept(run.session(), &run.tables, &chosen.renames).await?;
    let count = chosen.steps.len() + usize::from(chosen.rerun_from.is_some());
    run.tell(Event::Pending(count));
    if count > 0 {
        report.batch = Some(run.batch);
    }
    let mut steps = chosen.steps(migrations);
    if let Some(from) = chosen.rerun_from {
        let (applied, rebuilt) = run.rerun(diagnosis, from, &mut steps).await?;
        report.applied.extend(applied);
        report.rebuilt = rebuilt;
    }
    if options.single_transaction {
        report.applied.extend(run.apply_together(&steps).await?);
        return Ok(report);
    }
    let size = options.batch_size.map_or(steps.len(), NonZeroUsize::get).max(1);
    for (number, batch) in steps.chunks(size).enumerate() {
        if number > 0 {
            run.batch += 1;
            report.batch = Some(run.batch);
        }
        let mut left = batch;
        while let Some(first) = left.first() {
            let mut done = run.apply_group(left).await?;
            if done.is_empty() {
                done.push(run.apply_one(first, left.len() == 1).await?);
            }
            left = &left[done.len()..];
            report.applied.append(&mut done);
        }
    }
    Ok(report)
}

impl Run<'_> {
    /// One migration, in the way that it asks for; its failure is recorded.
    async fn apply_one(&mut self, step: &Step<'_>, is_last: bool) -> Result<Applied, Error> {
        self.tell(Event::Begins(&step.migration.name));
        let started = Instant::now();
        let outcome = if step.migration.transactional {
            self.apply_alone(step, is_last).await
        } else {
            self.apply_stepwise(step).await
        };
        match outcome {
            Ok(applied) => {
                self.pace(started);
                self.tell(Event::Done(&applied));
                Ok(applied)
            }
            Err(error) => {
                self.record_failure(step.migration, &error).await?;
                Err(error)
            }
        }
    }

    /// All of it in one transaction, or nothing.
    async fn apply_together(&mut self, steps: &[Step<'_>]) -> Result<Vec<Applied>, Error> {
        let Some(first) = steps.first() else { return Ok(Vec::new()) };
        let name = first.migration.name.clone();
        let mut retries = 0;
        loop {
            self.begin(&name, true).await?;
            let mut done = Vec::with_capacity(steps.len());
            let mut failed = None;
            for step in steps {
                let started = Instant::now();
                self.tell(Event::Begins(&step.migration.name));
                match self.apply_inside(step, started).await {
                    Ok(statements) => done.push(applied(step, statements, started, retries)),
                    Err(error) => {
                        failed = Some((step, error));
                        break;
                    }
                }
            }
            let Some((step, error)) = failed else {
                let committed = self.session().execute_unprepared("COMMIT").await;
                committed.map_err(Error::database("failed to commit"))?;
                for applied in &done {
                    self.tell(Event::Done(applied));
                }
                return Ok(done);
            };
            self.roll_back().await;
            if !self.may_retry(&error, &step.migration.name, &mut retries).await {
                self.record_failure(step.migration, &error).await?;
                return Err(error);
            }
        }
    }
}

fn planned(steps: &[Step<'_>]) -> Report {
    let planned = steps.iter().map(|step| Planned {
        name: step.migration.name.clone(),
        reason: step.reason,
        transactional: step.migration.transactional,
        sql: step.migration.up_sql(),
    });
    Report { planned: planned.collect(), ..Report::default() }
}
