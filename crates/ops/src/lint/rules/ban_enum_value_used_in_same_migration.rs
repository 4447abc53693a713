//! A value that a transaction adds to an enum cannot be used in it.

use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{self, AstNode};

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::{path, range};

pub(super) const RULE: Rule = Rule {
    name: "ban-enum-value-used-in-same-migration",
    level: Level::Error,
    subject: Subject::Design,
    check,
};

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    if !source.transactional {
        return Vec::new();
    }
    let mut added: Vec<String> = Vec::new();
    let mut remarks = Vec::new();
    for (index, statement) in source.statements.iter().enumerate() {
        if matches!(&statement.syntax, ast::Stmt::CommentOn(_)) {
            continue;
        }
        if let ast::Stmt::AlterType(alter) = &statement.syntax
            && let Some(ast::AlterTypeAction::AddValue(add)) = alter.action()
        {
            let is_new = path(alter.syntax()).is_some_and(|name| source.made_before(index).contains(&name));
            added.extend(add.literal().filter(|_| !is_new).and_then(|literal| literal.string_value()));
            continue;
        }
        for literal in statement.syntax.syntax().descendants().filter_map(ast::Literal::cast) {
            let Some(value) = literal.string_value().filter(|value| added.contains(value)) else { continue };
            let is_text =
                literal.syntax().first_token().is_some_and(|token| token.kind() == SyntaxKind::STRING);
            if is_text {
                remarks.push(Remark {
                    range: range(literal.syntax()),
                    message: format!(
                        "'{value}' is added in the same transaction, so PostgreSQL refuses its use."
                    ),
                    help: "Add the value in a migration of its own, before this one.".to_owned(),
                });
            }
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
        let sql = [
            "ALTER TYPE state ADD VALUE IF NOT EXISTS 'lost' AFTER 'sent'",
            "COMMENT ON TYPE state IS 'lost'",
            "UPDATE orders SET state = 'sent'",
        ];
        assert_eq!(findings_of(RULE.name, rendered(&sql)), "");
        let own = ["CREATE TYPE mood AS ENUM ('sad')", "ALTER TYPE mood ADD VALUE 'ok'", "SELECT 'ok'"];
        assert_eq!(findings_of(RULE.name, rendered(&own)), "");
        let mut apart = rendered(&["ALTER TYPE state ADD VALUE 'lost'", "UPDATE orders SET state = 'lost'"]);
        apart.transactional = false;
        assert_eq!(findings_of(RULE.name, apart), "");
    }

    #[test]
    fn err() {
        let sql =
            ["ALTER TYPE state ADD VALUE 'lost'", "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'lost'"];
        insta::assert_snapshot!(findings_of(RULE.name, rendered(&sql)), @"
        line 2: 'lost' is added in the same transaction, so PostgreSQL refuses its use.
          help: Add the value in a migration of its own, before this one.
        ");
    }
}
