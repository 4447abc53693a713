//! Applies migrations in a transaction, their records inside it.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, DbErr};

use super::choose::Step;
use super::dynamic;
use super::failure::{LOCK_NOT_AVAILABLE, QUERY_CANCELED};
use super::kind::Kind;
use super::lock::LOCK_KEY;
use super::message::{Part, Stopped};
use super::options::{Applied, Budgets, Reason};
use super::record::{self, DIVISION_BY_ZERO, NOW, Outcome, TRANSACTION_MARK};
use super::run::Run;
use crate::Error;
use crate::error::{Circumstances, sqlstate};
use crate::sql::literal;

impl Run<'_> {
    /// What opens a transaction for a migration, which carries this mark; it divides by zero where the lock is lost. A commit
    /// that is not the last of its batch need not wait for the disk: schema and record are in one transaction, so that what a
    /// crash takes away is applied again.
    pub(super) fn opening(&self, mark: &str, is_last: bool) -> Vec<String> {
        let Budgets { lock_timeout, statement_timeout, .. } = self.budgets;
        let mut opening = self.session().resets();
        opening.push("BEGIN".to_owned());
        if !is_last {
            opening.push("SET LOCAL synchronous_commit = off".to_owned());
        }
        opening.push(format!("SET LOCAL lock_timeout = {}", lock_timeout.as_millis()));
        let statement_timeout = statement_timeout.unwrap_or(Duration::ZERO).as_millis();
        opening.push(format!("SET LOCAL statement_timeout = {statement_timeout}"));
        // Beside the session's lock: whatever has become of that one, two processes never migrate at once.
        opening.push(format!(
            "SELECT set_config('{TRANSACTION_MARK}', {mark}, true), 1 / pg_try_advisory_xact_lock({LOCK_KEY})::int"
        ));
        opening
    }

    /// Opens a transaction for a migration.
    pub(super) async fn begin(&mut self, name: &str, is_last: bool) -> Result<(), Error> {
        name.clone_into(&mut self.mark);
        let opening = self.opening(&literal(name), is_last).join("; ");
        let opened = self.session().execute_unprepared(&opening).await;
        opened.map(drop).map_err(|source| not_opened(name, source))
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
        let elapsed_ms = record::milliseconds(started.elapsed());
        let outcome = Outcome { migration, batch: self.batch, elapsed_ms, event: event(step) };
        let ours = self.session().execute_unprepared(OUR_ROLE).await;
        ours.map_err(Error::database("failed to take the session's own role again"))?;
        let written = record::write_applied(self.session(), &self.tables, &outcome, &self.mark).await;
        match written.map_err(Error::database(format!("failed to record \"{name}\"")))? {
            true => Ok(migration.up.len()),
            false => Err(Error::TransactionEnded { migration: name.clone() }),
        }
    }

    /// One migration in a transaction of its own.
    pub(super) async fn apply_alone(&mut self, step: &Step<'_>, is_last: bool) -> Result<Applied, Error> {
        let name = &step.migration.name;
        let mut in_one_message = goes_in_one_message(step);
        let mut retries = 0;
        loop {
            let started = Instant::now();
            let outcome = if in_one_message {
                self.apply_in_one_message(step, is_last).await
            } else {
                self.apply_in_several(step, started, is_last).await
            };
            let error = match outcome {
                Ok(Some(statements)) => return Ok(applied(step, statements, started, retries)),
                Ok(None) => {
                    in_one_message = false;
                    self.roll_back().await;
                    continue;
                }
                Err(error) => error,
            };
            self.roll_back().await;
            if !self.may_retry(&error, name, &mut retries).await {
                return Err(error);
            }
        }
    }

    async fn apply_in_several(
        &mut self,
        step: &Step<'_>,
        started: Instant,
        is_last: bool,
    ) -> Result<Option<usize>, Error> {
        let name = &step.migration.name;
        self.begin(name, is_last).await?;
        let statements = self.apply_inside(step, started).await?;
        let committed = self.session().execute_unprepared("COMMIT").await;
        committed.map_err(Error::database(format!("failed to commit \"{name}\"")))?;
        Ok(Some(statements))
    }

    /// Transaction, statements and record: the server is waited for once. Nothing is done where the migration
    /// made the session forget how to record (`DEALLOCATE ALL`).
    async fn apply_in_one_message(&mut self, step: &Step<'_>, is_last: bool) -> Result<Option<usize>, Error> {
        let migration = step.migration;
        let name = &migration.name;
        self.prepare().await?;
        let parts = self.parts(&self.opening(NOW, is_last), std::slice::from_ref(step));
        let session = self.session().clone();
        let (sent, blocker) = self.control.watch(session.send(&parts)).await;
        self.blocker = blocker.or(self.blocker.take());
        let Err(stopped) = sent else { return Ok(Some(migration.up.len())) };
        if stopped.index == 0 {
            return Err(not_opened(name, stopped.source));
        }
        if stopped.index <= migration.up.len() {
            let index = stopped.index - 1;
            return Err(self.statement_failed(step, Stopped { index, ..stopped }));
        }
        let state = sqlstate(&stopped.source);
        Err(match (stopped.done, state.as_deref()) {
            (1, Some(DIVISION_BY_ZERO)) => Error::TransactionEnded { migration: name.clone() },
            (1, Some(STATEMENT_UNKNOWN)) => {
                self.is_prepared = false;
                return Ok(None);
            }
            (0 | 1, _) => Error::database(format!("failed to record \"{name}\""))(stopped.source),
            (_, _) => Error::database(format!("failed to commit \"{name}\""))(stopped.source),
        })
    }

    /// Makes the recording known to the session, once.
    pub(super) async fn prepare(&mut self) -> Result<(), Error> {
        if !self.is_prepared {
            let prepared = self.session().execute_unprepared(&record::preparing(&self.tables)).await;
            prepared.map_err(Error::database("failed to prepare the recording of migrations"))?;
            self.is_prepared = true;
        }
        Ok(())
    }

    /// Migrations as a message of one transaction: what opens it, of each its statements and its record, and COMMIT. Where
    /// there are several, none of them may change what is set for the session.
    pub(super) fn parts<'s>(&self, opening: &[String], steps: &[Step<'s>]) -> Vec<Part<'s>> {
        let mut parts = vec![Part::ours(opening)];
        for (index, step) in steps.iter().enumerate() {
            let ready = self.code.ready(step);
            parts.extend(ready.parts(step.migration));
            let checksum = &self.code.outlines()[step.index].checksum;
            let record = ready.recording(&step.migration.name, checksum, self.batch);
            let mut closing = vec![OUR_ROLE.to_owned(), record];
            if index + 1 == steps.len() {
                closing.push("COMMIT".to_owned());
            }
            parts.push(Part::ours(&closing));
        }
        parts
    }

    /// Ends the open transaction without its changes.
    pub(super) async fn roll_back(&self) {
        // Where even this fails, the session is gone, and the transaction with it.
        let _gone = self.session().execute_unprepared("ROLLBACK").await;
    }

    pub(super) fn statement_failed(&mut self, step: &Step<'_>, stopped: Stopped) -> Error {
        let Stopped { index, character, source, .. } = stopped;
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

/// Whether a migration can be sent whole. Values are bound statement by statement, and what a dynamic one sends, it decides on
/// the way. What was recorded before, has a record to be changed.
pub(super) fn goes_in_one_message(step: &Step<'_>) -> bool {
    step.reason == Reason::NotExecuted
        && !matches!(step.migration.kind, Kind::Dynamic(_))
        && step.migration.up.iter().all(|statement| statement.values.is_none())
}

/// Comes before the record: the role that a migration may have taken need not be allowed to write it.
pub(super) const OUR_ROLE: &str = "RESET ROLE";

/// SQLSTATE `invalid_sql_statement_name`.
const STATEMENT_UNKNOWN: &str = "26000";

fn not_opened(name: &str, source: DbErr) -> Error {
    match sqlstate(&source).as_deref() {
        Some(DIVISION_BY_ZERO) => Error::LockLost,
        _ => Error::database(format!("failed to apply \"{name}\""))(source),
    }
}

/// What the audit trail calls it.
fn event(step: &Step<'_>) -> &'static str {
    if step.reason == Reason::ChecksumMismatch { "repeated" } else { "applied" }
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
