//! `up --rerun-changed`: undoes everything back to the first changed migration by the recorded SQL and applies the new
//! content, in one transaction. Rows of tables that are rebuilt on the way are kept, as far as their columns are still there.

use std::time::Instant;

use sea_orm::{ConnectionTrait as _, DbErr};

use super::choose::Step;
use super::diagnose::{Diagnosis, State};
use super::kept_rows::KeptRows;
use super::options::{Applied, Event, Reason};
use super::run::Run;
use super::transaction::applied;
use super::usage::UsageError;
use crate::{Error, sql};

/// A table that was rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    /// Its name.
    pub table: String,
    /// How many rows are in it again.
    pub kept: u64,
    /// How many are lost: the table is gone, or they no longer fit.
    pub lost: u64,
}

/// An applied migration and the SQL recorded to undo it.
struct Undo {
    name: String,
    rollback: String,
}

impl Run<'_> {
    /// Reruns from this place in the code; takes the steps that it applies on the way out of `steps`.
    pub(super) async fn rerun(
        &mut self,
        diagnosis: &Diagnosis,
        from: usize,
        steps: &mut Vec<Step<'_>>,
    ) -> Result<(Vec<Applied>, Vec<Rebuilt>), Error> {
        let code = self.code;
        let migrations = code.migrations().await?;
        let mut again = Vec::new();
        for (index, (migration, status)) in
            migrations.iter().zip(&diagnosis.migrations).enumerate().skip(from)
        {
            if status.is_executed() {
                let reason = Reason::ChecksumMismatch;
                again.push(Step { migration, index, reason, resumes: false });
            }
        }
        let apart: Vec<String> = again
            .iter()
            .filter(|step| !step.migration.transactional)
            .map(|step| step.migration.name.clone())
            .collect();
        let undo = self.recorded_rollbacks(diagnosis, &again).await?;
        steps.retain(|step| !again.iter().any(|other| other.index == step.index));
        let first = &migrations[from];
        self.tell(Event::Begins(&first.name));
        if !apart.is_empty() {
            return Err(UsageError::NotTransactional(apart).into());
        }
        self.begin(&first.name, true).await?;
        match self.rerun_inside(&undo, &again).await {
            Ok((done, rebuilt)) => {
                let committed = self.session().execute_unprepared("COMMIT").await;
                committed.map_err(Error::database("failed to commit"))?;
                for applied in &done {
                    self.tell(Event::Done(applied));
                }
                Ok((done, rebuilt))
            }
            Err((failing, error)) => {
                self.roll_back().await;
                self.record_failure(failing.unwrap_or(first), &error).await?;
                Err(error)
            }
        }
    }

    async fn rerun_inside<'s>(
        &mut self,
        undo: &[Undo],
        again: &[Step<'s>],
    ) -> Result<(Vec<Applied>, Vec<Rebuilt>), (Option<&'s super::Rendered>, Error)> {
        let failed = |context: &str| {
            let context = context.to_owned();
            move |source: DbErr| (None, Error::Database { context, source })
        };
        let session = self.session().clone();
        let send = async |script: &str| session.execute_unprepared(script).await.map(drop);
        // Once for show: which tables go, and which columns.
        let before = KeptRows::tables(&session).await.map_err(failed("failed to list the tables"))?;
        send("SAVEPOINT before_undoing").await.map_err(failed("failed to set a savepoint"))?;
        for one in undo {
            send(&one.rollback).await.map_err(failed(&format!("failed to undo \"{}\"", one.name)))?;
        }
        let after = KeptRows::tables(&session).await.map_err(failed("failed to list the tables"))?;
        send("ROLLBACK TO SAVEPOINT before_undoing").await.map_err(failed("failed to go back"))?;
        let kept = KeptRows::save(&session, before, &after).await.map_err(failed("failed to save rows"))?;
        for one in undo {
            send(&one.rollback).await.map_err(failed(&format!("failed to undo \"{}\"", one.name)))?;
        }
        let mut done = Vec::with_capacity(again.len());
        for step in again {
            let started = Instant::now();
            let statements =
                self.apply_inside(step, started).await.map_err(|error| (Some(step.migration), error))?;
            done.push(applied(step, statements, started, 0));
        }
        let rebuilt = kept.restore(&session).await.map_err(failed("failed to put rows back"))?;
        Ok((done, rebuilt))
    }

    /// Last first.
    async fn recorded_rollbacks(
        &self,
        diagnosis: &Diagnosis,
        again: &[Step<'_>],
    ) -> Result<Vec<Undo>, Error> {
        let mut undo = Vec::with_capacity(again.len());
        let mut irreversible = Vec::new();
        for step in again.iter().rev() {
            let name = &step.migration.name;
            let query = format!("SELECT rollback_sql FROM {} WHERE migration_name = $1", self.tables.history);
            let recorded: Option<String> = sql::scalar(self.session(), &query, [name.as_str().into()])
                .await
                .map_err(Error::database("failed to read the recorded rollback"))?;
            match recorded {
                Some(rollback) => undo.push(Undo { name: name.clone(), rollback }),
                None => {
                    let record = diagnosis.migrations[step.index].record.as_ref();
                    let reason = record.and_then(|record| record.irreversible.clone());
                    let reason = reason.unwrap_or_else(|| "no rollback is recorded".to_owned());
                    irreversible.push((name.clone(), reason));
                }
            }
        }
        if irreversible.is_empty() { Ok(undo) } else { Err(UsageError::Irreversible(irreversible).into()) }
    }
}

impl Diagnosis {
    /// Whether something was changed after it was applied.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.migrations.iter().any(|status| status.state == State::Changed)
    }
}
