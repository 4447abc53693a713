//! A foreign key has an index that begins with its columns.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::{columns, path, range};

pub(super) const RULE: Rule =
    Rule { name: "require-foreign-key-index", level: Level::Error, subject: Subject::Design, check };

fn check(source: &Source, schema: &Schema) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut judge = |table: &str, key: Vec<String>, node: &SyntaxNode| {
        if !key.is_empty() && !schema.is_indexed(table, &key) {
            let columns = key.join(", ");
            remarks.push(Remark {
                range: range(node),
                message: format!(
                    "No index begins with ({columns}), so each delete or key change of a row that is referred to \
                     reads all of \"{table}\"."
                ),
                help: format!("Create an index on {table} ({columns}) in this migration or before it."),
            });
        }
    };
    for statement in &source.statements {
        let Some(table) = path(statement.syntax.syntax()) else { continue };
        match &statement.syntax {
            ast::Stmt::CreateTable(create) => {
                for arg in create.table_arg_list().iter().flat_map(ast::TableArgList::args) {
                    match arg {
                        ast::TableArg::TableConstraint(ast::TableConstraint::ForeignKeyConstraint(key)) => {
                            judge(&table, from(&key), key.syntax());
                        }
                        ast::TableArg::Column(column) => {
                            let Some(name) = column.name() else { continue };
                            for clause in column.clauses() {
                                if let ast::ColumnClause::ColumnConstraint(
                                    ast::ColumnConstraint::ReferencesConstraint(key),
                                ) = clause
                                {
                                    judge(&table, vec![name.text()], key.syntax());
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            ast::Stmt::AlterTable(alter) => {
                for action in alter.actions() {
                    match action {
                        ast::AlterTableAction::AddConstraint(add) => {
                            if let Some(ast::Constraint::ForeignKeyConstraint(key)) = add.constraint() {
                                judge(&table, from(&key), key.syntax());
                            }
                        }
                        ast::AlterTableAction::AddColumn(add) => {
                            let Some(name) = add.column_name() else { continue };
                            for constraint in add.constraints() {
                                if let ast::Constraint::ReferencesConstraint(key) = constraint {
                                    judge(&table, vec![name.text()], key.syntax());
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    remarks
}

fn from(key: &ast::ForeignKeyConstraint) -> Vec<String> {
    key.from_columns().map(|list| columns(list.syntax())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings_of, rendered};

    #[test]
    fn ok() {
        let sql = [
            "CREATE TABLE orders (id bigint PRIMARY KEY, goods_id bigint REFERENCES goods,
                 shop bigint, shelf bigint, owner_id bigint UNIQUE REFERENCES owners (id),
                 CONSTRAINT fk FOREIGN KEY (shop, shelf) REFERENCES shelves (shop, number))",
            "CREATE INDEX ON orders (goods_id DESC)",
            "CREATE INDEX \"by_shelf\" ON \"public\".\"orders\" (\"shelf\", \"shop\", id)",
            "CREATE TABLE order_tags (order_id bigint REFERENCES orders, tag text, PRIMARY KEY (order_id, tag))",
        ];
        assert_eq!(findings_of(RULE.name, rendered(&sql)), "");
    }

    #[test]
    fn err() {
        let sql = [
            "CREATE TABLE orders (id bigint PRIMARY KEY, goods_id bigint REFERENCES goods)",
            "CREATE INDEX partial ON orders (goods_id) WHERE id > 7",
            "CREATE INDEX second ON orders (id, goods_id)",
            "ALTER TABLE orders ADD COLUMN buyer_id bigint REFERENCES buyers (id)",
            "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (shop, shelf) REFERENCES shelves (shop, number)",
        ];
        insta::assert_snapshot!(findings_of(RULE.name, rendered(&sql)), @r#"
        line 1: No index begins with (goods_id), so each delete or key change of a row that is referred to reads all of "orders".
          help: Create an index on orders (goods_id) in this migration or before it.
        line 4: No index begins with (buyer_id), so each delete or key change of a row that is referred to reads all of "orders".
          help: Create an index on orders (buyer_id) in this migration or before it.
        line 5: No index begins with (shop, shelf), so each delete or key change of a row that is referred to reads all of "orders".
          help: Create an index on orders (shop, shelf) in this migration or before it.
        "#);
    }
}
