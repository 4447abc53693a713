//! What may go wrong on the live database, and the safe way to write it.

use squawk_syntax::{SourceFile, ast};

use super::{Plan, PlannedStatement, TableLock};
use crate::lint::{Finding, Report};

/// Something that may go wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Hazard {
    /// The rule that says so; none where it was seen on the copy.
    pub rule: Option<String>,
    /// The consequence.
    pub message: String,
    /// The safe way.
    pub help: Option<String>,
    /// Why it is right all the same, where the migration says so.
    pub allowed: Option<String>,
}

/// Adds what the rules find, and what was seen where no rule says it.
pub(super) fn add(plan: &mut Plan, verdict: &Report) {
    for migration in &mut plan.migrations {
        for statement in &mut migration.statements {
            let is_here =
                |finding: &Finding| finding.migration == migration.name && finding.step == statement.position;
            let found = verdict.findings.iter().filter(|finding| is_here(finding));
            statement.hazards.extend(found.map(|finding| hazard(finding, None)));
            let allowed = verdict.allowed.iter().filter(|allowed| is_here(&allowed.finding));
            statement.hazards.extend(allowed.map(|allowed| hazard(&allowed.finding, Some(&allowed.reason))));
            if statement.hazards.is_empty() {
                statement.hazards = seen(statement);
            }
        }
    }
}

fn hazard(finding: &Finding, allowed: Option<&str>) -> Hazard {
    Hazard {
        rule: Some(finding.rule.clone()),
        message: finding.message.clone(),
        help: finding.help.clone(),
        allowed: allowed.map(str::to_owned),
    }
}

/// Tables with rows that are written anew or read to the end while others wait.
fn seen(statement: &PlannedStatement) -> Vec<Hazard> {
    let has_rows = |lock: &&TableLock| lock.size.is_some_and(|size| size.rows > 0);
    let mut hazards = Vec::new();
    for lock in statement.locks.iter().filter(has_rows).filter(|lock| lock.mode.blocks_writes()) {
        let (message, help) = if statement.rewrites.contains(&lock.table) {
            ("is written anew, with all its indexes", rewrite_help(&statement.sql))
        } else if statement.scans.iter().any(|scan| scan.table == lock.table) {
            ("is read from end to end", scan_help(&statement.sql))
        } else {
            continue;
        };
        let who = if lock.mode.blocks_reads() { "reads or writes" } else { "writes to" };
        let message = format!("Nobody {who} \"{}\" while it {message}.", lock.table);
        hazards.push(Hazard { rule: None, message, help: Some(help.to_owned()), allowed: None });
    }
    hazards
}

fn rewrite_help(sql: &str) -> &'static str {
    match SourceFile::parse(sql).tree().stmts().next() {
        Some(ast::Stmt::AlterTable(_)) => {
            "Add a new column, have the application write both, fill it in batches, and drop the old one in a later \
             migration."
        }
        Some(ast::Stmt::Truncate(_)) => "Delete the rows in batches.",
        _ => "Do it with a tool that works beside the application, such as pg_repack.",
    }
}

fn scan_help(sql: &str) -> &'static str {
    match SourceFile::parse(sql).tree().stmts().next() {
        Some(ast::Stmt::CreateIndex(_)) => {
            "Create it CONCURRENTLY, in a migration of its own whose `use_transaction` answers `Some(false)`."
        }
        Some(ast::Stmt::AlterTable(alter)) if sets_not_null(&alter) => {
            "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL, which reads \
             nothing any more, and drop the check."
        }
        Some(ast::Stmt::AlterTable(_)) => {
            "Add the constraint NOT VALID, and validate it in a later migration."
        }
        _ => "Do it in batches, outside the migration.",
    }
}

fn sets_not_null(alter: &ast::AlterTable) -> bool {
    alter.actions().any(|action| {
        matches!(action, ast::AlterTableAction::AlterColumn(column)
            if matches!(column.option(), Some(ast::AlterColumnOption::SetNotNull(_))))
    })
}
