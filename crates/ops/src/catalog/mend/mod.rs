//! The SQL that makes one database's schema the other's, in an order in which it runs.
//!
//! Compare → what is dropped, altered, made → what hangs on that and must be made anew → drops against the
//! dependencies of the first, everything else along those of the second.

mod alter;
mod create;
mod drop;
mod order;
mod plan;
mod privilege;

use std::fmt::Write as _;

use super::diff::{self, Change, Digests};
use super::object::Object;
use super::rename;
use super::snapshot::Snapshot;

/// What a statement may do to those who use the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Nobody waits for it.
    Safe,
    /// It takes a lock on a table that is in use: for a moment, or for as long as rows are read or an index is built.
    Locks,
    /// It writes a whole table anew under a lock that keeps everybody out.
    Rewrites,
    /// What it removes cannot be had back.
    LosesData,
}

impl std::fmt::Display for Risk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Safe => "safe",
            Self::Locks => "locks",
            Self::Rewrites => "rewrites",
            Self::LosesData => "loses data",
        })
    }
}

/// One statement of a mending.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// What it is about.
    pub object: Object,
    /// The statement, without a semicolon at its end.
    pub sql: String,
    /// What it may do.
    pub risk: Risk,
}

/// How one schema becomes another.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Mending {
    /// What differs.
    pub changes: Vec<Change>,
    /// New labels of enums: committed first, each by itself, because a transaction cannot use a label that it added.
    pub before: Vec<Step>,
    /// Everything else, in one transaction.
    pub steps: Vec<Step>,
    /// What differs and is mended by hand.
    pub by_hand: Vec<Object>,
}

impl Mending {
    /// How `from` becomes `to`.
    #[must_use]
    pub fn between(from: &Snapshot, to: &Snapshot) -> Self {
        Self::with(from, to, &[])
    }

    /// The same, knowing what the tables hold: tables of equal content prove a rename.
    #[must_use]
    pub fn with_data(from: &Snapshot, to: &Snapshot, digests: Digests<'_>) -> Self {
        Self::with(from, to, &[digests])
    }

    fn with(from: &Snapshot, to: &Snapshot, digests: &[Digests<'_>]) -> Self {
        let (from, renames) = rename::apply(from, to, digests);
        let changes = diff::compare(&from, to, &renames);
        if changes.is_empty() {
            return Self::default();
        }
        let mut mending = plan::plan(&from, to);
        let renaming = renames.into_iter().map(|rename| Step {
            object: rename.object,
            sql: rename.sql,
            risk: Risk::Locks,
        });
        mending.steps.splice(0..0, renaming);
        mending.changes = changes;
        mending
    }

    /// The greatest risk of what is done about a change; `None` where nothing is.
    #[must_use]
    pub fn risk(&self, object: &Object) -> Option<Risk> {
        let own = |step: &&Step| step.object == *object;
        self.before.iter().chain(&self.steps).filter(own).map(|step| step.risk).max()
    }

    /// Every statement in order, for one session: the new labels, then one transaction.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let mut statements: Vec<String> = self.before.iter().map(|step| step.sql.clone()).collect();
        if !self.steps.is_empty() {
            statements.push("BEGIN".to_owned());
            // A function's body may name what comes later; who is in the way for long stops us, not the application.
            statements.push("SET LOCAL check_function_bodies = off".to_owned());
            statements.push("SET LOCAL lock_timeout = '4s'".to_owned());
            statements.extend(self.steps.iter().map(|step| step.sql.clone()));
            statements.push("COMMIT".to_owned());
        }
        statements
    }

    /// The statements as a file for psql, each that is more than safe with its risk as a comment.
    #[must_use]
    pub fn script(&self) -> String {
        let mut script = String::new();
        let risks: std::collections::BTreeMap<&str, Risk> =
            self.before.iter().chain(&self.steps).map(|step| (step.sql.as_str(), step.risk)).collect();
        for statement in self.statements() {
            if let Some(risk) = risks.get(statement.as_str()).filter(|risk| **risk > Risk::Safe) {
                let _ = writeln!(script, "-- {risk}");
            }
            let _ = writeln!(script, "{};", statement.trim_end().trim_end_matches(';'));
        }
        for object in &self.by_hand {
            let _ = writeln!(script, "-- mend by hand: {object}");
        }
        script
    }
}
