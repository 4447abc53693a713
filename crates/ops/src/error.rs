//! What can go wrong, with what PostgreSQL said of it kept apart from our own words.

use sea_orm::{DbErr, RuntimeErr, sqlx::postgres::PgDatabaseError};

/// An error of the engine. Messages fit after "failed to …"; the remedy is in [`Error::hint`].
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
    /// A statement of a migration failed.
    #[error("migration \"{migration}\" failed at statement {position} of {total}")]
    Statement {
        /// The migration's name.
        migration: String,
        /// Which statement, from 1.
        position: usize,
        /// How many the migration has.
        total: usize,
        /// The statement as it was sent.
        sql: String,
        /// What the database said.
        #[source]
        source: DbErr,
    },
    /// A migration reads the database, so its SQL cannot be known beforehand.
    #[error("migration \"{migration}\" reads the database while it is rendered: {sql}")]
    Dynamic {
        /// The migration's name.
        migration: String,
        /// The query.
        sql: String,
    },
    /// A migration failed before it had sent a statement to the database.
    #[error("migration \"{migration}\" cannot be rendered")]
    Render {
        /// The migration's name.
        migration: String,
        /// What it said.
        #[source]
        source: DbErr,
    },
    /// Another process migrates this database.
    #[error("the migration lock is held by {holder}")]
    Locked {
        /// Who, host, process, since when.
        holder: String,
    },
    /// What is recorded and what the code has do not fit together. All differences are in the report.
    #[error("the recorded migrations and those of the code differ: {}", .differences.join("; "))]
    Diverged {
        /// One line each.
        differences: Vec<String>,
    },
    /// A scratch database could not be made or filled.
    #[error(transparent)]
    Scratch(#[from] crate::scratch::ScratchError),
}

impl Error {
    /// Wraps a database error with what was being done.
    pub fn database(context: impl Into<String>) -> impl FnOnce(DbErr) -> Self {
        let context = context.into();
        move |source| Self::Database { context, source }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Dynamic { .. } => {
                Some("write the migration so that its SQL does not depend on what is in the database".into())
            }
            Self::Locked { .. } => Some("wait for it to finish, then try again".into()),
            Self::Diverged { .. } => Some(
                "check out the code that this database was migrated with, or rebuild the database".into(),
            ),
            Self::Statement { .. } => {
                Some("mend the migration and run it again; what came before it stays".into())
            }
            Self::Scratch(error) => error.hint(),
            Self::Database { .. } | Self::Render { .. } => None,
        }
    }

    /// The SQLSTATE, where the database gave one.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        match self {
            Self::Database { source, .. } | Self::Statement { source, .. } => sqlstate(source),
            _ => None,
        }
    }
}

/// What PostgreSQL said, field by field.
///
/// Source: PostgreSQL documentation, "Error and Notice Message Fields".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// The five characters of the SQLSTATE.
    pub sqlstate: String,
    /// The message.
    pub message: String,
    /// The constraint, where there is one.
    pub constraint: Option<String>,
    /// The table, where there is one.
    pub table: Option<String>,
    /// The column, where there is one.
    pub column: Option<String>,
}

/// What PostgreSQL said, if the error came from there at all.
#[must_use]
pub fn refusal(error: &DbErr) -> Option<Refusal> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))
    | DbErr::Conn(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    let database = source.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
    Some(Refusal {
        sqlstate: database.code().to_owned(),
        message: database.message().to_owned(),
        constraint: database.constraint().map(str::to_owned),
        table: database.table().map(str::to_owned),
        column: database.column().map(str::to_owned),
    })
}

/// The SQLSTATE of a database error.
#[must_use]
pub fn sqlstate(error: &DbErr) -> Option<String> {
    refusal(error).map(|refusal| refusal.sqlstate)
}
