//! Coherence: what must hold in any database of the platform, beyond what its constraints say.
//!
//! `cargo xtask seed check` and `ops check` run these. Each is a query that tells a line for each violation, and none where
//! all is well. To add one: a [`Check`] in its domain's file, and the violation that it finds in `seeds/tests/check.rs`; a
//! test says which is missing.

mod booking;
mod communication;
mod derived;
mod events;
mod identity;
mod money;
mod production;
mod trust;

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};
use serde::Serialize;

/// Something that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Check {
    /// In kebab case.
    pub name: &'static str,
    /// What must hold, as a sentence.
    pub description: &'static str,
    /// A query of one text column: a line for each violation.
    #[serde(skip)]
    pub query: &'static str,
}

/// A check that found violations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What does not hold.
    pub check: Check,
    /// How often.
    pub violations: u64,
    /// Some of them.
    pub examples: Vec<String>,
}

/// All checks, domain by domain.
pub fn all() -> impl Iterator<Item = &'static Check> {
    [
        identity::CHECKS,
        booking::CHECKS,
        money::CHECKS,
        events::CHECKS,
        trust::CHECKS,
        communication::CHECKS,
        production::CHECKS,
        derived::CHECKS,
        // the next one goes here
    ]
    .into_iter()
    .flatten()
}

/// Runs a check.
///
/// # Errors
/// Whatever the database answers: 42P01 where the migrations are not applied.
pub async fn run(connection: &mut PgConnection, check: &Check) -> sqlx::Result<Option<Finding>> {
    let sql = format!(
        "WITH found (line) AS ({}) SELECT count(*), COALESCE((array_agg(line ORDER BY line))[1:5], '{{}}') FROM found",
        check.query
    );
    // The queries are constants of ours.
    let (violations, examples): (i64, Vec<String>) =
        sqlx::query_as(AssertSqlSafe(sql)).persistent(false).fetch_one(connection).await?;
    let finding = Finding { check: *check, violations: violations.unsigned_abs(), examples };
    Ok((finding.violations > 0).then_some(finding))
}

/// Runs all checks in one transaction that sees one moment of the database; `progress` is told of each before it runs.
///
/// # Errors
/// As [`run`].
pub async fn run_all(pool: &sqlx::PgPool, mut progress: impl FnMut(&Check)) -> sqlx::Result<Vec<Finding>> {
    let mut transaction = pool.begin().await?;
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *transaction)
        .await?;
    let mut findings = Vec::new();
    for check in all() {
        progress(check);
        findings.extend(run(&mut transaction, check).await?);
    }
    transaction.rollback().await?;
    Ok(findings)
}

/// A check as it is written down.
const fn check(name: &'static str, description: &'static str, query: &'static str) -> Check {
    Check { name, description, query }
}
