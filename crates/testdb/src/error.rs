//! What can go wrong before a test has its database.

use sea_orm::sqlx;

/// Any error of the code that fills a template.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no database for the test. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The test cluster does not start.
    #[error("start the test cluster")]
    Cluster(#[source] backline_postgres::Error),
    /// The migrations cannot be rendered.
    #[error("render the migrations")]
    Migrations(#[source] backline_ops::Error),
    /// A template could not be filled. Nothing of it is left.
    #[error("build the template \"{template}\"")]
    Build {
        /// The name that the layer was given.
        template: String,
        /// What the code that fills it said.
        #[source]
        source: BoxError,
    },
    /// The server refused what only this crate asks of it: to create, copy, rename or drop a database, or to connect.
    #[error("{action}")]
    Server {
        /// What was being done.
        action: String,
        /// What the server said.
        #[source]
        source: sqlx::Error,
    },
    /// A SeaORM connection to the new database could not be opened.
    #[error("connect to the database \"{database}\"")]
    Connect {
        /// The database.
        database: String,
        /// What SeaORM said.
        #[source]
        source: sea_orm::DbErr,
    },
    /// The running program's file could not be looked at.
    #[error("look at the file of the running program")]
    Executable(#[source] std::io::Error),
    /// The asynchronous runtime ended while the cluster was being started.
    #[error("wait for the test cluster")]
    RuntimeEnded(#[source] tokio::task::JoinError),
}

impl Error {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Cluster(source) => Some(source.hint()),
            Self::Migrations(source) => source.hint(),
            Self::Build { source, .. } => {
                source.downcast_ref::<backline_ops::Error>().and_then(backline_ops::Error::hint)
            }
            Self::Server { .. } | Self::Connect { .. } | Self::Executable(_) | Self::RuntimeEnded(_) => None,
        }
    }

    /// Wraps what the server said with what was being done.
    pub(crate) fn server(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let action = action.into();
        move |source| Self::Server { action, source }
    }
}
