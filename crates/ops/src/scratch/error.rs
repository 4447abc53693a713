//! What can go wrong with a scratch database.

use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// An error of a scratch database. Messages fit after "failed to …"; the remedy is in [`ScratchError::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// The server refused, or could not be reached.
    #[error("{action}")]
    Server {
        /// What was being done.
        action: &'static str,
        /// What it said.
        #[source]
        source: DbErr,
    },
    /// The role may not create databases on this server.
    #[error("create a scratch database: role \"{role}\" may not create databases")]
    NotAllowed {
        /// The role.
        role: String,
    },
    /// `pg_dump` could not be run.
    #[error("run {}", .program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// `pg_dump` is older than the server, and refuses it.
    #[error("copy the schema: {} is of version {found}, the server of {server}", .program.display())]
    TooOld {
        /// The program.
        program: PathBuf,
        /// Its major version.
        found: u32,
        /// The server's major version.
        server: u32,
    },
    /// `pg_dump` failed.
    #[error("copy the schema: pg_dump says: {said}")]
    Dump {
        /// Its last words.
        said: String,
    },
}

impl ScratchError {
    /// Wraps an error of the driver with what was being done.
    pub(super) fn driver(action: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Server { action, source: DbErr::Exec(RuntimeErr::SqlxError(source.into())) }
    }

    /// Wraps an error of the database with what was being done.
    pub(super) fn server(action: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Server { action, source }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotAllowed { role } => Some(format!(
                "have a superuser run: ALTER ROLE {} CREATEDB; or use a private server for it",
                crate::sql::identifier(role)
            )),
            Self::Run { .. } => Some("install PostgreSQL's client programs".into()),
            Self::TooOld { server, .. } => {
                Some(format!("install the client programs of PostgreSQL {server}"))
            }
            Self::Server { .. } | Self::Dump { .. } => None,
        }
    }
}
