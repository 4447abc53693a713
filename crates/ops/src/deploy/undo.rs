//! The way back: by the SQL that was recorded with the migrations.

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use super::keeper::Flag;
use super::report::{Problem, Report, Stage};
use super::run::Work;
use super::{DeployError, Event, Options, Project, validate};
use crate::Error;
use crate::consent::Consent;
use crate::migrate::{self, MigrationLock, RollbackOptions, Selection, Until, UsageError};

/// Undoes the newest deploy: one that was stopped, or one that is done. The platform is closed meanwhile.
///
/// What cannot be undone by the recorded SQL is in the report, with the command that restores the backup.
///
/// # Errors
/// [`DeployError::NothingToRollBack`], [`DeployError::AppliedSince`] and [`DeployError::Busy`] before anything is changed.
pub async fn roll_back<M: MigratorTrait>(
    db: &DatabaseConnection,
    project: &Project<'_>,
    options: &Options,
    consent: &Consent,
    mut tell: impl FnMut(Event<'_>) + Send,
) -> Result<Report, DeployError> {
    let mut work = Work::open(db, project, options, &mut tell).await?;
    let outcome = work.roll_back::<M>(consent).await;
    work.end(outcome).await
}

impl Work<'_> {
    async fn roll_back<M: MigratorTrait>(&mut self, consent: &Consent) -> Result<(), DeployError> {
        let nothing = |why: String| DeployError::NothingToRollBack { why };
        let last = self.keeper.last().await?.ok_or_else(|| nothing("there never was one".to_owned()))?;
        if last.stage == Stage::RolledBack {
            let number = last.number.unwrap_or_default();
            return Err(nothing(format!("deploy {number}, the last one, is rolled back")));
        }
        self.take_over(last).await?;
        if self.report.stage == Stage::Done {
            // Since then others may have written: what was counted before the deploy says nothing any more.
            self.report.before.closed = false;
            self.report.before.rows.clear();
            self.report.before.answers.clear();
            if let Some(maintenance) = self.project.maintenance {
                self.report.before.maintenance = self.keeper.flag(maintenance).await?.flatten();
            }
            // That it cannot be undone at all is for the report, with the command that restores the backup.
            if let Ok(plan) = migrate::plan_rollback::<M>(self.db, &self.selection()).await {
                let names = plan.steps.into_iter().map(|step| step.name);
                let strange: Vec<String> =
                    names.filter(|name| !self.report.migrations.contains(name)).collect();
                if !strange.is_empty() {
                    return Err(DeployError::AppliedSince(strange));
                }
            }
        }
        self.report.problem = None;
        self.undo::<M>(consent).await
    }

    /// Undoes what is applied of this deploy. Why it could not is in the report, too.
    pub(super) async fn undo<M: MigratorTrait>(&mut self, consent: &Consent) -> Result<(), DeployError> {
        self.report.obstacle = None;
        match self.try_undo::<M>(consent).await {
            Ok(()) => return Ok(()),
            Err(error @ DeployError::TakenOver { .. }) => return Err(error),
            Err(error) => self.report.obstacle = Some(Problem::of(self.report.stage, &error)),
        }
        // What is known now is written down, if that can be; the stage stays, so that the next run goes on from it.
        let known = match self.refresh().await {
            Ok(()) => self.save().await,
            Err(error) => Err(error),
        };
        match known {
            Err(error @ DeployError::TakenOver { .. }) => Err(error),
            Err(_lost) => {
                self.report.reachable = false;
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn save(&mut self) -> Result<(), DeployError> {
        self.report.suggest(&self.options.commands);
        self.keeper.save(&self.report, Flag::Stays).await?;
        self.read_flag().await?;
        (self.tell)(Event::Stage(&self.report));
        Ok(())
    }

    async fn try_undo<M: MigratorTrait>(&mut self, consent: &Consent) -> Result<(), DeployError> {
        // First of all: a connection that was lost is had again here.
        self.keeper.save(&self.report, Flag::Stays).await?;
        // Sessions of a killed process may still be at it; what they did is known when they are gone.
        MigrationLock::acquire(self.db, self.lock()).await?.release().await?;
        self.refresh().await?;
        self.finish_half_done::<M>().await?;
        if !self.report.applied.is_empty() || !self.report.half_done.is_empty() {
            // What cannot be undone is known before anything is.
            migrate::plan_rollback::<M>(self.db, &self.selection()).await?;
        }
        let flag = match self.project.maintenance {
            Some(maintenance) if self.keeper.flag(maintenance).await?.is_some() => Flag::On(maintenance),
            _ => Flag::Stays,
        };
        self.enter(Stage::RollingBack, flag).await?;
        if !self.report.applied.is_empty() || !self.report.half_done.is_empty() {
            let how = RollbackOptions { budgets: self.options.budgets, lock: self.lock() };
            let (selection, tell) = (self.selection(), &mut self.tell);
            migrate::rollback::<M>(self.db, &selection, how, consent, |event| tell(Event::Migration(event)))
                .await?;
        }
        self.refresh().await?;
        self.verify_undone::<M>().await?;
        let flag = self.flag_of_before();
        self.enter(Stage::RolledBack, flag).await
    }

    /// One that was killed outside a transaction, and whose recorded rollback supposes that all of it is there, is
    /// finished before it is undone.
    async fn finish_half_done<M: MigratorTrait>(&mut self) -> Result<(), DeployError> {
        let Some(half) = self.report.half_done.iter().find(|half| half.state == "running") else {
            return Ok(());
        };
        let name = half.name.clone();
        match migrate::plan_rollback::<M>(self.db, &self.selection()).await {
            Err(Error::Usage(UsageError::HalfDone(_))) => self.migrate::<M>(Until::Name(name)).await,
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// What was applied after all that was there before.
    fn selection(&self) -> Selection {
        self.report.before.applied.last().cloned().map_or(Selection::All, Selection::To)
    }

    async fn verify_undone<M: MigratorTrait>(&mut self) -> Result<(), DeployError> {
        let (rows, _) =
            validate::measure(self.db, &Project { validations: &[], ..*self.project }, &self.report).await?;
        let kept = validate::kept(&self.report.before, &rows, &Default::default());
        let mut problems = Vec::new();
        if !kept.passed {
            problems.push(format!("{}: {}", kept.name, kept.says));
        }
        let now = validate::find::<M>(self.db, self.project).await?;
        let undone = &self.report.migrations;
        let (failing, _) = validate::new_findings::<M>(&self.report.before.findings, &now, undone).await?;
        problems.extend(failing);
        if problems.is_empty() { Ok(()) } else { Err(DeployError::Found(problems)) }
    }
}
