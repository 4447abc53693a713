//! A migration that cannot be undone says why.

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::Down;

pub(super) const RULE: Rule =
    Rule { name: "require-down", level: Level::Error, subject: Subject::Design, check };

/// What is rendered of a `down` that nobody wrote.
const NOT_WRITTEN: &str = "it has no `down`";

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    let (message, help) = match &source.down {
        Down::Irreversible(reason) if reason.trim().is_empty() || reason == NOT_WRITTEN => (
            "Nothing undoes this migration and nothing says why, so a rollback stops here.",
            "Write `down`, or have it answer `Err(DbErr::Migration(\"why it cannot be undone\".into()))`.",
        ),
        Down::Statements(0) if !source.statements.is_empty() => (
            "`down` succeeds without doing anything, so a rollback says that it is undone and it is not.",
            "Undo it in `down`, or have that answer an error which says why not.",
        ),
        Down::Irreversible(_) | Down::Statements(_) => return Vec::new(),
    };
    vec![Remark { range: source.head(), message: message.to_owned(), help: help.to_owned() }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings_of, rendered};
    use crate::migrate::Rollback;

    #[test]
    fn ok() {
        let mut migration = rendered(&["CREATE TABLE a ()"]);
        assert_eq!(findings_of(RULE.name, migration.clone()), "");
        migration.down = Rollback::Irreversible("the rows are gone".into());
        assert_eq!(findings_of(RULE.name, migration), "");
        let mut empty = rendered(&[]);
        empty.down = Rollback::Statements(vec![]);
        assert_eq!(findings_of(RULE.name, empty), "");
    }

    #[test]
    fn err() {
        let mut migration = rendered(&["CREATE TABLE a ()"]);
        migration.down = Rollback::Irreversible(NOT_WRITTEN.into());
        insta::assert_snapshot!(findings_of(RULE.name, migration.clone()), @r#"
        line 1: Nothing undoes this migration and nothing says why, so a rollback stops here.
          help: Write `down`, or have it answer `Err(DbErr::Migration("why it cannot be undone".into()))`.
        "#);
        migration.down = Rollback::Statements(vec![]);
        insta::assert_snapshot!(findings_of(RULE.name, migration), @"
        line 1: `down` succeeds without doing anything, so a rollback says that it is undone and it is not.
          help: Undo it in `down`, or have that answer an error which says why not.
        ");
    }
}
