//! Why a scenario could not be told, recorded or removed.

use std::fmt::Write as _;

use sea_orm::{DbErr, sqlx};
use uuid::Uuid;

/// Whatever went wrong in a scenario's own code; [`Error::Told`] and [`Error::Unmet`] carry it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Why a scenario could not be told, recorded or removed. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No scenario is called so.
    #[error("there is no scenario {name:?}")]
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// No run has this id.
    #[error("there is no run \"{run}\"")]
    NoRun {
        /// The id that was asked for.
        run: Uuid,
    },
    /// A table of reference data is empty.
    #[error("scenario \"{scenario}\" needs reference data, and \"{table}\" has none")]
    ReferenceMissing {
        /// The scenario.
        scenario: &'static str,
        /// The table.
        table: &'static str,
    },
    /// The scenario's own code failed.
    #[error("failed to tell scenario \"{scenario}\"")]
    Told {
        /// The scenario.
        scenario: &'static str,
        /// Why.
        source: Failure,
    },
    /// What must be true after the scenario is not.
    #[error("scenario \"{scenario}\" was told, and what must be true after it is not")]
    Unmet {
        /// The scenario.
        scenario: &'static str,
        /// Its run, which is there.
        run: Uuid,
        /// What is not so.
        source: Failure,
    },
    /// The scenario changed a row that was there before.
    #[error("scenario \"{scenario}\" changed a row of \"{table}\" that it did not make: {key}")]
    ChangedOthers {
        /// The scenario.
        scenario: &'static str,
        /// The table.
        table: String,
        /// The row's key, as JSON.
        key: String,
    },
    /// The scenario deleted rows.
    #[error("scenario \"{scenario}\" deleted rows of \"{table}\"")]
    Deleted {
        /// The scenario.
        scenario: &'static str,
        /// The table.
        table: String,
    },
    /// Rows of a table without a primary key cannot be recorded.
    #[error("\"{table}\" has no primary key by which its rows could be recorded")]
    NoKey {
        /// The table.
        table: String,
    },
    /// The server does not count changes, by which a run finds the tables that it touched.
    #[error("the server does not count changes: track_counts is off")]
    NotCounting,
    /// Others' rows refer to what was to be removed.
    #[error("others' rows refer to those of run \"{run}\": {}", listed(held))]
    Held {
        /// The run.
        run: Uuid,
        /// Where they are.
        held: Vec<Held>,
    },
    /// The database refused, or the connection failed.
    #[error("failed to {action}")]
    Database {
        /// What was being done.
        action: String,
        /// Why.
        source: DbErr,
    },
}

/// Rows of others that refer to a run's rows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    /// The table in which they are.
    pub table: String,
    /// The foreign key by which they refer.
    pub constraint: String,
    /// How many.
    pub rows: i64,
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unknown { .. } => Some("`seed list` shows those that there are"),
            Self::NoRun { .. } => Some("`seed list` shows the runs that there are"),
            Self::ReferenceMissing { .. } => Some("load the reference data first: `seed reference`"),
            Self::ChangedOthers { .. } | Self::Deleted { .. } => {
                Some("a scenario only adds: let it make the rows that it changes, and delete none")
            }
            Self::NoKey { .. } => Some("give the table a primary key"),
            Self::NotCounting => Some("set track_counts = on"),
            Self::Held { .. } => Some("remove these rows first; they were added after the scenario"),
            Self::Database { .. } => match self.sqlstate().as_deref() {
                Some("42501") => {
                    Some("connect as a superuser, or GRANT SET ON PARAMETER session_replication_role")
                }
                Some("42P01") => Some("apply the migrations first"),
                _ => None,
            },
            Self::Told { .. } | Self::Unmet { .. } => None,
        }
    }

    /// The error code that PostgreSQL gave.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        let source = match self {
            Self::Database { source, .. } => source,
            Self::Told { source, .. } | Self::Unmet { source, .. } => source.downcast_ref::<DbErr>()?,
            _ => return None,
        };
        let (DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error))
        | DbErr::Query(sea_orm::RuntimeErr::SqlxError(error))) = source
        else {
            return None;
        };
        error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(std::borrow::Cow::into_owned)
    }

    pub(super) fn database(action: impl Into<String>) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Database { action: action.into(), source }
    }

    pub(super) fn sqlx(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database {
            action: action.into(),
            source: DbErr::Query(sea_orm::RuntimeErr::SqlxError(source.into())),
        }
    }
}

fn listed(held: &[Held]) -> String {
    let mut text = String::new();
    for Held { table, constraint, rows } in held {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{rows} of \"{table}\" by \"{constraint}\"");
    }
    text
}
