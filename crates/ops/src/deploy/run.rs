//! The way forward: stage after stage, each recorded before its work begins.

use std::time::Instant;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;
use time::OffsetDateTime;

use super::keeper::{self, Flag, Keeper, goes_on};
use super::report::{HalfDone, Problem, Report, SavedBackup, Stage, StageTime};
use super::{DeployError, Event, Listener, Options, Project, preflight, validate};
use crate::Error;
use crate::backup;
use crate::consent::Consent;
use crate::migrate::{self, LockOptions, RecordState, Until};
use crate::plan::Plan;
use crate::sql::scalar;

/// Deploys the pending migrations of `M`, or goes on with a deploy that was stopped. `plan` is that of
/// [`plan()`](crate::plan::plan) for this database; [`needs_plan`](super::needs_plan) tells when there must be one.
///
/// What fails is in the report, with the state that the database is in, and so is that it was undone. The consent is for
/// that: what the migrations made goes with them.
///
/// # Errors
/// [`DeployError::Busy`]; [`DeployError::Engine`] with all that keeps migrations from running, before anything is changed;
/// [`DeployError::TakenOver`] when another process went on with the deploy while the connection was lost.
pub async fn deploy<M: MigratorTrait>(
    db: &DatabaseConnection,
    project: &Project<'_>,
    options: &Options,
    plan: Option<&Plan>,
    consent: &Consent,
    mut tell: impl FnMut(Event<'_>) + Send,
) -> Result<Report, DeployError> {
    let mut work = Work::open(db, project, options, &mut tell).await?;
    let outcome = work.deploy::<M>(plan, consent).await;
    work.end(outcome).await
}

/// The preflight alone: nothing is changed. Where a deploy was stopped, its report instead, as of now.
///
/// # Errors
/// As [`deploy`].
pub async fn dry_run<M: MigratorTrait>(
    db: &DatabaseConnection,
    project: &Project<'_>,
    options: &Options,
    plan: Option<&Plan>,
    mut tell: impl FnMut(Event<'_>) + Send,
) -> Result<Report, DeployError> {
    let mut work = Work::open(db, project, options, &mut tell).await?;
    let outcome = work.look::<M>(plan).await;
    work.end(outcome).await
}

/// The newest deploy as it was recorded, whatever goes on just now; none where there was none.
///
/// # Errors
/// Whatever the database answers.
pub async fn last(db: &DatabaseConnection) -> Result<Option<Report>, DeployError> {
    keeper::look(db.get_postgres_connection_pool()).await
}

/// A deploy at work.
pub(super) struct Work<'a> {
    pub db: &'a DatabaseConnection,
    pub project: &'a Project<'a>,
    pub options: &'a Options,
    pub keeper: Keeper,
    pub report: Report,
    pub tell: Listener<'a>,
    entered: Instant,
}

impl<'a> Work<'a> {
    /// With the lock in hand; nothing is written.
    pub(super) async fn open(
        db: &'a DatabaseConnection,
        project: &'a Project<'a>,
        options: &'a Options,
        tell: Listener<'a>,
    ) -> Result<Self, DeployError> {
        let pool = db.get_postgres_connection_pool();
        let keeper = Keeper::open(pool, options.lock.wait, options.patience).await?;
        let unread = || Error::database("failed to ask for the name of the database");
        let name: String = scalar(db, "SELECT current_database()::text", []).await.map_err(unread())?;
        let now = clock(db).await?;
        let report = Report::new(name, now);
        Ok(Self { db, project, options, keeper, report, tell, entered: Instant::now() })
    }

    /// Gives the lock back.
    pub(super) async fn end(mut self, outcome: Result<(), DeployError>) -> Result<Report, DeployError> {
        self.report.suggest(&self.options.commands);
        self.keeper.close().await;
        outcome.map(|()| self.report)
    }

    async fn deploy<M: MigratorTrait>(
        &mut self,
        plan: Option<&Plan>,
        consent: &Consent,
    ) -> Result<(), DeployError> {
        if let Some(last) = self.keeper.last().await?.filter(|report| !report.stage.is_finished()) {
            self.take_over(last).await?;
            if self.report.stage == Stage::RollingBack {
                return self.undo::<M>(consent).await;
            }
            if goes_on(&self.report) {
                return self.go_on::<M>(consent).await;
            }
            // While it was saved, nothing was changed: it ends here, and another one begins.
            self.report.problem = Some(stopped(&self.report));
            self.enter(Stage::RolledBack, Flag::Stays).await?;
            self.report = Report::new(self.report.database.clone(), clock(self.db).await?);
        }
        self.examine::<M>(plan).await?;
        if self.report.migrations.is_empty() || self.report.problem.is_some() {
            return Ok(());
        }
        self.report.stage = Stage::BackingUp;
        self.keeper.begin(&mut self.report).await?;
        (self.tell)(Event::Stage(&self.report));
        self.forward::<M>(consent).await
    }

    async fn look<M: MigratorTrait>(&mut self, plan: Option<&Plan>) -> Result<(), DeployError> {
        if let Some(last) = self.keeper.last().await?.filter(|report| !report.stage.is_finished()) {
            self.report = last;
            self.refresh().await?;
            if self.report.problem.is_none() {
                self.report.problem = Some(stopped(&self.report));
            }
            return Ok(());
        }
        self.examine::<M>(plan).await
    }

    /// The preflight of a deploy that begins.
    async fn examine<M: MigratorTrait>(&mut self, plan: Option<&Plan>) -> Result<(), DeployError> {
        self.report.to.clone_from(&self.options.to);
        preflight::whole::<M>(self.db, self.project, self.options, plan, &mut self.report, &mut *self.tell)
            .await?;
        self.read_flag().await?;
        self.refuse();
        Ok(())
    }

    /// What the preflight refuses is the problem.
    fn refuse(&mut self) {
        let refusals = self.report.refusals();
        if !refusals.is_empty() {
            let error = DeployError::Refused(refusals);
            self.report.problem = Some(Problem::of(Stage::Preflight, &error));
        }
    }

    /// Goes on with what another process began.
    pub(super) async fn take_over(&mut self, last: Report) -> Result<(), DeployError> {
        self.report = last;
        self.keeper.take_over(&self.report).await?;
        self.refresh().await?;
        (self.tell)(Event::GoesOn(&self.report));
        Ok(())
    }

    async fn go_on<M: MigratorTrait>(&mut self, consent: &Consent) -> Result<(), DeployError> {
        self.report.problem = None;
        self.report.obstacle = None;
        if self.options.to.is_some() {
            self.report.to.clone_from(&self.options.to);
        }
        let (to, lock) = (self.report.to.clone(), self.lock());
        let options = Options { to, lock, ..self.options.clone() };
        // It waits until the sessions of a killed process are gone: what these did is known only then.
        preflight::every_time(self.db, self.project, &options, None, &mut self.report, &mut *self.tell)
            .await?;
        self.refuse();
        if self.report.problem.is_some() {
            return Ok(());
        }
        self.refresh().await?;
        // The code may have been mended meanwhile.
        let pending = preflight::pending::<M>(self.db, &options).await?;
        let pending = pending.into_iter().map(|planned| planned.name);
        self.report.migrations = self.report.applied.iter().cloned().chain(pending).collect();
        self.forward::<M>(consent).await
    }

    /// To the end, or back.
    async fn forward<M: MigratorTrait>(&mut self, consent: &Consent) -> Result<(), DeployError> {
        match self.advance::<M>().await {
            Ok(()) => Ok(()),
            Err(error @ DeployError::TakenOver { .. }) => Err(error),
            Err(error) => {
                let problem = Problem::of(self.report.stage, &error);
                (self.tell)(Event::GoesBack(&problem));
                self.report.problem = Some(problem);
                if self.report.stage == Stage::BackingUp {
                    return self.settle().await;
                }
                self.undo::<M>(consent).await
            }
        }
    }

    async fn advance<M: MigratorTrait>(&mut self) -> Result<(), DeployError> {
        loop {
            match self.report.stage {
                Stage::BackingUp => {
                    self.back_up().await?;
                    self.close().await?;
                }
                Stage::Closed => {
                    (self.report.before.rows, self.report.before.answers) =
                        validate::measure(self.db, self.project, &self.report).await?;
                    self.enter(Stage::Migrating, Flag::Stays).await?;
                }
                Stage::Migrating => {
                    self.migrate::<M>(self.report.to.clone().map_or(Until::End, Until::Name)).await?;
                    self.enter(Stage::Checking, Flag::Stays).await?;
                }
                Stage::Checking => {
                    self.check::<M>().await?;
                    let flag = self.flag_of_before();
                    self.enter(Stage::Done, flag).await?;
                }
                Stage::Preflight | Stage::Done | Stage::RollingBack | Stage::RolledBack => return Ok(()),
            }
        }
    }

    async fn back_up(&mut self) -> Result<(), DeployError> {
        let options = backup::Options {
            root: self.options.backups.clone(),
            format: self.options.format,
            jobs: self.options.jobs,
            now: clock(self.db).await?,
        };
        let tools = &self.options.tools;
        let (folder, manifest) =
            backup::create(self.db, tools, &options, |event| (self.tell)(Event::Backup(&event))).await?;
        backup::verify(self.db, tools, &folder, options.jobs, |event| (self.tell)(Event::Backup(&event)))
            .await?;
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        let (created_at, rows, bytes) = (manifest.created_at, manifest.rows(), manifest.bytes());
        self.report.backup = Some(SavedBackup { folder, created_at, rows, bytes });
        Ok(())
    }

    /// The flag is on from here.
    async fn close(&mut self) -> Result<(), DeployError> {
        let mut flag = Flag::Stays;
        if let Some(maintenance) = self.project.maintenance
            && let Some(before) = self.keeper.flag(maintenance).await?
        {
            self.report.before.maintenance = before;
            self.report.before.closed = true;
            flag = Flag::On(maintenance);
        }
        self.enter(Stage::Closed, flag).await
    }

    /// Applies, and says what happens.
    pub(super) async fn migrate<M: MigratorTrait>(&mut self, until: Until) -> Result<(), DeployError> {
        let options = migrate::Options {
            until,
            budgets: self.options.budgets,
            lock: self.lock(),
            ..migrate::Options::default()
        };
        let tell = &mut self.tell;
        migrate::up::<M>(self.db, options, |event| tell(Event::Migration(event))).await?;
        self.refresh().await
    }

    /// Sessions of a process that was killed, or whose connection was lost, may hold the lock for a moment still.
    pub(super) fn lock(&self) -> LockOptions {
        let LockOptions { wait, expiry } = self.options.lock;
        LockOptions { wait: wait.max(self.options.patience), expiry }
    }

    async fn check<M: MigratorTrait>(&mut self) -> Result<(), DeployError> {
        self.report.validations = validate::compare(self.db, self.project, &self.report).await?;
        let failed = self.report.validations.iter().filter(|one| !one.passed);
        let mut problems: Vec<String> = failed.map(|one| format!("{}: {}", one.name, one.says)).collect();
        let now = validate::find::<M>(self.db, self.project).await?;
        let (failing, telling) = validate::new_findings::<M>(&self.report.before.findings, &now, &[]).await?;
        problems.extend(failing);
        self.report.warnings = telling;
        if problems.is_empty() { Ok(()) } else { Err(DeployError::Found(problems)) }
    }

    /// As the flag was before the deploy.
    pub(super) fn flag_of_before(&self) -> Flag {
        match self.project.maintenance {
            Some(maintenance) => Flag::As(maintenance, self.report.before.maintenance),
            None => Flag::Stays,
        }
    }

    /// Records a stage, and how long the last one took.
    pub(super) async fn enter(&mut self, stage: Stage, flag: Flag) -> Result<(), DeployError> {
        let elapsed_ms = u64::try_from(self.entered.elapsed().as_millis()).unwrap_or(u64::MAX);
        let left = self.report.stage;
        let mut next = self.report.clone();
        next.stages.push(StageTime { stage: left, elapsed_ms });
        next.stage = stage;
        next.closed = match flag {
            Flag::Stays => next.closed,
            Flag::On(_) => Some(true),
            Flag::As(_, before) => next.closed.map(|_| before.unwrap_or(false)),
        };
        next.suggest(&self.options.commands);
        self.keeper.save(&next, flag).await?;
        self.report = next;
        self.entered = Instant::now();
        self.read_flag().await?;
        (self.tell)(Event::Stage(&self.report));
        Ok(())
    }

    /// A deploy that has changed nothing ends.
    async fn settle(&mut self) -> Result<(), DeployError> {
        match self.enter(Stage::RolledBack, Flag::Stays).await {
            Err(error @ DeployError::TakenOver { .. }) => Err(error),
            Err(_lost) => {
                self.report.reachable = false;
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// What of it is in the database now.
    pub(super) async fn refresh(&mut self) -> Result<(), DeployError> {
        let unread = Error::database("failed to read migration_history");
        let records = migrate::records(self.db).await.map_err(unread)?;
        let is_ours = |name: &String| !self.report.before.applied.contains(name);
        let (mut applied, mut half_done) = (Vec::new(), Vec::new());
        for record in records.into_iter().filter(|record| is_ours(&record.name)) {
            let is_half = match record.state {
                RecordState::Completed => {
                    applied.push(record.name);
                    continue;
                }
                RecordState::Running | RecordState::RollingBack => true,
                RecordState::Failed => !record.transactional && record.statements_done > 0,
                RecordState::RolledBack => false,
            };
            if is_half {
                let state = record.state.as_str().to_owned();
                let statements_done = record.statements_done;
                half_done.push(HalfDone { name: record.name, state, statements_done });
            }
        }
        (self.report.applied, self.report.half_done) = (applied, half_done);
        self.read_flag().await
    }

    pub(super) async fn read_flag(&mut self) -> Result<(), DeployError> {
        self.report.closed = match self.project.maintenance {
            Some(maintenance) => self.keeper.flag(maintenance).await?.map(|is_on| is_on.unwrap_or(false)),
            None => None,
        };
        Ok(())
    }
}

/// That its process ended, and did not say why.
pub(super) fn stopped(report: &Report) -> Problem {
    Problem {
        stage: report.stage,
        message: format!("it was stopped in the stage \"{}\"", report.stage.as_str()),
        cause: None,
        sqlstate: None,
        statement: None,
        hint: None,
    }
}

async fn clock(db: &DatabaseConnection) -> Result<OffsetDateTime, DeployError> {
    let unread = Error::database("failed to ask for the time");
    Ok(scalar(db, "SELECT clock_timestamp()", []).await.map_err(unread)?)
}
