//! Applies a migration that must not run in one transaction, so that whoever comes after a crash can go on.
//!
//! `running` is recorded first. A statement that may run in a transaction does, together with its record; one that may not
//! (SQLSTATE 25001) runs alone, and is looked for in the catalog when it was interrupted.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, DbErr, Statement};

use super::choose::Step;
use super::index::{Found, IndexWork, index_work, look};
use super::message::Stopped;
use super::options::{Applied, Event};
use super::record::{self, Outcome};
use super::run::Run;
use super::transaction::{OUR_ROLE, applied};
use crate::error::sqlstate;
use crate::sql::literal;
use crate::{Error, sql};

/// SQLSTATEs of what may not run in a transaction: `active_sql_transaction`, `invalid_transaction_termination`.
const NOT_IN_TRANSACTION: [&str; 2] = ["25001", "2D000"];

impl Run<'_> {
    /// One migration, statement by statement, from where it stopped.
    pub(super) async fn apply_stepwise(&mut self, step: &Step<'_>) -> Result<Applied, Error> {
        let migration = step.migration;
        let started = Instant::now();
        let done = self.begin_stepwise(step).await?;
        let mut retries = 0;
        for (index, statement) in migration.up.iter().enumerate().skip(done) {
            let interrupted = index == done && step.resumes;
            while let Err(source) = self.step(&migration.name, statement, interrupted).await {
                let error = self.statement_failed(step, Stopped::at(index, source));
                if !self.may_retry(&error, &migration.name, &mut retries).await {
                    return Err(error);
                }
            }
            let (position, total) = (index + 1, migration.up.len());
            self.tell(Event::Statement { name: &migration.name, position, total });
        }
        let elapsed_ms = record::milliseconds(started.elapsed());
        let outcome = Outcome { migration, batch: self.batch, elapsed_ms, event: "applied" };
        let failed = || Error::database(format!("failed to record \"{}\"", migration.name));
        let session = self.session();
        session.execute_unprepared(&session.reset()).await.map_err(failed())?;
        record::write_applied(session, &self.tables, &outcome, "").await.map_err(failed())?;
        Ok(applied(step, migration.up.len(), started, retries))
    }

    /// Records `running` and returns how many statements are done already, having compared them.
    async fn begin_stepwise(&mut self, step: &Step<'_>) -> Result<usize, Error> {
        let migration = step.migration;
        let failed = || Error::database(format!("failed to record \"{}\"", migration.name));
        let session = self.session();
        session.execute_unprepared(&session.reset()).await.map_err(failed())?;
        let history = &self.tables.history;
        if step.resumes {
            let query = format!("SELECT statement_hashes FROM {history} WHERE migration_name = $1");
            let hashes: Vec<String> =
                sql::scalar(session, &query, [migration.name.as_str().into()]).await.map_err(failed())?;
            for (index, hash) in hashes.iter().enumerate() {
                if migration.up.get(index).map(digest).as_ref() != Some(hash) {
                    return Err(Error::DoneStatementChanged {
                        migration: migration.name.clone(),
                        position: index + 1,
                    });
                }
            }
            let (rollback, steps, irreversible) = record::rollback_of(migration);
            let query = format!(
                "UPDATE {history} SET status = 'running', batch_number = $2, checksum = $3, transactional = FALSE,
                     rollback_sql = $4, rollback_statements = $5, irreversible_reason = $6, up_sql = $7
                 WHERE migration_name = $1"
            );
            let values = [
                migration.name.as_str().into(),
                self.batch.into(),
                migration.checksum().into(),
                rollback.into(),
                steps.into(),
                irreversible.into(),
                migration.up_sql().into(),
            ];
            session.execute_raw(sql::statement(&query, values)).await.map_err(failed())?;
            return Ok(hashes.len());
        }
        let (rollback, steps, irreversible) = record::rollback_of(migration);
        let query = format!(
            "INSERT INTO {history} (migration_name, batch_number, execution_time_ms, checksum, status, rollback_sql,
                 rollback_statements, irreversible_reason, host, engine_version, transactional, up_sql)
             VALUES ($1, $2, 0, $3, 'running', $4, $5, $6, $7, $8, FALSE, $9)
             ON CONFLICT (migration_name) DO UPDATE SET batch_number = excluded.batch_number, executed_at = now(),
                 checksum = excluded.checksum, status = 'running', rollback_sql = excluded.rollback_sql,
                 rollback_statements = excluded.rollback_statements, irreversible_reason = excluded.irreversible_reason,
                 applied_by = session_user, host = excluded.host, engine_version = excluded.engine_version,
                 transactional = FALSE, up_sql = excluded.up_sql, error_message = NULL, statements_done = 0,
                 statement_hashes = '{{}}'"
        );
        let values = [
            migration.name.as_str().into(),
            self.batch.into(),
            migration.checksum().into(),
            rollback.into(),
            steps.into(),
            irreversible.into(),
            record::host().into(),
            env!("CARGO_PKG_VERSION").into(),
            migration.up_sql().into(),
        ];
        session.execute_raw(sql::statement(&query, values)).await.map_err(failed())?;
        Ok(0)
    }

    /// One statement and its record.
    async fn step(&mut self, name: &str, statement: &Statement, interrupted: bool) -> Result<(), DbErr> {
        let count = format!(
            "UPDATE {} SET statements_done = statements_done + 1, statement_hashes = statement_hashes || {}::text
             WHERE migration_name = {}",
            self.tables.history,
            literal(&digest(statement)),
            literal(name)
        );
        self.once(statement, interrupted, &count).await
    }

    /// Runs a statement together with what records it; where it must be alone, before that.
    pub(super) async fn once(
        &mut self,
        statement: &Statement,
        interrupted: bool,
        recording: &str,
    ) -> Result<(), DbErr> {
        let work = index_work(&statement.sql);
        self.limits(work.is_some()).await?;
        if work.is_none() {
            match self.with_record(statement, recording).await {
                Err(error)
                    if sqlstate(&error).is_some_and(|state| NOT_IN_TRANSACTION.contains(&state.as_str())) => {
                }
                done => return done,
            }
        }
        if let Some(work) = &work
            && self.is_done_already(work, interrupted).await?
        {
            return self.session().execute_unprepared(recording).await.map(drop);
        }
        self.alone(statement).await?;
        let session = self.session();
        session.execute_unprepared(&format!("{} {recording}", session.reset())).await.map(drop)
    }

    async fn with_record(&mut self, statement: &Statement, recording: &str) -> Result<(), DbErr> {
        self.session().execute_unprepared("BEGIN").await?;
        let done = match self.alone(statement).await {
            Ok(()) => {
                let record = format!("{OUR_ROLE}; {recording}");
                self.session().execute_unprepared(&record).await.map(drop)
            }
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => self.session().execute_unprepared("COMMIT").await.map(drop),
            Err(error) => {
                self.roll_back().await;
                Err(error)
            }
        }
    }

    async fn alone(&mut self, statement: &Statement) -> Result<(), DbErr> {
        let session = self.session().clone();
        let (done, blocker) = self.control.watch(session.run(std::slice::from_ref(statement))).await;
        self.blocker = blocker.or(self.blocker.take());
        done.map_err(|stopped| stopped.source)
    }

    /// Whether an index is there or gone as it should be, because the statement was interrupted after its end. An
    /// invalid index is dropped, so that it is built again.
    async fn is_done_already(&mut self, work: &IndexWork, interrupted: bool) -> Result<bool, DbErr> {
        let (found, name) = look(self.session(), work).await?;
        Ok(match (work, found) {
            (IndexWork::Builds { .. }, Found::Invalid) => {
                self.tell(Event::DropsInvalidIndex(&name));
                let drop = Statement::from_string(
                    sea_orm::DbBackend::Postgres,
                    format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"),
                );
                self.alone(&drop).await?;
                false
            }
            (IndexWork::Builds { .. }, Found::Valid) | (IndexWork::Drops { .. }, Found::Nothing) => {
                interrupted
            }
            _ => false,
        })
    }

    /// What a statement and its record leave in the log comes to the disk in that order, and whole with the last record.
    async fn limits(&self, concurrently: bool) -> Result<(), DbErr> {
        let index = self.budgets.index_timeout;
        let lock = if concurrently { index } else { self.budgets.lock_timeout };
        let statement =
            if concurrently { index } else { self.budgets.statement_timeout.unwrap_or(Duration::ZERO) };
        let limits = format!(
            "{} SET synchronous_commit = off; SET lock_timeout = {}; SET statement_timeout = {}",
            self.session().reset(),
            lock.as_millis(),
            statement.as_millis()
        );
        self.session().execute_unprepared(&limits).await.map(drop)
    }
}

/// Of a statement with its values.
fn digest(statement: &Statement) -> String {
    sql::digest(&[statement.to_string().trim()])
}
