//! A plan for a terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use backline_ops::plan::{Hazard, LockMode, Plan, PlannedMigration, PlannedStatement};

use super::{bytes, copied_by, folded, thousands};
use crate::output::{Table, count};

/// How much of a statement is shown.
const STATEMENT: usize = 72;

/// The whole plan.
pub(super) fn write(plan: &Plan) -> String {
    if plan.migrations.is_empty() {
        return "Nothing is pending.".to_owned();
    }
    let mut text = String::new();
    for migration in &plan.migrations {
        write_migration(&mut text, migration);
    }
    text + &summary(plan)
}

fn write_migration(text: &mut String, migration: &PlannedMigration) {
    let how = if migration.transactional { "in one transaction" } else { "each statement by itself" };
    let _ = writeln!(text, "{}, {how}", migration.name);
    if !migration.statements.is_empty() {
        let mut table = Table::new(["", "statement", "locks", "table", "size", "rows", "and"])
            .numeric(0)
            .numeric(4)
            .numeric(5);
        for statement in &migration.statements {
            add_rows(&mut table, statement);
        }
        let _ = write!(text, "{table}");
    }
    for statement in &migration.statements {
        for hazard in &statement.hazards {
            write_hazard(text, statement.position, hazard);
        }
        if let Some(failure) = &statement.failure {
            let sqlstate =
                failure.sqlstate.as_ref().map(|code| format!(" (SQLSTATE {code})")).unwrap_or_default();
            let _ = writeln!(text, "error at {}: {}{sqlstate}", statement.position, failure.message);
        }
    }
    if let Some(rollback) = &migration.rollback {
        for statement in rollback {
            let _ = writeln!(text, "undone by: {}", folded(statement, STATEMENT + 40));
        }
    }
    if let Some(reason) = &migration.irreversible {
        let _ = writeln!(text, "not undone: {reason}");
    }
    text.push('\n');
}

/// A row for each lock that others could notice, one at least.
fn add_rows(table: &mut Table, statement: &PlannedStatement) {
    let sql = folded(&statement.sql, STATEMENT);
    let locks: Vec<_> = statement.locks.iter().filter(|lock| lock.mode > LockMode::RowShare).collect();
    if locks.is_empty() {
        table.row([&statement.position, &sql, &"", &"", &"", &"", &""]);
    }
    for (index, lock) in locks.iter().enumerate() {
        let since = lock.held_since.map(|since| format!(" (since {since})")).unwrap_or_default();
        let mode = format!("{}{since}", lock.mode);
        let size = lock.size.map(|size| bytes(size.bytes)).unwrap_or_default();
        let rows = lock.size.map(|size| thousands(size.rows)).unwrap_or_default();
        let (position, sql) =
            if index == 0 { (statement.position.to_string(), &*sql) } else { (String::new(), "") };
        table.row([&position, &sql, &mode, &lock.table, &size, &rows, &effects(statement, &lock.table)]);
    }
}

/// What else happens to a table.
pub(super) fn effects(statement: &PlannedStatement, table: &str) -> String {
    let mut effects = Vec::new();
    if statement.rewrites.iter().any(|rewritten| rewritten == table) {
        effects.push("rewrites it");
    }
    match statement.scans.iter().find(|scan| scan.table == table) {
        Some(scan) if scan.observed => effects.push("reads all of it"),
        Some(_) => effects.push("reads all of it (not observed: it builds an index)"),
        None => {}
    }
    effects.join(", ")
}

fn write_hazard(text: &mut String, position: usize, hazard: &Hazard) {
    let rule = hazard.rule.as_ref().map(|rule| format!(" [{rule}]")).unwrap_or_default();
    match &hazard.allowed {
        Some(reason) => {
            let _ = writeln!(text, "accepted at {position}{rule}: {}\n  because: {reason}", hazard.message);
        }
        None => {
            let _ = writeln!(text, "hazard at {position}{rule}: {}", hazard.message);
            if let Some(help) = &hazard.help {
                let _ = writeln!(text, "  help: {help}");
            }
        }
    }
}

/// One counted sentence, and what it rests on.
pub(super) fn summary(plan: &Plan) -> String {
    let statements = || plan.migrations.iter().flat_map(|migration| &migration.statements);
    let tables = |is_so: &dyn Fn(LockMode) -> bool| {
        let locks = statements().flat_map(|statement| &statement.locks).filter(|lock| is_so(lock.mode));
        locks.map(|lock| lock.table.as_str()).collect::<BTreeSet<_>>().len()
    };
    let rewritten: BTreeSet<_> = statements().flat_map(|statement| &statement.rewrites).collect();
    let hazards = statements().flat_map(|statement| &statement.hazards);
    let open = hazards.filter(|hazard| hazard.allowed.is_none()).count();
    let fails =
        if plan.failure().is_some() { " A statement fails; what comes after it was not tried." } else { "" };
    format!(
        "{} with {}: {} closed to everybody for a time, {} to writers alone; {} rewritten; {}.{fails}\n\
         Locks, rewrites and scans were observed {}; sizes are live. Nothing was changed.",
        count(plan.migrations.len(), "migration"),
        count(statements().count(), "statement"),
        count(tables(&LockMode::blocks_reads), "table"),
        tables(&|mode| mode.blocks_writes() && !mode.blocks_reads()),
        rewritten.len(),
        count(open, "hazard"),
        copied_by(plan),
    )
}

#[cfg(test)]
pub(super) mod tests {
    use backline_ops::plan::{CopiedBy, Failure, Scan, Size, TableLock};

    use super::*;

    /// A plan with one of everything.
    pub(crate) fn example() -> Plan {
        let lock = |table: &str, mode, held_since| TableLock {
            table: table.to_owned(),
            mode,
            held_since,
            size: Some(Size { bytes: 3_000_000, rows: 12_345 }),
        };
        let statement = |position, sql: &str, locks| PlannedStatement {
            position,
            sql: sql.to_owned(),
            locks,
            rewrites: vec![],
            scans: vec![],
            hazards: vec![],
            failure: None,
        };
        let hazard = |allowed: Option<&str>| Hazard {
            rule: Some("ban-it".to_owned()),
            message: "It breaks.".to_owned(),
            help: Some("Do not.".to_owned()),
            allowed: allowed.map(str::to_owned),
        };
        let all = LockMode::AccessExclusive;
        let mut first =
            statement(1, "ALTER TABLE goods\n    ADD COLUMN code uuid", vec![lock("goods", all, None)]);
        first.rewrites = vec!["goods".to_owned(), "goods_pkey".to_owned()];
        first.hazards = vec![hazard(None)];
        let locks = vec![lock("goods", all, Some(1)), lock("orders", LockMode::ShareRowExclusive, None)];
        let mut second = statement(3, "ALTER TABLE orders ADD FOREIGN KEY (a|b) REFERENCES goods", locks);
        second.scans = vec![Scan { table: "orders".to_owned(), observed: true }];
        second.hazards = vec![hazard(Some("it is small"))];
        let mut last = statement(4, "SELECT 1 / 0", vec![]);
        last.failure =
            Some(Failure { message: "division by zero".to_owned(), sqlstate: Some("22012".to_owned()) });
        Plan {
            migrations: vec![PlannedMigration {
                name: "m2_enlarge".to_owned(),
                transactional: true,
                statements: vec![first, second, last],
                rollback: Some(vec!["ALTER TABLE goods DROP COLUMN code".to_owned()]),
                irreversible: None,
            }],
            copied_by: CopiedBy::PgDump,
        }
    }

    #[test]
    fn a_plan_is_a_table_with_remarks() {
        insta::assert_snapshot!(write(&example()), @"
        m2_enlarge, in one transaction
           statement                                                  locks                       table      size    rows  and
        1  ALTER TABLE goods ADD COLUMN code uuid                     ACCESS EXCLUSIVE            goods   2929 kB  12,345  rewrites it
        3  ALTER TABLE orders ADD FOREIGN KEY (a|b) REFERENCES goods  ACCESS EXCLUSIVE (since 1)  goods   2929 kB  12,345
                                                                      SHARE ROW EXCLUSIVE         orders  2929 kB  12,345  reads all of it
        4  SELECT 1 / 0
        hazard at 1 [ban-it]: It breaks.
          help: Do not.
        accepted at 3 [ban-it]: It breaks.
          because: it is small
        error at 4: division by zero (SQLSTATE 22012)
        undone by: ALTER TABLE goods DROP COLUMN code

        1 migration with 3 statements: 1 table closed to everybody for a time, 1 to writers alone; 2 rewritten; 1 hazard. A statement fails; what comes after it was not tried.
        Locks, rewrites and scans were observed on a copy of the live schema; sizes are live. Nothing was changed.
        ");
    }
}
