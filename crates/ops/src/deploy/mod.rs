//! A deploy: preflight → backup, proven → maintenance on → migrate → check → maintenance off.
//!
//! The production checklists of the source documents as one run. Each [`Stage`] is written into the table
//! `migration_deploys`, beside the history of the migrations, before its work begins, and together with the maintenance
//! flag where that changes: whoever comes after a killed process sees how far it was, and [`deploy()`] goes on from
//! there, or [`roll_back()`] goes back. What fails after the first migration is undone by the SQL that was recorded with the
//! migrations; where that cannot be, the [`Report`] says what there is, and by which command the backup comes back.
//!
//! What belongs to a project comes in as values: its maintenance flag, its [validations](Validation), its checks.

mod error;
mod keeper;
mod markdown;
mod preflight;
mod privileges;
mod report;
mod room;
mod run;
mod standing;
mod undo;
mod validate;

use std::path::PathBuf;
use std::time::Duration;

pub use error::DeployError;
pub use report::{
    Before, Command, Found, HalfDone, Item, ItemState, Problem, Report, SavedBackup, Stage, StageTime,
    Validated,
};
pub use run::{deploy, dry_run, last};
pub use undo::roll_back;

use crate::backup::{self, Tools};
use crate::check::{OwnQuery, PolymorphicReference};
use crate::lint;
use crate::migrate::{self, Budgets, LockOptions};

/// What belongs to a project.
#[derive(Debug, Clone, Copy, Default)]
pub struct Project<'a> {
    /// How its platform is closed while migrations run; without one it stays open.
    pub maintenance: Option<Maintenance>,
    /// What must hold of its data before and after migrations.
    pub validations: &'a [Validation],
    /// Tables that get or lose rows by design. The others must keep the number of theirs.
    pub row_changes: &'a [RowChange],
    /// References of which the catalog does not know.
    pub references: &'a [PolymorphicReference],
    /// Its own checks.
    pub queries: &'a [OwnQuery],
    /// Tables and schemas that others keep in the database, whose rows are not counted.
    pub beside: &'a [&'a str],
}

/// A flag in the database by which a platform closes itself.
#[derive(Debug, Clone, Copy)]
pub struct Maintenance {
    /// The table that it is in. While it is not there, there is no flag.
    pub table: &'static str,
    /// Gives whether it is on: a boolean, or no row where nobody ever set it.
    pub is_on: &'static str,
    /// Sets it to `$1`, a boolean.
    pub set: &'static str,
    /// Makes it as if nobody had ever set it.
    pub unset: &'static str,
}

/// Something that must hold of the data when a migration is deployed.
#[derive(Debug, Clone, Copy)]
pub struct Validation {
    /// Its name, for people.
    pub name: &'static str,
    /// It is looked at when this migration is among those that are deployed.
    pub migration: &'static str,
    /// What is asked.
    pub query: &'static str,
    /// What the answer must be.
    pub expect: Expect,
}

/// What a validation's query must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The same before and after, whatever the order of its rows.
    SameBeforeAndAfter,
    /// No rows, after; it need not make sense before.
    NoRows,
}

/// A migration that adds or removes rows of a table.
#[derive(Debug, Clone, Copy)]
pub struct RowChange {
    /// The migration.
    pub migration: &'static str,
    /// The table, with its schema unless that is `public`.
    pub table: &'static str,
}

/// How to deploy.
#[derive(Debug, Clone)]
pub struct Options {
    /// The last migration to apply; all where none is named.
    pub to: Option<String>,
    /// `pg_dump` and `pg_restore`.
    pub tools: Tools,
    /// The folder of all backups.
    pub backups: PathBuf,
    /// How the archive is written.
    pub format: backup::Format,
    /// How many jobs work at once on the backup.
    pub jobs: usize,
    /// How long statements may take and wait.
    pub budgets: Budgets,
    /// How the migration lock is taken; for another deploy is waited as long.
    pub lock: LockOptions,
    /// What the project wants of the lint rules.
    pub lint: lint::Settings,
    /// What the preflight lets pass.
    pub limits: Limits,
    /// For how long a connection that was lost is tried to be had again.
    pub patience: Duration,
    /// How a person types what can be done next.
    pub commands: Commands,
}

/// What the preflight lets pass.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that must stay free on a disk beside what the backup, or the database that proves it, takes.
    pub spare_bytes: u64,
    /// How many bytes of WAL a standby may be behind.
    pub lag_bytes: u64,
    /// How old a transaction may be that is open.
    pub transaction_age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { spare_bytes: 256 << 20, lag_bytes: 64 << 20, transaction_age: Duration::from_secs(60) }
    }
}

/// Commands as a person types them; the report shows those that fit.
#[derive(Debug, Clone, Default)]
pub struct Commands {
    /// Deploys, or goes on with what was stopped.
    pub deploy: String,
    /// Goes back.
    pub roll_back: String,
    /// Restores; `{backup}` stands for the folder.
    pub restore: String,
}

/// What happens while a deploy runs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// It entered a stage; the report of now, for whoever wants to keep it.
    Stage(&'a Report),
    /// A part of the preflight begins.
    Looks(&'static str),
    /// It goes on with what another process began and did not end.
    GoesOn(&'a Report),
    /// What failed is being undone.
    GoesBack(&'a Problem),
    /// Of the backup.
    Backup(&'a backup::Event),
    /// Of the migrations.
    Migration(migrate::Event<'a>),
}

/// Told of every [`Event`].
pub(crate) type Listener<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);

/// Whether the next [`deploy()`] begins anew, so that it needs a [`Plan`](crate::plan::Plan); otherwise it goes on with `last`.
#[must_use]
pub fn needs_plan(last: Option<&Report>) -> bool {
    last.is_none_or(|report| report.stage.is_finished() || report.stage == Stage::BackingUp)
}
