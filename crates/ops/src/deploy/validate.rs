//! What must hold of the data: counted and asked before the migrations, compared after them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    AccessMode, ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    TransactionTrait as _,
};
use sea_orm_migration::MigratorTrait;

use super::report::{Before, Found, Report, Validated};
use super::{DeployError, Expect, Project, Validation};
use crate::Error;
use crate::check::{self, CHECKS, CheckError, Finding, Subject};
use crate::drift;
use crate::error::{refusal, sqlstate};
use crate::migrate::{self, OWN_TABLES, Rendered, render};
use crate::note::{Reader, notes_of};
use crate::sql::{rows, scalar};

/// Checks whose new findings make a deploy fail. Those of the others are told.
const MUST_PASS: [&str; 5] = ["inventory", "broken_constraints", "orphans", "invalid_indexes", "queries"];

/// Says of a new index that nobody has read it, and reads all statistics for it.
const NOT_ASKED: &str = "unused_indexes";

/// What the checks find now.
pub(super) async fn find<M: MigratorTrait>(
    db: &DatabaseConnection,
    project: &Project<'_>,
) -> Result<Vec<Found>, DeployError> {
    let failed = || Error::database("failed to prepare the checks");
    let records = migrate::records(db).await.map_err(failed())?;
    let expected = match records.iter().any(migrate::Record::is_applied) {
        true => match drift::expected::<M>(db, None).await {
            Ok(expected) => Some(expected),
            // An older checkout, which undoes what a newer one did, cannot say what there should be.
            Err(Error::Diverged { .. }) => None,
            Err(error) => return Err(error.into()),
        },
        false => None,
    };
    let now = scalar(db, "SELECT clock_timestamp()", []).await.map_err(failed())?;
    let subject = Subject {
        expected: expected.as_ref(),
        beside: project.beside,
        references: project.references,
        queries: project.queries,
        ..Subject::at(now)
    };
    let mut found = Vec::new();
    for name in CHECKS.map(|check| check.name).into_iter().filter(|name| *name != NOT_ASKED) {
        let check = name.to_owned();
        match check::run(db, &subject, std::slice::from_ref(&check)).await {
            Ok(outcomes) => {
                let findings = outcomes.into_iter().flat_map(|outcome| outcome.findings);
                found.extend(findings.map(|finding| Found { check: check.clone(), finding }));
            }
            // It asks what migrations have yet to make: that is known before, and must not be so after.
            Err(CheckError::Failed { source, .. }) if is_undefined(&source) => {
                let said = refusal(&source).map(|refusal| refusal.message).unwrap_or_default();
                let problem = format!("cannot be asked: {said}");
                let finding = Finding { subject: check.clone(), problem, count: 1, query: String::new() };
                found.push(Found { check, finding });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

/// Whether a table, a column or a function is not there.
fn is_undefined(error: &DbErr) -> bool {
    sqlstate(error).is_some_and(|state| ["42P01", "42703", "42883"].contains(&state.as_str()))
}

/// Counts and asks, as of one moment.
pub(super) async fn measure(
    db: &DatabaseConnection,
    project: &Project<'_>,
    report: &Report,
) -> Result<(BTreeMap<String, i64>, BTreeMap<String, serde_json::Value>), DeployError> {
    let failed = || Error::database("failed to count the rows of the tables");
    let transaction = look(db).await?;
    let counted = count(&transaction, project).await.map_err(failed())?;
    let mut answers = BTreeMap::new();
    for validation in chosen(project, report).filter(|one| one.expect == Expect::SameBeforeAndAfter) {
        answers.insert(validation.name.to_owned(), answer(&transaction, validation).await?);
    }
    transaction.rollback().await.map_err(failed())?;
    Ok((counted, answers))
}

/// What became of the data, beside what was measured before.
pub(super) async fn compare(
    db: &DatabaseConnection,
    project: &Project<'_>,
    report: &Report,
) -> Result<Vec<Validated>, DeployError> {
    let (rows, answers) = measure(db, project, report).await?;
    let mut validated = vec![kept(&report.before, &rows, &by_design(project, report))];
    let transaction = look(db).await?;
    for validation in chosen(project, report) {
        let says = match validation.expect {
            Expect::SameBeforeAndAfter => {
                let (before, now) = (report.before.answers.get(validation.name), &answers[validation.name]);
                match before {
                    Some(before) if before == now => Ok("the same before and after".to_owned()),
                    Some(before) => Err(format!("before: {before}; now: {now}")),
                    None => Err("it was not asked before".to_owned()),
                }
            }
            Expect::NoRows => match offending(&transaction, validation).await? {
                0 => Ok("no rows".to_owned()),
                number => Err(format!("{number} rows: {}", validation.query)),
            },
        };
        let name = validation.name.to_owned();
        validated.push(match says {
            Ok(says) => Validated { name, passed: true, says },
            Err(says) => Validated { name, passed: false, says },
        });
    }
    transaction.rollback().await.map_err(Error::database("failed to end the transaction"))?;
    Ok(validated)
}

/// Whether every table has as many rows as before. Where the platform was open, rows may have come since, but not gone.
pub(super) fn kept(before: &Before, now: &BTreeMap<String, i64>, by_design: &BTreeSet<String>) -> Validated {
    let mut differences = Vec::new();
    for (table, rows) in before.rows.iter().filter(|(table, _)| !by_design.contains(*table)) {
        match now.get(table) {
            None => differences.push(format!("{table} is gone, with {rows} rows")),
            Some(found) if found == rows || (found > rows && !before.closed) => {}
            Some(found) => differences.push(format!("{table} had {rows} rows and has {found}")),
        }
    }
    let passed = differences.is_empty();
    let total: i64 = before.rows.values().sum();
    let says = if passed {
        format!("{total} rows of {} tables are kept", before.rows.len())
    } else {
        differences.join("; ")
    };
    Validated { name: "row counts".to_owned(), passed, says }
}

/// What the checks find now and did not before: what makes the deploy fail, and what does not. `undone` are the
/// migrations whose `down` may leave something on purpose.
pub(super) async fn new_findings<M: MigratorTrait>(
    before: &[Found],
    now: &[Found],
    undone: &[String],
) -> Result<(Vec<String>, Vec<String>), DeployError> {
    let left: Vec<String> = render::<M>()
        .await?
        .iter()
        .filter(|migration| undone.contains(&migration.name))
        .filter_map(Rendered::down_sql)
        .flat_map(|sql| notes_of(&sql))
        .filter_map(Result::ok)
        .filter(|note| note.reader == Reader::Verify)
        .map(|note| note.subject)
        .collect();
    let is_left = |line: &str| {
        let object = line.trim_start_matches(['+', '-', '~', '>', ' ']);
        left.iter().any(|subject| object.starts_with(subject.as_str()))
    };
    let (mut failing, mut telling) = (Vec::new(), Vec::new());
    for Found { check, finding } in now {
        let same = |one: &&Found| one.check == *check && one.finding.subject == finding.subject;
        let known: Vec<&Found> = before.iter().filter(same).collect();
        let lines: Vec<&str> = finding
            .problem
            .split("; ")
            .filter(|line| !known.iter().any(|one| one.finding.problem.split("; ").any(|old| old == *line)))
            .filter(|line| !is_left(line))
            .collect();
        let more = known
            .iter()
            .all(|one| one.finding.problem == finding.problem && one.finding.count < finding.count);
        let told = match (lines.is_empty(), known.is_empty()) {
            (false, _) => lines.join("; "),
            (true, false) if more => format!("{} (more than before)", finding.problem),
            (true, _) => continue,
        };
        let line = format!("{check}: {} of {}: {told}: {}", finding.count, finding.subject, finding.query);
        if MUST_PASS.contains(&check.as_str()) { failing.push(line) } else { telling.push(line) }
    }
    Ok((failing, telling))
}

/// The tables whose number of rows these migrations change.
fn by_design(project: &Project<'_>, report: &Report) -> BTreeSet<String> {
    let changes = project.row_changes.iter();
    let ours = changes.filter(|change| report.migrations.iter().any(|name| name == change.migration));
    ours.map(|change| with_schema(change.table)).collect()
}

fn with_schema(table: &str) -> String {
    if table.contains('.') { table.to_owned() } else { format!("public.{table}") }
}

fn chosen<'a>(project: &Project<'a>, report: &'a Report) -> impl Iterator<Item = &'a Validation> {
    let is_ours = |one: &&Validation| report.migrations.iter().any(|name| name == one.migration);
    project.validations.iter().filter(is_ours)
}

const TABLES: &str = "SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND n.nspname <> ALL ($1) AND format('%s.%s', n.nspname, c.relname) <> ALL ($1) AND c.relname <> ALL ($2)
      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
    ORDER BY 1";

async fn count(db: &DatabaseTransaction, project: &Project<'_>) -> Result<BTreeMap<String, i64>, DbErr> {
    let beside: Vec<String> = project.beside.iter().map(|name| (*name).to_owned()).collect();
    let own: Vec<String> = OWN_TABLES.iter().map(|name| (*name).to_owned()).collect();
    let mut counted = BTreeMap::new();
    for row in rows(db, TABLES, [beside.into(), own.into()]).await? {
        let table: String = row.try_get_by_index(0)?;
        let number = scalar(db, &format!("SELECT count(*) FROM {table}"), []).await?;
        counted.insert(table, number);
    }
    Ok(counted)
}

async fn answer(db: &DatabaseTransaction, validation: &Validation) -> Result<serde_json::Value, DeployError> {
    let query = format!(
        "SELECT coalesce(jsonb_agg(to_jsonb(answer) ORDER BY to_jsonb(answer)), '[]') FROM ({}) AS answer",
        validation.query
    );
    let failed = Error::database(format!("failed to validate \"{}\"", validation.name));
    Ok(scalar(db, &query, []).await.map_err(failed)?)
}

async fn offending(db: &DatabaseTransaction, validation: &Validation) -> Result<i64, DeployError> {
    let query = format!("SELECT count(*) FROM ({}) AS offending", validation.query);
    let failed = Error::database(format!("failed to validate \"{}\"", validation.name));
    Ok(scalar(db, &query, []).await.map_err(failed)?)
}

/// A transaction that only looks, and is shown every row or refused.
async fn look(db: &DatabaseConnection) -> Result<DatabaseTransaction, DeployError> {
    let failed = || Error::database("failed to begin a read-only transaction");
    let transaction = db
        .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
        .await
        .map_err(failed())?;
    transaction.execute_unprepared("SET LOCAL row_security = off").await.map_err(failed())?;
    Ok(transaction)
}
