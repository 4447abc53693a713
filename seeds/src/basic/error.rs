//! Why the basic seed could not be written.

use sea_orm::DbErr;

/// Why the basic seed could not be written. Nothing of it was, then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row of reference data is missing.
    #[error("there is no {key:?} in \"{table}\"")]
    ReferenceMissing {
        /// The table.
        table: &'static str,
        /// The natural key.
        key: String,
    },
    /// A row without a fixed id was about to be written.
    #[error("a row for \"{table}\" has no key")]
    Unkeyed {
        /// The table.
        table: String,
    },
    /// A password could not be hashed.
    #[error("failed to hash the password of \"{account}\": {reason}")]
    Password {
        /// The account.
        account: &'static str,
        /// Why.
        reason: argon2::password_hash::Error,
    },
    /// The database refused rows of a table.
    #[error("failed to seed \"{table}\"")]
    Table {
        /// The table.
        table: String,
        /// Why.
        source: DbErr,
    },
    /// The connection failed, or something that concerns no table.
    #[error("failed to {action}")]
    Database {
        /// What was being done.
        action: &'static str,
        /// Why.
        source: DbErr,
    },
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::ReferenceMissing { .. } => Some("load the reference data first"),
            Self::Table { .. } => Some(
                "rows of one's own may be in the way: the basic seed is meant for a database without any",
            ),
            _ => None,
        }
    }

    pub(super) fn database(action: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Database { action, source }
    }

    pub(super) fn table(table: &str) -> impl FnOnce(DbErr) -> Self {
        let table = table.to_owned();
        move |source| Self::Table { table, source }
    }
}
