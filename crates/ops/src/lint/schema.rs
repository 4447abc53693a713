//! What migrations have made so far, as far as a rule asks for it.

use std::collections::BTreeMap;

use squawk_syntax::ast::{self, AstNode, normalize_name_node};

use super::Source;
use super::source::{columns, path};

/// The indexes of each table after some migrations.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Of a table, its whole indexes, not partial ones.
    indexes: BTreeMap<String, Vec<Index>>,
}

#[derive(Debug, Clone)]
struct Index {
    name: Option<String>,
    columns: Vec<String>,
}

impl Schema {
    /// Whether an index of the table begins with these columns, in any order.
    #[must_use]
    pub fn is_indexed(&self, table: &str, key: &[String]) -> bool {
        let begins = |columns: &[String]| {
            columns.get(..key.len()).is_some_and(|leading| key.iter().all(|column| leading.contains(column)))
        };
        self.indexes.get(table).is_some_and(|indexes| indexes.iter().any(|index| begins(&index.columns)))
    }

    /// Takes in what a migration makes and drops.
    pub(super) fn learn(&mut self, source: &Source) {
        for statement in &source.statements {
            self.learn_statement(&statement.syntax);
        }
    }

    fn learn_statement(&mut self, statement: &ast::Stmt) {
        match statement {
            ast::Stmt::CreateTable(create) => {
                let Some(table) = path(create.syntax()) else { return };
                self.indexes.remove(&table);
                for arg in create.table_arg_list().iter().flat_map(ast::TableArgList::args) {
                    match arg {
                        ast::TableArg::Column(column) => self.learn_column(&table, &column),
                        ast::TableArg::TableConstraint(constraint) => {
                            self.learn_constraint(&table, constraint.syntax());
                        }
                        ast::TableArg::LikeClause(_) => {}
                    }
                }
            }
            ast::Stmt::AlterTable(alter) => {
                let Some(table) = path(alter.syntax()) else { return };
                for action in alter.actions() {
                    match action {
                        ast::AlterTableAction::AddConstraint(add) => {
                            if let Some(constraint) = add.constraint() {
                                self.learn_constraint(&table, constraint.syntax());
                            }
                        }
                        ast::AlterTableAction::AddColumn(add) => {
                            let is_key = |constraint: &ast::Constraint| {
                                matches!(
                                    constraint,
                                    ast::Constraint::PrimaryKeyConstraint(_)
                                        | ast::Constraint::UniqueConstraint(_)
                                )
                            };
                            if add.constraints().any(|constraint| is_key(&constraint))
                                && let Some(name) = add.column_name()
                            {
                                self.add(&table, None, vec![name.text()]);
                            }
                        }
                        _ => {}
                    }
                }
            }
            ast::Stmt::CreateIndex(create) if create.where_clause().is_none() => self.learn_index(create),
            ast::Stmt::DropIndex(drop) => {
                let dropped: Vec<_> = drop.index_refs().filter_map(|index| path(index.syntax())).collect();
                for indexes in self.indexes.values_mut() {
                    indexes.retain(|index| index.name.as_ref().is_none_or(|name| !dropped.contains(name)));
                }
            }
            _ => {}
        }
    }

    fn learn_column(&mut self, table: &str, column: &ast::Column) {
        let is_key = |clause: &ast::ColumnClause| {
            matches!(
                clause,
                ast::ColumnClause::ColumnConstraint(
                    ast::ColumnConstraint::PrimaryKeyConstraint(_)
                        | ast::ColumnConstraint::UniqueConstraint(_)
                )
            )
        };
        if column.clauses().any(|clause| is_key(&clause))
            && let Some(name) = column.name()
        {
            self.add(table, None, vec![name.text()]);
        }
    }

    fn learn_constraint(&mut self, table: &str, constraint: &squawk_syntax::SyntaxNode) {
        let parameters = ast::PrimaryKeyConstraint::cast(constraint.clone())
            .and_then(|key| key.index_parameters())
            .or_else(|| ast::UniqueConstraint::cast(constraint.clone())?.index_parameters());
        if let Some(list) = parameters.and_then(|parameters| parameters.column_list()) {
            self.add(table, None, columns(list.syntax()));
        }
    }

    fn learn_index(&mut self, create: &ast::CreateIndex) {
        let Some(table) = create.table_relation_name().and_then(|table| path(table.syntax())) else { return };
        let name = create.index().and_then(|index| path(index.syntax()));
        let items = create.partition_item_list();
        // A column reads as a name; an expression does not, and ends what the index is good for here.
        let columns = items.iter().flat_map(ast::PartitionItemList::partition_items).map_while(|item| {
            let node = item.expr()?;
            ast::NameRef::can_cast(node.syntax().kind()).then(|| normalize_name_node(node.syntax()))
        });
        let columns = columns.collect();
        self.add(&table, name, columns);
    }

    fn add(&mut self, table: &str, name: Option<String>, columns: Vec<String>) {
        self.indexes.entry(table.to_owned()).or_default().push(Index { name, columns });
    }
}
