//! What can go wrong, with what PostgreSQL said of it kept apart from our own words.

use sea_orm::sqlx::{self, postgres::PgDatabaseError};
use sea_orm::{DbErr, RuntimeErr};

use crate::migrate::{Blocker, Difference, Unsuitable, UsageError};

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
        position: u32,
        /// How many the migration has.
        total: u32,
        /// The statement as it was sent.
        sql: String,
        /// Where in it, and who was in the way.
        circumstances: Box<Circumstances>,
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
    #[error("the recorded migrations and those of the code differ: {}", list(.differences))]
    Diverged {
        /// Everything that is wrong, also what alone would not be in the way.
        differences: Vec<Difference>,
    },
    /// A scratch database could not be made or filled.
    #[error(transparent)]
    Scratch(#[from] crate::scratch::ScratchError),
    /// The request cannot be met; nothing was changed.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The server or the connection must not be migrated through; nothing was changed.
    #[error(transparent)]
    Unsuitable(#[from] Unsuitable),
    /// A statement of a migration that stopped in the middle was changed after it had been executed.
    #[error("statement {position} of \"{migration}\" was changed after it was executed")]
    DoneStatementChanged {
        /// The migration's name.
        migration: String,
        /// Which statement, from 1.
        position: usize,
    },
    /// A migration committed or rolled back the engine's transaction.
    #[error("migration \"{migration}\" ended the transaction that it ran in")]
    TransactionEnded {
        /// The migration's name.
        migration: String,
    },
    /// Another session holds the lock that was ours.
    #[error("the migration lock was lost to another session")]
    LockLost,
    /// No plan could be made.
    #[error(transparent)]
    Plan(#[from] crate::plan::PlanError),
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
                Some(
                    "write the migration so that its SQL does not depend on what is in the database, or list it as \
                     `dynamic(Migration, \"why\")`"
                        .into(),
                )
            }
            Self::Locked { .. } => Some("wait for it to finish, then try again".into()),
            Self::Diverged { differences } => {
                let mut hints: Vec<&str> = Vec::new();
                for difference in differences {
                    if !hints.contains(&difference.hint()) {
                        hints.push(difference.hint());
                    }
                }
                Some(hints.join("; "))
            }
            Self::Scratch(error) => error.hint(),
            Self::Statement { circumstances, .. } => Some(match &circumstances.blocker {
                Some(blocker) => format!(
                    "it waited for {blocker}. Try again when that is done, or end it: SELECT pg_terminate_backend({})",
                    blocker.pid
                ),
                None => "mend the migration and run it again; what came before it stays".into(),
            }),
            Self::Usage(usage) => usage.hint(),
            Self::Unsuitable(unsuitable) => Some(unsuitable.hint().into()),
            Self::DoneStatementChanged { .. } => {
                Some("put the statement back as it was; add what is new behind it".into())
            }
            Self::TransactionEnded { .. } => Some(
                "take BEGIN, COMMIT and ROLLBACK out of it, or say that it needs no transaction: \
                 `fn use_transaction(&self) -> Option<bool> { Some(false) }`"
                    .into(),
            ),
            Self::LockLost => Some("look with `migrate status` who migrates, then try again".into()),
            Self::Plan(error) => error.hint(),
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

/// What is known beyond the statement of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// The character of the statement that the database points at, from 1.
    pub character: Option<u32>,
    /// Who held the lock that it waited for.
    pub blocker: Option<Blocker>,
}

fn list(differences: &[Difference]) -> String {
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    lines.join("; ")
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
    refusal_of_driver(source)
}

/// [`refusal`] of the driver's own error.
#[must_use]
pub fn refusal_of_driver(error: &sqlx::Error) -> Option<Refusal> {
    let database = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
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
