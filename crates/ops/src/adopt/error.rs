//! What can go wrong when a legacy is taken over.

use std::fmt;

use sea_orm::DbErr;

use super::report::Report;
use crate::scratch::ScratchError;

/// An error of [`crate::adopt`]. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused a statement, or could not be reached.
    #[error("{context}")]
    Database {
        /// What was being done.
        context: String,
        /// What the database said.
        #[source]
        source: DbErr,
    },
    /// The mapping file is wrong, or does not fit the two schemas. Nothing was changed.
    #[error("{}", lines(.0))]
    Mapping(Vec<Problem>),
    /// This database cannot be taken over as it is. Nothing was changed.
    #[error("{problem}")]
    Unsuitable {
        /// Why.
        problem: String,
        /// What to do about it.
        hint: String,
    },
    /// The new schema could not be copied from its template.
    #[error(transparent)]
    Template(#[from] ScratchError),
    /// No take-over is under way, or it is at another stage.
    #[error("{0}")]
    Stage(String, &'static str),
    /// Another process is at it.
    #[error("another process is taking this database over")]
    Busy,
    /// The tables could not be locked.
    #[error("the tables could not be locked in {attempts} attempts{}", .holders.as_deref().map(|who| format!("; they are held by {who}")).unwrap_or_default())]
    Blocked {
        /// How often it was tried.
        attempts: u32,
        /// Which sessions held them.
        holders: Option<String>,
    },
    /// Rows of the legacy are neither moved, merged, rejected nor filtered, or moved ones are gone. Nothing was cut over.
    #[error("{}", .0.unaccounted_text())]
    Unaccounted(Box<Report>),
}

/// Something that is wrong in a mapping file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The mapping and the column that it is about.
    pub place: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: ", self.line)?;
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        formatter.write_str(&self.problem)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(formatter, "; {hint}"))
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl Error {
    /// Wraps a database error with what was being done.
    pub(super) fn database(context: impl Into<String>) -> impl FnOnce(DbErr) -> Self {
        let context = context.into();
        move |source| Self::Database { context, source }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Mapping(_) => Some("mend the mapping, then try it with --dry-run".into()),
            Self::Unsuitable { hint, .. } => Some(hint.clone()),
            Self::Template(error) => error.hint(),
            Self::Stage(_, hint) => Some((*hint).to_owned()),
            Self::Busy => Some("wait for it, or end that process; what it has done is kept".into()),
            Self::Blocked { .. } => {
                Some("end the long transactions on them, then try again; nothing was changed".into())
            }
            Self::Unaccounted(_) => {
                Some("run the take-over once more, look at what it reports, then cut over".into())
            }
            Self::Database { source, .. } if crate::error::sqlstate(source).as_deref() == Some("53100") => {
                Some("make room on the disk, then run it again: it goes on where it stopped".into())
            }
            Self::Database { source, .. } if crate::error::sqlstate(source).as_deref() == Some("42501") => {
                Some("work as the owner of the database and of its tables".into())
            }
            Self::Database { .. } => None,
        }
    }
}
