//! How a run is asked for, and what it reports.

use std::num::NonZeroUsize;
use std::time::Duration;

use super::control::Blocker;
use super::lock::LockOptions;
use super::reconcile::Reconciled;

/// How to apply.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How far to go.
    pub until: Until,
    /// All of it in one transaction, or nothing.
    pub single_transaction: bool,
    /// Apply migrations that come before one that is applied already.
    pub out_of_order: bool,
    /// Undo changed migrations by their recorded SQL and apply their new content. Rows of tables that the change does
    /// not touch are kept.
    pub rerun_changed: bool,
    /// Write the new names of renamed migrations down.
    pub accept_renamed: bool,
    /// Apply to a database that has tables, and no record of any migration.
    pub onto_existing_tables: bool,
    /// Compare everything, say what would run, and change nothing.
    pub dry_run: bool,
    /// At most so many migrations get one batch number; no limit where none is given.
    pub batch_size: Option<NonZeroUsize>,
    /// How long statements may take and wait.
    pub budgets: Budgets,
    /// How the migration lock is taken.
    pub lock: LockOptions,
}

/// How far to go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Until {
    /// To the end.
    #[default]
    End,
    /// Up to this migration, and with it.
    Name(String),
    /// So many migrations.
    Steps(usize),
}

/// How long statements may take and wait for locks.
#[derive(Debug, Clone, Copy)]
pub struct Budgets {
    /// How long a statement waits for a lock before it gives up; those behind it in the queue wait no longer either.
    pub lock_timeout: Duration,
    /// How long a statement may take; no limit where none is given.
    pub statement_timeout: Option<Duration>,
    /// How long `CREATE INDEX CONCURRENTLY` and its like may take, and wait: they hold nobody up.
    pub index_timeout: Duration,
    /// How often a statement that could not get its lock is tried again, after a pause that grows.
    pub lock_retries: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(4),
            statement_timeout: None,
            index_timeout: Duration::from_secs(20 * 60),
            lock_retries: 5,
        }
    }
}

/// What happens while migrations are applied or undone.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// So many are pending.
    Pending(usize),
    /// This was done by sea-orm-cli, and is in the history now.
    Reconciled(&'a Reconciled),
    /// This one begins.
    Begins(&'a str),
    /// This one is done and recorded.
    Done(&'a Applied),
    /// This one could not get a lock and is tried again.
    Retries {
        /// The migration.
        name: &'a str,
        /// How often it was tried.
        attempt: u32,
        /// How long the pause is, in milliseconds.
        pause_ms: u64,
        /// Who is in the way.
        blocker: Option<&'a Blocker>,
    },
    /// A statement outside a transaction is done: which one, and of how many.
    Statement {
        /// The migration.
        name: &'a str,
        /// The statement, from 1.
        position: usize,
        /// How many there are.
        total: usize,
    },
    /// An index that a failed run left behind is dropped.
    DropsInvalidIndex(&'a str),
    /// This one is undone and recorded.
    Undone(&'a str),
}

/// Why a migration ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It never ran.
    NotExecuted,
    /// Its last run failed.
    FailedBefore,
    /// Its last run was killed.
    Interrupted,
    /// It had been undone.
    RolledBack,
    /// Its content changed.
    ChecksumMismatch,
    /// It came too late for its place.
    OutOfOrder,
}

impl Reason {
    /// As people read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotExecuted => "not executed",
            Self::FailedBefore => "failed before",
            Self::Interrupted => "interrupted",
            Self::RolledBack => "rolled back",
            Self::ChecksumMismatch => "checksum mismatch",
            Self::OutOfOrder => "out of order",
        }
    }
}

/// A migration that was applied.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// Why it ran.
    pub reason: Reason,
    /// How many statements it took.
    pub statements: usize,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// How often it was tried again because a lock was not to be had.
    pub retries: u32,
}

/// What a run did.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Report {
    /// The (last) batch's number; none where nothing was pending.
    pub batch: Option<i32>,
    /// What was applied, in order.
    pub applied: Vec<Applied>,
    /// What would be applied, in order, with its SQL: of a dry run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Planned>,
    /// What sea-orm-cli had done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconciled: Vec<Reconciled>,
    /// Tables that a rerun rebuilt and whose rows it kept or lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rebuilt: Vec<super::rerun::Rebuilt>,
}

/// A migration that would be applied.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Planned {
    /// Its name.
    pub name: String,
    /// Why it would run.
    pub reason: Reason,
    /// Whether in a transaction.
    pub transactional: bool,
    /// Its SQL.
    pub sql: String,
}
