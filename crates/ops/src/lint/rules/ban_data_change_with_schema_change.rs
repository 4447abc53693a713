//! Data is changed in a migration of its own.

use squawk_syntax::ast::{self, AstNode};

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::range;

pub(super) const RULE: Rule =
    Rule { name: "ban-data-change-with-schema-change", level: Level::Error, subject: Subject::Others, check };

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    if !source.statements.iter().any(|statement| changes_schema(&statement.syntax)) {
        return Vec::new();
    }
    let data = source.statements.iter().filter(|statement| changes_data(&statement.syntax));
    data.map(|statement| Remark {
        range: range(statement.syntax.syntax()),
        message: "The locks of the schema changes are held for as long as this takes.".to_owned(),
        help: "Move it to a migration of its own, idempotent and set-based.".to_owned(),
    })
    .collect()
}

/// Whether a lock on a table is taken that others notice.
fn changes_schema(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::AlterTable(_)
            | ast::Stmt::CreateTable(_)
            | ast::Stmt::CreateIndex(_)
            | ast::Stmt::CreateTrigger(_)
            | ast::Stmt::DropTable(_)
            | ast::Stmt::DropIndex(_)
            | ast::Stmt::DropTrigger(_)
    )
}

fn changes_data(statement: &ast::Stmt) -> bool {
    match statement {
        ast::Stmt::Insert(_)
        | ast::Stmt::Update(_)
        | ast::Stmt::Delete(_)
        | ast::Stmt::Merge(_)
        | ast::Stmt::Copy(_)
        | ast::Stmt::Truncate(_) => true,
        ast::Stmt::Do(block) => writes(&block.syntax().text().to_string()),
        _ => false,
    }
}

/// Whether the text of a block has a statement in it that writes.
fn writes(block: &str) -> bool {
    let text = block.to_lowercase();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(3)
        .any(|words| matches!(words, ["insert", "into", _] | ["delete", "from", _] | ["update", _, "set"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings_of, rendered};

    #[test]
    fn ok() {
        let alone = ["UPDATE goods SET colour = 'red'", "DO $$ BEGIN INSERT INTO goods VALUES (1); END $$"];
        assert_eq!(findings_of(RULE.name, rendered(&alone)), "");
        let own = [
            "CREATE TABLE colours (name text)",
            "INSERT INTO colours VALUES ('red')",
            "DO 'BEGIN NULL; END'",
        ];
        assert_eq!(findings_of(RULE.name, rendered(&own)), "");
    }

    #[test]
    fn err() {
        let sql = [
            "ALTER TABLE goods ADD COLUMN colour text",
            "UPDATE goods SET colour = 'red'",
            "DO $$ BEGIN UPDATE goods SET colour = 'blue'; END $$",
        ];
        insta::assert_snapshot!(findings_of(RULE.name, rendered(&sql)), @"
        line 2: The locks of the schema changes are held for as long as this takes.
          help: Move it to a migration of its own, idempotent and set-based.
        line 3: The locks of the schema changes are held for as long as this takes.
          help: Move it to a migration of its own, idempotent and set-based.
        ");
    }
}
