//! What a deploy tells: what was found and done, in what state the database is, and what can be done next.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::path::PathBuf;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::DeployError;
use crate::Error;
use crate::check::Finding;
use crate::error::refusal;

/// How far a deploy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It looks whether it may begin. Nothing is written.
    Preflight,
    /// It saves the database, and proves that.
    BackingUp,
    /// The maintenance flag is on; no migration has run.
    Closed,
    /// Migrations run.
    Migrating,
    /// They have run; it checks what became of the data.
    Checking,
    /// All of it is done, and the maintenance flag is as it was before.
    Done,
    /// It undoes what it applied.
    RollingBack,
    /// The schema is as it was before, and the maintenance flag, too.
    RolledBack,
}

impl Stage {
    /// As people read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preflight => "preflight",
            Self::BackingUp => "backup",
            Self::Closed => "maintenance on",
            Self::Migrating => "migrations",
            Self::Checking => "checks",
            Self::Done => "done",
            Self::RollingBack => "rollback",
            Self::RolledBack => "rolled back",
        }
    }

    /// Whether nothing is left to be done.
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::RolledBack)
    }
}

/// What a deploy tells. It is kept in the database, stage by stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its number, from 1; none while nothing is recorded of it.
    pub number: Option<i64>,
    /// The database.
    pub database: String,
    /// When it began, by the server's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub started_at: OffsetDateTime,
    /// How far it is.
    pub stage: Stage,
    /// The last migration that was asked for; all where none is named.
    pub to: Option<String>,
    /// The migrations that it is to apply, in order.
    pub migrations: Vec<String>,
    /// What the preflight found.
    pub preflight: Vec<Item>,
    /// The backup, once it is proven.
    pub backup: Option<SavedBackup>,
    /// What there was before.
    pub before: Before,
    /// Those of its migrations that are applied now.
    pub applied: Vec<String>,
    /// Those of its migrations that are done in part.
    pub half_done: Vec<HalfDone>,
    /// Whether the maintenance flag is on now; none where there is no flag.
    pub closed: Option<bool>,
    /// Whether the database could be asked for the last four.
    pub reachable: bool,
    /// What was validated after the migrations.
    pub validations: Vec<Validated>,
    /// What the checks find now and did not before, and what does not make the deploy fail.
    pub warnings: Vec<String>,
    /// What made it fail.
    pub problem: Option<Problem>,
    /// Why it could not be undone.
    pub obstacle: Option<Problem>,
    /// How long each stage took.
    pub stages: Vec<StageTime>,
    /// What can be done next.
    pub commands: Vec<Command>,
}

/// A part of the preflight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What was looked at.
    pub name: String,
    /// How it is.
    pub state: ItemState,
    /// What was found.
    pub says: Vec<String>,
}

/// How a part of the preflight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// As it should be.
    Ok,
    /// Something to know.
    Warning,
    /// Nothing is deployed like this.
    Refused,
}

/// The backup of a deploy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedBackup {
    /// Its folder.
    pub folder: PathBuf,
    /// The moment of what is in it, by the server's clock. What was written later is not.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Rows of all tables.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// What there was before the migrations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The migrations that were applied, in the order of their application.
    pub applied: Vec<String>,
    /// What the maintenance flag was; none where nobody had ever set it.
    pub maintenance: Option<bool>,
    /// Whether the flag was on from before the first migration, so that nobody else wrote.
    pub closed: bool,
    /// What the checks found.
    pub findings: Vec<Found>,
    /// Rows of each table, once they are counted.
    pub rows: BTreeMap<String, i64>,
    /// The answers of the validations whose answer must stay.
    pub answers: BTreeMap<String, serde_json::Value>,
}

/// A finding of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The check's name.
    pub check: String,
    /// What it found.
    #[serde(flatten)]
    pub finding: Finding,
}

/// A migration that is done in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfDone {
    /// Its name.
    pub name: String,
    /// What its record says: `running`, `failed`, `rolling_back`.
    pub state: String,
    /// How many of its statements are done, or undone while it is rolled back.
    pub statements_done: i32,
}

/// A validation, and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validated {
    /// Its name.
    pub name: String,
    /// Whether all is as it must be.
    pub passed: bool,
    /// What was found.
    pub says: String,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// In which stage.
    pub stage: Stage,
    /// What.
    pub message: String,
    /// What the database or a program said.
    pub cause: Option<String>,
    /// The SQLSTATE, where there is one.
    pub sqlstate: Option<String>,
    /// The statement, of a migration.
    pub statement: Option<String>,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

/// How long a stage took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// In milliseconds.
    pub elapsed_ms: u64,
}

/// Something that can be done next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// What it does.
    pub what: String,
    /// As a person types it.
    pub command: String,
}

impl Report {
    pub(super) fn new(database: String, started_at: OffsetDateTime) -> Self {
        Self {
            number: None,
            database,
            started_at,
            stage: Stage::Preflight,
            to: None,
            migrations: Vec::new(),
            preflight: Vec::new(),
            backup: None,
            before: Before::default(),
            applied: Vec::new(),
            half_done: Vec::new(),
            closed: None,
            reachable: true,
            validations: Vec::new(),
            warnings: Vec::new(),
            problem: None,
            obstacle: None,
            stages: Vec::new(),
            commands: Vec::new(),
        }
    }

    /// Whether the deploy ended as it was meant to, or has not begun and may.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.problem.is_none() && self.obstacle.is_none() && self.reachable
    }

    /// What speaks against the deploy, of the preflight.
    #[must_use]
    pub fn refusals(&self) -> Vec<String> {
        let refused = self.preflight.iter().filter(|item| item.state == ItemState::Refused);
        refused.flat_map(|item| item.says.iter().map(|line| format!("{}: {line}", item.name))).collect()
    }
}

impl Problem {
    pub(super) fn of(stage: Stage, error: &DeployError) -> Self {
        let mut problem = Self {
            stage,
            message: error.to_string(),
            cause: None,
            sqlstate: error.sqlstate(),
            statement: None,
            hint: error.hint(),
        };
        if let DeployError::Engine(Error::Statement { sql, .. }) = error {
            problem.statement = Some(sql.clone());
        }
        let mut source = error.source();
        while let Some(cause) = source {
            let said = cause.downcast_ref::<DbErr>().and_then(refusal).map(|refusal| refusal.message);
            let text = said.clone().unwrap_or_else(|| cause.to_string());
            if text != problem.message {
                problem.cause = Some(text);
            }
            if said.is_some() {
                break;
            }
            source = cause.source();
        }
        problem
    }

    /// On one line.
    #[must_use]
    pub fn line(&self) -> String {
        let cause = self.cause.as_ref().map_or_else(String::new, |cause| format!(": {cause}"));
        let state = self.sqlstate.as_ref().map_or_else(String::new, |state| format!(" (SQLSTATE {state})"));
        format!("{}{cause}{state}", self.message)
    }
}
