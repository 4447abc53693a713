//! A statement that no transaction block takes, watched from another session.
//!
//! What works CONCURRENTLY waits for everybody who writes to the table. So another session stands there as one who
//! writes to every table, until the statement is seen to wait: with the locks that it has, and the one that it wants.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};
use sea_orm::{DbErr, RuntimeErr, Statement};
use squawk_syntax::ast;

use super::LockMode;
use crate::scratch::{Scratch, execute};
use crate::{Error, sql};

/// The time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// Tables that somebody can write to.
const TABLES: &str =
    "SELECT 'LOCK TABLE ' || string_agg(c.oid::regclass::text, ', ') || ' IN ROW EXCLUSIVE MODE'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/// What the session of this process id has or wants.
const LOCKS: &str = "SELECT l.relation::bigint, l.mode, l.granted FROM pg_locks l
    WHERE l.pid = $1 AND (l.locktype = 'relation' OR NOT l.granted)";

/// The modes in which each relation is locked.
pub(super) type Locks = BTreeMap<i64, Vec<LockMode>>;

/// Whether a statement that no transaction block takes stays within its database.
pub(super) fn is_of_one_database(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::CreateIndex(_)
            | ast::Stmt::DropIndex(_)
            | ast::Stmt::Reindex(_)
            | ast::Stmt::AlterTable(_)
            | ast::Stmt::Vacuum(_)
            | ast::Stmt::Cluster(_)
            | ast::Stmt::Refresh(_)
    )
}

/// Whether it reads the table that it locks from end to end.
pub(super) fn builds_index(statement: &ast::Stmt) -> bool {
    matches!(statement, ast::Stmt::CreateIndex(_) | ast::Stmt::Reindex(_) | ast::Stmt::Cluster(_))
}

/// Runs a statement, and tells what it was seen to lock and how it ended.
pub(super) async fn watch(
    scratch: &Scratch,
    statement: &Statement,
) -> Result<(Locks, Result<(), DbErr>), Error> {
    let failed = || Error::database("failed to watch a statement from beside");
    let pid: i32 = sql::scalar(scratch.conn(), "SELECT pg_backend_pid()", []).await.map_err(failed())?;
    let mut other = scratch.beside().await?;
    stand_there(&mut other).await.map_err(driver).map_err(failed())?;
    let mut locks = Locks::new();
    let mut run = pin!(execute(scratch.conn(), statement));
    let early = loop {
        tokio::select! {
            outcome = &mut run => break Some(outcome),
            () = tokio::time::sleep(BETWEEN_LOOKS) => {
                if look(&mut other, pid, &mut locks).await.map_err(driver).map_err(failed())? {
                    break None;
                }
            }
        }
    };
    other.close().await.map_err(driver).map_err(failed())?;
    let outcome = match early {
        Some(outcome) => outcome,
        None => run.await,
    };
    Ok((locks, outcome))
}

/// Writes to every table, as far as locks go.
async fn stand_there(other: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("BEGIN").execute(&mut *other).await?;
    let lock: Option<String> = sqlx::query_scalar(TABLES).fetch_one(&mut *other).await?;
    if let Some(lock) = lock {
        sqlx::raw_sql(AssertSqlSafe(lock)).execute(other).await?;
    }
    Ok(())
}

/// Notes what is locked and wanted; whether the session waits.
async fn look(other: &mut PgConnection, pid: i32, locks: &mut Locks) -> Result<bool, sqlx::Error> {
    let rows: Vec<(Option<i64>, String, bool)> = sqlx::query_as(LOCKS).bind(pid).fetch_all(other).await?;
    let waits = rows.iter().any(|(_, _, granted)| !granted);
    for (relation, mode, _) in rows {
        if let (Some(relation), Some(mode)) = (relation, LockMode::parse(&mode)) {
            locks.entry(relation).or_default().push(mode);
        }
    }
    Ok(waits)
}

fn driver(source: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(source.into()))
}
