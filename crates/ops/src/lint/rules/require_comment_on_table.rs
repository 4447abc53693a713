//! Every table says what it holds: the data dictionary is made of that.

use std::collections::BTreeSet;

use squawk_syntax::ast::{self, AstNode};

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::{path, range};

pub(super) const RULE: Rule =
    Rule { name: "require-comment-on-table", level: Level::Error, subject: Subject::Design, check };

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    let commented: BTreeSet<String> = source
        .statements
        .iter()
        .filter_map(|statement| match &statement.syntax {
            ast::Stmt::CommentOn(comment) => comment.comment_object(),
            _ => None,
        })
        .filter(|object| matches!(object, ast::CommentObject::ObjectTable(_)))
        .filter_map(|object| path(object.syntax()))
        .collect();
    let mut remarks = Vec::new();
    for statement in &source.statements {
        let ast::Stmt::CreateTable(create) = &statement.syntax else { continue };
        let Some(name) = create.table_name() else { continue };
        // A partition is described by its parent; a temporary table is gone before anybody reads of it.
        let needs_none = create.partition_of().is_some() || create.persistence().is_some();
        if let Some(table) = path(name.syntax()).filter(|table| !needs_none && !commented.contains(table)) {
            remarks.push(Remark {
                range: range(name.syntax()),
                message: format!(
                    "Nothing says what \"{table}\" holds, so everybody guesses it from the columns."
                ),
                help: format!("Add COMMENT ON TABLE {table} IS '…' in the same migration."),
            });
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
            "CREATE TABLE public.goods (id bigint)",
            "CREATE TABLE goods_1 PARTITION OF goods FOR VALUES FROM (1) TO (2)",
            "CREATE TEMPORARY TABLE t (id bigint)",
            "COMMENT ON TABLE \"goods\" IS 'What the shop sells.'",
        ];
        assert_eq!(findings_of(RULE.name, rendered(&sql)), "");
    }

    #[test]
    fn err() {
        let sql = ["CREATE TABLE goods (id bigint)", "COMMENT ON COLUMN goods.id IS 'A number.'"];
        insta::assert_snapshot!(findings_of(RULE.name, rendered(&sql)), @r#"
        line 1: Nothing says what "goods" holds, so everybody guesses it from the columns.
          help: Add COMMENT ON TABLE goods IS '…' in the same migration.
        "#);
    }
}
