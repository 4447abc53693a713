//! A plan for a comment on a pull request, or for the summary of a job.

use std::fmt::Write as _;

use backline_ops::plan::{LockMode, Plan, PlannedMigration, PlannedStatement};

use super::text::{effects, summary};
use super::{bytes, folded, thousands};

/// How much of a statement is shown.
const STATEMENT: usize = 100;

/// The whole plan.
pub(super) fn write(plan: &Plan) -> String {
    if plan.migrations.is_empty() {
        return "No migration is pending.\n".to_owned();
    }
    let mut text = format!("## Migration plan\n\n{}\n", summary(plan));
    for migration in &plan.migrations {
        write_migration(&mut text, migration);
    }
    text
}

fn write_migration(text: &mut String, migration: &PlannedMigration) {
    let how = if migration.transactional { "in one transaction" } else { "each statement by itself" };
    let _ = writeln!(text, "\n### {}\n\n{how}\n", migration.name);
    let _ = writeln!(text, "| | statement | locks | size | rows | and |\n|-:|---|---|-:|-:|---|");
    for statement in &migration.statements {
        write_rows(text, statement);
    }
    for statement in &migration.statements {
        for hazard in &statement.hazards {
            let rule = hazard.rule.as_ref().map(|rule| format!(" `{rule}`")).unwrap_or_default();
            let _ = match (&hazard.allowed, &hazard.help) {
                (Some(reason), _) => {
                    writeln!(
                        text,
                        "\n> **accepted at {}**{rule}: {} *{reason}*",
                        statement.position, hazard.message
                    )
                }
                (None, Some(help)) => {
                    writeln!(
                        text,
                        "\n> **hazard at {}**{rule}: {} {help}",
                        statement.position, hazard.message
                    )
                }
                (None, None) => {
                    writeln!(text, "\n> **hazard at {}**{rule}: {}", statement.position, hazard.message)
                }
            };
        }
        if let Some(failure) = &statement.failure {
            let _ = writeln!(text, "\n> **error at {}**: {}", statement.position, failure.message);
        }
    }
    if let Some(rollback) = &migration.rollback {
        let sql: String =
            rollback.iter().map(|statement| format!("{};\n", statement.trim_end_matches(';'))).collect();
        let _ = writeln!(text, "\n<details><summary>undone by</summary>\n\n```sql\n{sql}```\n</details>");
    }
    if let Some(reason) = &migration.irreversible {
        let _ = writeln!(text, "\nnot undone: {reason}");
    }
}

fn write_rows(text: &mut String, statement: &PlannedStatement) {
    let sql = code(&folded(&statement.sql, STATEMENT));
    let locks: Vec<_> = statement.locks.iter().filter(|lock| lock.mode > LockMode::RowShare).collect();
    if locks.is_empty() {
        let _ = writeln!(text, "| {} | {sql} | | | | |", statement.position);
    }
    for (index, lock) in locks.iter().enumerate() {
        let (position, sql) =
            if index == 0 { (statement.position.to_string(), &*sql) } else { (String::new(), "") };
        let since = lock.held_since.map(|since| format!(" since {since}")).unwrap_or_default();
        let size = lock.size.map(|size| bytes(size.bytes)).unwrap_or_default();
        let rows = lock.size.map(|size| thousands(size.rows)).unwrap_or_default();
        let _ = writeln!(
            text,
            "| {position} | {sql} | {} on {}{since} | {size} | {rows} | {} |",
            lock.mode,
            code(&lock.table),
            effects(statement, &lock.table)
        );
    }
}

/// In backquotes, safe in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::example;
    use super::*;

    #[test]
    fn a_plan_is_markdown() {
        insta::assert_snapshot!(write(&example()), @r#"
        ## Migration plan

        1 migration with 3 statements: 1 table closed to everybody for a time, 1 to writers alone; 2 rewritten; 1 hazard. A statement fails; what comes after it was not tried.
        Locks, rewrites and scans were observed on a copy of the live schema; sizes are live. Nothing was changed.

        ### m2_enlarge

        in one transaction

        | | statement | locks | size | rows | and |
        |-:|---|---|-:|-:|---|
        | 1 | `ALTER TABLE goods ADD COLUMN code uuid` | ACCESS EXCLUSIVE on `goods` | 2929 kB | 12,345 | rewrites it |
        | 3 | `ALTER TABLE orders ADD FOREIGN KEY (a\|b) REFERENCES goods` | ACCESS EXCLUSIVE on `goods` since 1 | 2929 kB | 12,345 |  |
        |  |  | SHARE ROW EXCLUSIVE on `orders` | 2929 kB | 12,345 | reads all of it |
        | 4 | `SELECT 1 / 0` | | | | |

        > **hazard at 1** `ban-it`: It breaks. Do not.

        > **accepted at 3** `ban-it`: It breaks. *it is small*

        > **error at 4**: division by zero

        <details><summary>undone by</summary>

        ```sql
        ALTER TABLE goods DROP COLUMN code;
        ```
        </details>
        "#);
    }
}
