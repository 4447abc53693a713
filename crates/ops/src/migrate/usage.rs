//! What the engine refuses before it has changed anything: wrong names, wrong servers, databases of others.

use super::nearest::nearest_text;

/// A request that cannot be met. Messages fit after "error: "; the remedy is in [`UsageError::hint`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UsageError {
    /// The project has no migrations.
    #[error("the list of migrations is empty")]
    NoMigrations,
    /// Two migrations have one name.
    #[error("two migrations are named \"{0}\"")]
    DuplicateName(String),
    /// No migration has this name.
    #[error("no migration is named \"{name}\"{}", nearest_text(.nearest))]
    UnknownName {
        /// What was asked for.
        name: String,
        /// What comes near it.
        nearest: Vec<String>,
    },
    /// The migration is not applied, so nothing can be rolled back to it.
    #[error("\"{name}\" is not applied{}", nearest_text(.nearest))]
    NotApplied {
        /// What was asked for.
        name: String,
        /// Applied ones whose names come near it.
        nearest: Vec<String>,
    },
    /// No batch has this number.
    #[error("there is no batch {batch}; applied batches: {}", batches(.existing))]
    NoSuchBatch {
        /// What was asked for.
        batch: i32,
        /// The batches that there are.
        existing: Vec<i32>,
    },
    /// A number of steps that is not positive.
    #[error("a number of migrations must be at least 1")]
    NoSteps,
    /// Migrations that must not run in a transaction cannot be part of one.
    #[error("these cannot run in one transaction: {}", .0.join(", "))]
    NotTransactional(Vec<String>),
    /// The database has tables and no record of any migration.
    #[error("the database has tables, and no migration is recorded in it")]
    ForeignDatabase,
    /// The database has no record of any migration.
    #[error("no migration was ever applied to this database")]
    NothingRecorded,
    /// Nothing was ever done to a migration of this name.
    #[error("nothing is recorded of \"{name}\"{}", nearest_text(.nearest))]
    NothingRecordedOf {
        /// What was asked for.
        name: String,
        /// Recorded ones whose names come near it.
        nearest: Vec<String>,
    },
    /// Migrations that cannot be undone, each with its reason.
    #[error("these cannot be undone: {}", .0.iter().map(|(name, reason)| format!("\"{name}\": {reason}")).collect::<Vec<_>>().join("; "))]
    Irreversible(Vec<(String, String)>),
    /// Migrations that stopped in the middle, each after so many statements, and whose rollback supposes all of it.
    #[error("these stopped in the middle, and what undoes them supposes that all of it is there: {}", half_done(.0))]
    HalfDone(Vec<(String, i32)>),
    /// sea-orm-cli recorded nothing, and no migration is named.
    #[error("sea-orm-cli has recorded nothing in this database")]
    NothingToAdopt,
    /// The first migration of a range comes after its last one.
    #[error("\"{from}\" comes after \"{to}\"")]
    WrongOrder {
        /// The first one.
        from: String,
        /// The last one.
        to: String,
    },
    /// SQL for no schema at all.
    #[error("the search path is empty")]
    NoSchema,
    /// There is something to adopt only where nothing is recorded yet.
    #[error("{0} migrations are recorded in this database already")]
    AlreadyRecorded(usize),
}

impl UsageError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoMigrations => "list at least one migration in `MigratorTrait::migrations`",
            Self::DuplicateName(_) => "give one of them another name; a name is a migration's identity",
            Self::UnknownName { .. } | Self::NotApplied { .. } | Self::NothingRecordedOf { .. } => {
                "`migrate status` lists all names"
            }
            Self::NoSuchBatch { .. } => "`migrate status` shows the batch of each migration",
            Self::NoSteps => "say 1 or more",
            Self::NotTransactional(_) => "leave --single-transaction away, or stop before them with --to",
            Self::ForeignDatabase => {
                "if it was built by hand, `migrate adopt --at NAME` compares it with what the migrations build and takes it over; \
                 if these tables belong to something else, say --onto-existing-tables"
            }
            Self::NothingRecorded => "look whether this is the database that you mean",
            Self::Irreversible(_) => "write a new migration that mends what is wrong, and go forward",
            Self::HalfDone(_) => {
                "mend the statement that failed and let `migrate up` go on there; what is whole can be undone. \
                 Or undo by hand what is done of it, and delete its row from migration_history"
            }
            Self::NothingToAdopt => "say with --at NAME which migration the database was built up to",
            Self::NoSchema => "name the schema that tables are to be made in",
            Self::WrongOrder { .. } => "exchange them",
            Self::AlreadyRecorded(_) => "`migrate up` applies what is pending",
        };
        Some(hint.to_owned())
    }
}

fn half_done(migrations: &[(String, i32)]) -> String {
    let one = |(name, done): &(String, i32)| {
        format!("\"{name}\" after {done} statement{}", if *done == 1 { "" } else { "s" })
    };
    migrations.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn batches(existing: &[i32]) -> String {
    if existing.is_empty() {
        return "none".to_owned();
    }
    existing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A server or a connection that must not be migrated through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsuitable {
    /// A hot standby.
    #[error("the server is a standby, and takes no changes")]
    Standby,
    /// A worker of a Citus cluster.
    #[error("the server is a worker of a Citus cluster")]
    CitusWorker,
    /// A pooler that gives each transaction another session.
    #[error("the connection goes through a pooler that gives each transaction another session")]
    TransactionPooler,
}

impl Unsuitable {
    /// What to do about it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Standby => "connect to the primary: `SELECT pg_is_in_recovery()` is false there",
            Self::CitusWorker => "connect to the coordinator; it hands schema changes to its workers",
            Self::TransactionPooler => {
                "connect to PostgreSQL itself (mostly port 5432), or through a pool in session mode \
                 (PgBouncer: pool_mode = session): the migration lock lives in a session"
            }
        }
    }
}
