//! What can go wrong in a rewrite.

use sea_orm::DbErr;

/// An error of a rewrite. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
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
    /// What is asked for cannot be read, or does not fit the table.
    #[error("{problem}")]
    Specification {
        /// What is wrong.
        problem: String,
        /// What to write instead.
        hint: String,
    },
    /// The table is of a kind, or something hangs on it, that a rewrite cannot carry along.
    #[error("table {table} cannot be rewritten: {}", .reasons.join("; "))]
    Unsupported {
        /// The table.
        table: String,
        /// All reasons.
        reasons: Vec<String>,
    },
    /// No rewrite of this table is under way, or it is at another stage.
    #[error("{0}")]
    Stage(String, &'static str),
    /// Another process drives this rewrite.
    #[error("another process is rewriting table {0}")]
    Busy(String),
    /// Source and shadow differ although nothing is left to be mirrored.
    #[error("after the copy {table} and its shadow differ: {detail}")]
    Differs {
        /// The table.
        table: String,
        /// Counts and digests.
        detail: String,
    },
    /// More is written than can be mirrored.
    #[error(
        "table {table} is written to faster than the rows are mirrored: {keys} were left after many rounds"
    )]
    Outrun {
        /// The table.
        table: String,
        /// Keys of the last round.
        keys: u64,
    },
    /// The table could not be locked for the swap.
    #[error("table {table} could not be locked in {attempts} attempts{}", .blockers.as_deref().map(|who| format!("; it is held by {who}")).unwrap_or_default())]
    Blocked {
        /// The table.
        table: String,
        /// How often it was tried.
        attempts: u32,
        /// Which sessions held it.
        blockers: Option<String>,
    },
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
            Self::Specification { hint, .. } => Some(hint.clone()),
            Self::Stage(_, hint) => Some((*hint).to_owned()),
            Self::Busy(_) => Some("wait for it, or end that process; what it has done is kept".into()),
            Self::Differs { .. } => {
                Some("nothing was swapped; abort the rewrite, and report the case".into())
            }
            Self::Blocked { .. } => {
                Some("end the long transactions on it, then resume; nothing was swapped".into())
            }
            Self::Outrun { .. } => {
                Some("resume when less is written; what is done is kept, and nothing was swapped".into())
            }
            Self::Unsupported { .. } => Some("remove what stands in the way, then start again".into()),
            Self::Database { source, .. } if crate::error::sqlstate(source).as_deref() == Some("53100") => {
                Some("make room on the disk, then resume".into())
            }
            Self::Database { .. } => None,
        }
    }
}
