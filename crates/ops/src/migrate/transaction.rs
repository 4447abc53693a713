//! Applies migrations in a transaction, their records inside it.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait as _;

use super::choose::Step;
use super::dynamic;
use super::failure::{LOCK_NOT_AVAILABLE, QUERY_CANCELED};
use super::kind::Kind;
use super::lock::LOCK_KEY;
use super::options::{Applied, Budgets, Reason};
use super::record::{self, Outcome, TRANSACTION_MARK};
use super::run::Run;
use super::session::Stopped;
use crate::Error;
use crate::error::{Circumstances, sqlstate};
use crate::sql::literal;

impl Run<'_> {
    /// Opens a transaction for a migration. A commit that is not the last of its batch need not wait for the disk:
    /// schema and record are in one transaction, so that what a crash takes away is applied again.
    pub(super) async fn begin(&mut self, name: &str, is_last: bool) -> Result<(), Error> {
        let failed = || Error::database(format!("failed to apply \"{name}\""));
        let Budgets { lock_timeout, statement_timeout, .. } = self.budgets;
        let session = self.session();
        let commit = if is_last { "" } else { "SET LOCAL synchronous_commit = off;" };
        let opening = format!(
            "{} BEGIN; {commit} SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {};
             SELECT set_config('{TRANSACTION_MARK}', {}, true), pg_try_advisory_xact_lock({LOCK_KEY}) AS held",
            session.reset(),
            lock_timeout.as_millis(),
            statement_timeout.unwrap_or(Duration::ZERO).as_millis(),
            literal(name),
        );
        name.clone_into(&mut self.mark);
        let session = self.session();
        // Beside the session's lock: whatever has become of that one, two processes never migrate at once.
        match session.last_flag(&opening, "held").await.map_err(failed())? {
            true => Ok(()),
            false => Err(Error::LockLost),
        }
    }

    /// Runs one migration in the open transaction and records it there.
    pub(super) async fn apply_inside(&mut self, step: &Step<'_>, started: Instant) -> Result<usize, Error> {
        let name = &step.migration.name;
        let rendered;
        let migration = if let Kind::Dynamic(_) = step.migration.kind {
            let source = self.code.sources[step.index].as_ref();
            rendered = dynamic::apply(self.session(), source, step.migration).await?;
            &rendered
        } else {
            let session = self.session().clone();
            let (ran, blocker) = self.control.watch(session.run(&step.migration.up)).await;
            self.blocker = blocker.or(self.blocker.take());
            ran.map_err(|stopped| self.statement_failed(step, stopped))?;
            step.migration
        };
        let event = if step.reason == Reason::ChecksumMismatch { "repeated" } else { "applied" };
        let elapsed_ms = record::milliseconds(started.elapsed());
        let outcome = Outcome { migration, batch: self.batch, elapsed_ms, event };
        let written = record::write_applied(self.session(), &self.tables, &outcome, &self.mark).await;
        match written.map_err(Error::database(format!("failed to record \"{name}\"")))? {
            true => Ok(migration.up.len()),
            false => Err(Error::TransactionEnded { migration: name.clone() }),
        }
    }

    /// One migration in a transaction of its own.
    pub(super) async fn apply_alone(&mut self, step: &Step<'_>, is_last: bool) -> Result<Applied, Error> {
        let name = &step.migration.name;
        let mut retries = 0;
        loop {
            let started = Instant::now();
            self.begin(name, is_last).await?;
            let error = match self.apply_inside(step, started).await {
                Ok(statements) => {
                    let committed = self.session().execute_unprepared("COMMIT").await;
                    committed.map_err(Error::database(format!("failed to commit \"{name}\"")))?;
                    return Ok(applied(step, statements, started, retries));
                }
                Err(error) => error,
            };
            self.roll_back().await;
            if !self.may_retry(&error, name, &mut retries).await {
                return Err(error);
            }
        }
    }

    /// Ends the open transaction without its changes.
    pub(super) async fn roll_back(&self) {
        // Where even this fails, the session is gone, and the transaction with it.
        let _gone = self.session().execute_unprepared("ROLLBACK").await;
    }

    pub(super) fn statement_failed(&mut self, step: &Step<'_>, stopped: Stopped) -> Error {
        let Stopped { index, character, source } = stopped;
        // Who was in the way is the matter only where a wait was given up.
        let waited =
            sqlstate(&source).is_some_and(|state| state == LOCK_NOT_AVAILABLE || state == QUERY_CANCELED);
        let blocker = self.blocker.take().filter(|_| waited);
        Error::Statement {
            migration: step.migration.name.clone(),
            position: u32::try_from(index + 1).unwrap_or(u32::MAX),
            total: u32::try_from(step.migration.up.len()).unwrap_or(u32::MAX),
            sql: step.migration.up[index].to_string(),
            circumstances: Box::new(Circumstances { character, blocker }),
            source,
        }
    }
}

/// What is said of an applied migration.
pub(super) fn applied(step: &Step<'_>, statements: usize, started: Instant, retries: u32) -> Applied {
    Applied {
        name: step.migration.name.clone(),
        reason: step.reason,
        statements,
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        retries,
    }
}
