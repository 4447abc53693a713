//! What can go wrong with a deploy.

use crate::Error;
use crate::backup::BackupError;
use crate::check::CheckError;

/// An error of a deploy. Messages are fragments; the remedy is in [`DeployError::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// Another process deploys to this database.
    #[error("another process deploys to this database: {holder}")]
    Busy {
        /// Which.
        holder: String,
    },
    /// Another process went on with this deploy while the connection was lost.
    #[error("deploy {number} was taken over by another process")]
    TakenOver {
        /// The deploy.
        number: i64,
    },
    /// There is no deploy to go back from.
    #[error("there is no deploy to go back from: {why}")]
    NothingToRollBack {
        /// Why not.
        why: String,
    },
    /// Migrations were applied after the deploy, and would be undone with it.
    #[error("migrations were applied after the deploy: {}", .0.join(", "))]
    AppliedSince(Vec<String>),
    /// What was looked at is not as it must be.
    #[error("{}", .0.join("; "))]
    Found(Vec<String>),
    /// The preflight found what speaks against the deploy. Nothing was changed.
    #[error("the preflight refused: {}", .0.join("; "))]
    Refused(Vec<String>),
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The checks.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The migrations, or the database.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl DeployError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Busy { .. } => Some("wait for it to finish, then look how it ended".to_owned()),
            Self::TakenOver { .. } => Some("look at how that one ends".to_owned()),
            Self::NothingToRollBack { .. } => {
                Some("`migrate rollback` undoes what was applied without a deploy".to_owned())
            }
            Self::AppliedSince(_) => {
                Some("`migrate rollback --to NAME` shows and undoes them all".to_owned())
            }
            Self::Refused(_) => Some("mend what is listed and deploy again; nothing was changed".to_owned()),
            Self::Found(_) => None,
            Self::Backup(error) => error.hint(),
            Self::Check(error) => error.hint(),
            Self::Engine(error) => error.hint(),
        }
    }

    /// The SQLSTATE, where the database gave one.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        match self {
            Self::Engine(error) | Self::Backup(BackupError::Database(error)) => error.sqlstate(),
            _ => None,
        }
    }
}
