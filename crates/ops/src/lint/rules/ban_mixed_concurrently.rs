//! What is done CONCURRENTLY is done alone: outside a transaction, one command a step, nothing else in the migration.

use squawk_syntax::ast::AstNode;

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::{is_concurrent, range};

pub(super) const RULE: Rule =
    Rule { name: "ban-mixed-concurrently", level: Level::Error, subject: Subject::Design, check };

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    let concurrent = source.statements.iter().any(|statement| is_concurrent(&statement.syntax));
    if !concurrent {
        return Vec::new();
    }
    let mut remarks = Vec::new();
    for statement in &source.statements {
        let mut say = |message: &str, help: &str| {
            let range = range(statement.syntax.syntax());
            remarks.push(Remark { range, message: message.to_owned(), help: help.to_owned() });
        };
        if !is_concurrent(&statement.syntax) {
            say(
                "Beside something done CONCURRENTLY this has no transaction, so a failure leaves half a migration.",
                "Move it to a migration of its own.",
            );
        } else if source.transactional {
            say(
                "A transaction block refuses CONCURRENTLY, so this migration fails.",
                "Have `use_transaction` answer `Some(false)`.",
            );
        } else if source.statements.iter().filter(|other| other.step == statement.step).count() > 1 {
            say(
                "Commands that are sent together run in one transaction block, which refuses CONCURRENTLY.",
                "Send each command by itself.",
            );
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings_of, rendered};

    #[test]
    fn ok() {
        let mut migration = rendered(&[
            "CREATE INDEX CONCURRENTLY i ON goods (title)",
            "DROP INDEX CONCURRENTLY j",
            "ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY",
        ]);
        migration.transactional = false;
        assert_eq!(findings_of(RULE.name, migration), "");
        let view = rendered(&["REFRESH MATERIALIZED VIEW CONCURRENTLY v", "SELECT 'CONCURRENTLY'"]);
        assert_eq!(findings_of(RULE.name, view), "");
    }

    #[test]
    fn err() {
        let mut migration = rendered(&["CREATE INDEX CONCURRENTLY i ON goods (title)"]);
        insta::assert_snapshot!(findings_of(RULE.name, migration.clone()), @"
        line 1: A transaction block refuses CONCURRENTLY, so this migration fails.
          help: Have `use_transaction` answer `Some(false)`.
        ");
        migration = rendered(&[
            "ALTER TABLE goods ADD COLUMN colour text",
            "CREATE INDEX CONCURRENTLY i ON goods (colour); CREATE INDEX CONCURRENTLY j ON goods (title)",
        ]);
        migration.transactional = false;
        insta::assert_snapshot!(findings_of(RULE.name, migration), @"
        line 1: Beside something done CONCURRENTLY this has no transaction, so a failure leaves half a migration.
          help: Move it to a migration of its own.
        line 2: Commands that are sent together run in one transaction block, which refuses CONCURRENTLY.
          help: Send each command by itself.
        line 2: Commands that are sent together run in one transaction block, which refuses CONCURRENTLY.
          help: Send each command by itself.
        ");
    }
}
