//! Why there is no plan.

use crate::lint::SettingsError;

/// An error of planning. Messages fit after "failed to …"; the remedy is in [`PlanError::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A statement changes what all databases of the server share, so it is not tried beside a live one.
    #[error(
        "try \"{migration}\" on the server of the live database: statement {position} changes {what}, which all its databases share"
    )]
    Shared {
        /// The migration.
        migration: String,
        /// Which statement, from 1.
        position: usize,
        /// What is changed.
        what: String,
    },
    /// The settings of the rules make no sense.
    #[error("judge the migrations")]
    Lint(#[source] SettingsError),
}

impl PlanError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Shared { .. } => Some("have it tried on a private server".into()),
            Self::Lint(_) => None,
        }
    }
}
