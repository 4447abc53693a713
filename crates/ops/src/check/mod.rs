//! Checks of a live database: what PostgreSQL itself does not refuse, or not yet.
//!
//! To add a check: a file in this folder with `pub(super) const CHECK`, and a line in [`CHECKS`]. A test finds files
//! without one.

mod broken_constraints;
mod duplicate_indexes;
mod foreign_keys_without_index;
mod invalid_indexes;
mod inventory;
mod missing_comments;
mod orphans;
mod partitions_run_out;
mod queries;
mod sequences_run_out;
mod unused_indexes;

use futures::future::BoxFuture;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    TransactionTrait,
};
use time::{Duration, OffsetDateTime};

use crate::Error;
use crate::catalog::Snapshot;

/// Every check, in the order of the report.
pub const CHECKS: [Check; 11] = [
    inventory::CHECK,
    broken_constraints::CHECK,
    orphans::CHECK,
    invalid_indexes::CHECK,
    duplicate_indexes::CHECK,
    unused_indexes::CHECK,
    foreign_keys_without_index::CHECK,
    sequences_run_out::CHECK,
    partitions_run_out::CHECK,
    queries::CHECK,
    missing_comments::CHECK,
];

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name, as its file has it.
    pub name: &'static str,
    /// What it finds, as the end of "finds …".
    pub finds: &'static str,
    run: Run,
}

/// The work of a check.
type Run = for<'a> fn(&'a DatabaseTransaction, &'a Subject<'a>) -> BoxFuture<'a, Result<Vec<Finding>, DbErr>>;

/// What is checked beside what the catalog tells of itself.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The catalog as the migrations build it; without it the inventory is not taken.
    pub expected: Option<&'a Snapshot>,
    /// Tables (`schema.table`) and schemas that others than the migrations keep in the database: they are left out of the
    /// inventory, and need no comments.
    pub beside: &'a [&'a str],
    /// References of which the catalog does not know.
    pub references: &'a [PolymorphicReference],
    /// The project's own checks.
    pub queries: &'a [OwnQuery],
    /// The moment of the check.
    pub now: OffsetDateTime,
    /// An index counts as unused when it was not read since the statistics began, and they began this long ago.
    pub unused_after: Duration,
    /// The part of its numbers, from 0 to 1, that a sequence may have used up.
    pub sequence_limit: f64,
    /// For how long the partitions must still last.
    pub partitions_for: Duration,
}

impl Subject<'_> {
    /// With nothing of the project's own, and common limits: 30 days, 80 percent, 30 days.
    #[must_use]
    pub fn at(now: OffsetDateTime) -> Self {
        Self {
            expected: None,
            beside: &[],
            references: &[],
            queries: &[],
            now,
            unused_after: Duration::days(30),
            sequence_limit: 0.8,
            partitions_for: Duration::days(30),
        }
    }
}

/// A column that holds the keys of several tables, and one that tells of which.
#[derive(Debug, Clone)]
pub struct PolymorphicReference {
    /// The table, with its schema where that is not in the search path.
    pub table: &'static str,
    /// The column that tells which table is meant.
    pub kind_column: &'static str,
    /// The column that holds the key.
    pub key_column: &'static str,
    /// The kinds, each with the table and the column of its keys. Other kinds are findings.
    pub targets: &'static [(&'static str, &'static str, &'static str)],
}

/// A check that is a query: each row it gives is something wrong.
#[derive(Debug, Clone)]
pub struct OwnQuery {
    /// Its name, as `ledger_balance`.
    pub name: &'static str,
    /// What it finds.
    pub finds: &'static str,
    /// The query.
    pub query: &'static str,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// The table, index, constraint or query that it is about.
    pub subject: String,
    /// What is the matter.
    pub problem: String,
    /// How many rows or objects.
    pub count: u64,
    /// The query that shows them.
    pub query: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    /// The check's name.
    pub check: &'static str,
    /// What it finds.
    pub finds: &'static str,
    /// What it found.
    pub findings: Vec<Finding>,
}

/// Runs the checks of these names, all where there are none, in one read-only transaction.
///
/// # Errors
/// [`CheckError::Unknown`] for a name that is no check's; [`CheckError::Failed`] with the check that the database
/// refused, for example because row level security would hide rows from it.
pub async fn run(
    db: &DatabaseConnection,
    subject: &Subject<'_>,
    only: &[String],
) -> Result<Vec<Outcome>, CheckError> {
    if let Some(name) = only.iter().find(|name| !CHECKS.iter().any(|check| check.name == name.as_str())) {
        return Err(CheckError::Unknown { name: name.clone() });
    }
    let transaction = db
        .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
        .await
        .map_err(Error::database("failed to begin a read-only transaction"))?;
    // Hidden rows would pass for absent ones.
    transaction
        .execute_unprepared("SET LOCAL row_security = off")
        .await
        .map_err(Error::database("failed to turn row level security off"))?;
    let mut outcomes = Vec::new();
    for check in CHECKS.iter().filter(|check| only.is_empty() || only.iter().any(|name| name == check.name)) {
        let failed = |source| CheckError::Failed { check: check.name, source };
        let findings = (check.run)(&transaction, subject).await.map_err(failed)?;
        outcomes.push(Outcome { check: check.name, finds: check.finds, findings });
    }
    transaction.rollback().await.map_err(Error::database("failed to end the transaction"))?;
    Ok(outcomes)
}

/// Why a check could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is none of this name.
    #[error("there is no check \"{name}\"")]
    Unknown {
        /// The name.
        name: String,
    },
    /// The database refused it.
    #[error("failed to run the check \"{check}\"")]
    Failed {
        /// The check.
        check: &'static str,
        /// What the database said.
        #[source]
        source: DbErr,
    },
    /// The database could not be worked with.
    #[error(transparent)]
    Database(#[from] Error),
}

impl CheckError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { .. } => Some(format!("there are: {}", CHECKS.map(|check| check.name).join(", "))),
            Self::Failed { .. } => Some("run it as the owner of the tables, or as a superuser".to_owned()),
            Self::Database(error) => error.hint(),
        }
    }
}

/// Findings from a query of (subject, problem, count, query).
async fn findings(
    db: &impl ConnectionTrait,
    query: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<Finding>, DbErr> {
    let statement = sea_orm::Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, query, values);
    let rows = db.query_all_raw(statement).await?;
    let finding = |row: sea_orm::QueryResult| {
        Ok(Finding {
            subject: row.try_get_by_index(0)?,
            problem: row.try_get_by_index(1)?,
            count: u64::try_from(row.try_get_by_index::<i64>(2)?).unwrap_or_default(),
            query: row.try_get_by_index(3)?,
        })
    };
    rows.into_iter().map(finding).collect()
}

/// How many rows a query gives.
async fn count(db: &impl ConnectionTrait, query: &str) -> Result<u64, DbErr> {
    let rows: i64 = crate::sql::scalar(db, &format!("SELECT count(*) FROM ({query}) AS found"), []).await?;
    Ok(u64::try_from(rows).unwrap_or_default())
}
