//! Why a measurement could not be made.

use std::path::PathBuf;

/// Why a measurement could not be made. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A peer is not there and cannot be fetched.
    #[error("the peer {tool} cannot be had: {reason}")]
    Tool {
        /// Its name.
        tool: String,
        /// What went wrong.
        reason: String,
        /// What to do about it.
        hint: String,
    },
    /// A program that was measured or needed for it ended with an error.
    #[error("{program} ended with {status}: {output}")]
    Program {
        /// The program with its arguments, without passwords.
        program: String,
        /// Its exit status.
        status: String,
        /// The end of what it wrote.
        output: String,
    },
    /// A file could not be read, written or run.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A program told something else than what was asked for.
    #[error("{told:?} is no number")]
    Unexpected {
        /// What it told.
        told: String,
    },
    /// The server does not start.
    #[error(transparent)]
    Server(#[from] backline_postgres::Error),
    /// The migrations cannot be rendered.
    #[error(transparent)]
    Migrations(#[from] backline_ops::Error),
    /// A database for a test cannot be had.
    #[error(transparent)]
    TestDb(#[from] backline_testdb::Error),
    /// A document lacks the marks between which a section is written.
    #[error("{} has no section \"{section}\"", path.display())]
    NoSection {
        /// The document.
        path: PathBuf,
        /// The section.
        section: String,
    },
}

impl Error {
    /// An error of the file system.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Tool { hint, .. } => Some(hint.clone()),
            Self::Server(error) => Some(error.hint()),
            Self::Migrations(error) => error.hint(),
            Self::TestDb(error) => error.hint(),
            Self::NoSection { section, .. } => {
                Some(format!("add the lines <!-- {section}:begin --> and <!-- {section}:end --> to it"))
            }
            Self::Program { .. } | Self::Unexpected { .. } | Self::Io { .. } => None,
        }
    }
}
