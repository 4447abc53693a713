//! What can go wrong with a backup.

use std::path::{Path, PathBuf};

use sea_orm::sqlx;

use crate::Error;
use crate::catalog;
use crate::scratch::ScratchError;

/// An error of a backup. Messages are fragments; the remedy is in [`BackupError::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file or folder could not be worked with.
    #[error("failed to {action} {}", .path.display())]
    File {
        /// What was being done.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// There is no backup in a folder, or none that we understand.
    #[error("{} is no backup: {why}", .path.display())]
    NoBackup {
        /// The folder.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A file of a backup is not as it was written.
    #[error("the backup is damaged: {file} {why}")]
    Damaged {
        /// The file, within the backup.
        file: String,
        /// What is the matter with it.
        why: String,
    },
    /// `pg_dump` or `pg_restore` failed.
    #[error("{program} failed: {said}")]
    Tool {
        /// Which.
        program: &'static str,
        /// Its last words.
        said: String,
    },
    /// The server is older than the one that was saved.
    #[error("the backup is of PostgreSQL {saved}, the server is of {server}")]
    OlderServer {
        /// The major version that was saved.
        saved: u32,
        /// The major version of the server.
        server: u32,
    },
    /// What was restored is not what was saved.
    #[error("what was restored differs from what was saved: {}", .differences.join("; "))]
    Differs {
        /// One line each.
        differences: Vec<String>,
    },
    /// Sessions kept coming, so the databases could not change their names.
    #[error("\"{database}\" stayed in use, so it could not be renamed")]
    InUse {
        /// The database.
        database: String,
        /// What the server said last.
        #[source]
        source: sqlx::Error,
    },
    /// There is nothing to go back to.
    #[error("there is no database \"{database}\"")]
    NoDatabase {
        /// The database that would be put back.
        database: String,
    },
    /// The scratch database, or a program of the wrong version.
    #[error("failed to {0}")]
    Scratch(#[from] ScratchError),
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
}

impl BackupError {
    /// Wraps an error of the file system with what was being done.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }

    /// Wraps an error of the driver with what was being done.
    pub(super) fn driver(context: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database(Error::database(context)(catalog::database(source)))
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoBackup { .. } => {
                Some("name the folder of a backup, one that `ops backup list` shows".into())
            }
            Self::Damaged { .. } => {
                Some("use another backup, or fetch this one again from where it is kept".into())
            }
            Self::OlderServer { saved, .. } => {
                Some(format!("restore it on a server of PostgreSQL {saved} or later"))
            }
            Self::Differs { .. } => {
                Some("the database that serves was not touched; use another backup".into())
            }
            Self::InUse { .. } => {
                Some("stop what connects to it, then try again; it serves as before".into())
            }
            Self::Tool { said, .. } if said.contains("No space left") => {
                Some("free space on that disk, or name another folder".into())
            }
            Self::Scratch(error) => error.hint(),
            Self::Database(error) => error.hint(),
            Self::File { .. } | Self::Tool { .. } | Self::NoDatabase { .. } => None,
        }
    }
}
