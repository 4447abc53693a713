//! Runs recorded rollbacks and records that.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::{RollbackPlan, RollbackStep};
use crate::error::{Circumstances, refusal};
use crate::migrate::audit::{self, NewEvent};
use crate::migrate::message::Stopped;
use crate::migrate::options::Event;
use crate::migrate::run::Run;
use crate::{Error, sql};

impl Run<'_> {
    /// In one transaction where all can be; else one after the other.
    pub(super) async fn undo(&mut self, plan: &RollbackPlan) -> Result<(), Error> {
        if plan.transactional {
            return self.undo_together(&plan.steps).await;
        }
        for step in &plan.steps {
            if step.transactional {
                self.undo_together(std::slice::from_ref(step)).await?;
            } else {
                self.undo_stepwise(step).await?;
            }
        }
        Ok(())
    }

    async fn undo_together(&mut self, steps: &[RollbackStep]) -> Result<(), Error> {
        let Some(first) = steps.first() else { return Ok(()) };
        let mut retries = 0;
        loop {
            self.begin(&first.name, true).await?;
            let mut failed = None;
            for step in steps {
                self.tell(Event::Begins(&step.name));
                if let Err(error) = self.undo_inside(step).await {
                    failed = Some((step, error));
                    break;
                }
            }
            let Some((step, error)) = failed else {
                let committed = self.session().execute_unprepared("COMMIT").await;
                committed.map_err(Error::database("failed to commit the rollback"))?;
                for step in steps {
                    self.tell(Event::Undone(&step.name));
                }
                return Ok(());
            };
            self.roll_back().await;
            if !self.may_retry(&error, &step.name, &mut retries).await {
                self.record_failed_rollback(step, &error).await?;
                return Err(error);
            }
        }
    }

    async fn undo_inside(&mut self, step: &RollbackStep) -> Result<(), Error> {
        let statements: Vec<Statement> = step.statements.iter().map(statement).collect();
        let session = self.session().clone();
        let (ran, blocker) = self.control.watch(session.run(&statements)).await;
        ran.map_err(|stopped| failed(step, stopped, blocker))?;
        self.record_undone(step).await
    }

    async fn undo_stepwise(&mut self, step: &RollbackStep) -> Result<(), Error> {
        self.tell(Event::Begins(&step.name));
        let begin = format!(
            "UPDATE {} SET status = 'rolling_back', statements_done = $2 WHERE migration_name = $1",
            self.tables.history
        );
        let done = i32::try_from(step.done).unwrap_or(0);
        let begin = sql::statement(&begin, [step.name.as_str().into(), done.into()]);
        let begun = self.session().execute_raw(begin).await;
        begun.map_err(Error::database("failed to record that a rollback begins"))?;
        let mut retries = 0;
        for (index, text) in step.statements.iter().enumerate().skip(step.done) {
            let count = format!(
                "UPDATE {} SET statements_done = statements_done + 1 WHERE migration_name = {}",
                self.tables.history,
                sql::literal(&step.name)
            );
            while let Err(source) = self.once(&statement(text), step.half_done, &count).await {
                let blocker = self.blocker.take();
                let error = failed(step, Stopped::at(index, source), blocker);
                if !self.may_retry(&error, &step.name, &mut retries).await {
                    self.record_failed_rollback(step, &error).await?;
                    return Err(error);
                }
            }
            let (position, total) = (index + 1, step.statements.len());
            self.tell(Event::Statement { name: &step.name, position, total });
        }
        self.begin(&step.name, true).await?;
        self.record_undone(step).await?;
        let committed = self.session().execute_unprepared("COMMIT").await;
        committed.map_err(Error::database("failed to commit the rollback"))?;
        self.tell(Event::Undone(&step.name));
        Ok(())
    }

    /// In the open transaction.
    async fn record_undone(&self, step: &RollbackStep) -> Result<(), Error> {
        let failed = || Error::database(format!("failed to record the rollback of \"{}\"", step.name));
        let session = self.session();
        let name = || step.name.as_str().into();
        let query = format!(
            "UPDATE {} SET status = 'rolled_back', statements_done = 0, statement_hashes = '{{}}' WHERE migration_name = $1",
            self.tables.history
        );
        session.execute_raw(sql::statement(&query, [name()])).await.map_err(failed())?;
        let query = format!("DELETE FROM {} WHERE version = $1", self.tables.cli);
        session.execute_raw(sql::statement(&query, [name()])).await.map_err(failed())?;
        let event = NewEvent {
            event: "rolled_back",
            migration: &step.name,
            batch: Some(step.batch),
            ..NewEvent::default()
        };
        audit::add(session, &self.tables, event).await.map_err(failed())
    }

    async fn record_failed_rollback(&self, step: &RollbackStep, error: &Error) -> Result<(), Error> {
        let Error::Statement { position, source, .. } = error else { return Ok(()) };
        let said = refusal(source);
        let event = NewEvent {
            event: "rollback_failed",
            migration: &step.name,
            batch: Some(step.batch),
            sqlstate: said.as_ref().map(|refusal| refusal.sqlstate.clone()),
            position: i32::try_from(*position).ok(),
            message: Some(said.map_or_else(|| source.to_string(), |refusal| refusal.message)),
            ..NewEvent::default()
        };
        let session = self.session();
        let failed = || Error::database("failed to record a failed rollback");
        session.execute_unprepared(&session.reset()).await.map_err(failed())?;
        audit::add(session, &self.tables, event).await.map_err(failed())
    }
}

fn statement(text: &String) -> Statement {
    Statement::from_string(DbBackend::Postgres, text)
}

fn failed(step: &RollbackStep, stopped: Stopped, blocker: Option<crate::migrate::Blocker>) -> Error {
    let Stopped { index, character, source, .. } = stopped;
    Error::Statement {
        migration: step.name.clone(),
        position: u32::try_from(index + 1).unwrap_or(u32::MAX),
        total: u32::try_from(step.statements.len()).unwrap_or(u32::MAX),
        sql: step.statements[index].clone(),
        circumstances: Box::new(Circumstances { character, blocker }),
        source,
    }
}
