//! What can go wrong when tables are merged or dropped.

use sea_orm::DbErr;

/// An error of [`crate::tidy`]. Nothing was changed. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
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
    /// There is no such table.
    #[error("there is no table {0}")]
    Missing(String),
    /// Tables that were to be dropped hold rows, or something hangs on them.
    #[error("nothing was dropped: {}", .0.join("; "))]
    InUse(Vec<String>),
    /// The two tables do not fit together.
    #[error("{0}")]
    Unlike(String),
    /// Rows of the duplicate have a key that the real table has too, with other values.
    #[error("{count} rows of {source_table} are in {target_table} with other values")]
    Conflicts {
        /// How many.
        count: i64,
        /// The duplicate.
        source_table: String,
        /// The real table.
        target_table: String,
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
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing(_) => {
                Some("write it as in a query: schema.table, quoted where it has capitals or dashes")
            }
            Self::InUse(_) => {
                Some("look at the rows; merge them into another table, or leave the table alone")
            }
            Self::Unlike(_) => Some("rewrite one of the tables first, so that the columns fit"),
            Self::Conflicts { .. } => {
                Some("list them, then choose: keep the target's rows, or take the source's")
            }
            Self::Database { source, .. } if crate::error::sqlstate(source).as_deref() == Some("55P03") => {
                Some("the table is in use; try again when its transactions have ended")
            }
            Self::Database { .. } => None,
        }
    }
}
