//! A constraint on a table that is in use is added unchecked first, and checked in a later migration.

use squawk_syntax::ast::{self, AstNode, NameLike as _};

use super::{Level, Remark, Rule, Schema, Source, Subject};
use crate::lint::source::{path, range};
use crate::sql::identifier;

pub(super) const RULE: Rule =
    Rule { name: "prefer-not-valid-constraint", level: Level::Error, subject: Subject::Others, check };

fn check(source: &Source, _: &Schema) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut unchecked = Vec::new();
    for statement in &source.statements {
        let ast::Stmt::AlterTable(alter) = &statement.syntax else { continue };
        let Some(table) = path(alter.syntax()) else { continue };
        for action in alter.actions() {
            match &action {
                ast::AlterTableAction::AddConstraint(add) => {
                    let Some(constraint) = add.constraint() else { continue };
                    let name = constraint.constraint_name().map(|name| name.text());
                    if constraint.is_not_valid() {
                        unchecked.extend(name);
                    } else if let Some(remark) = judge(&table, name.as_deref(), &constraint) {
                        remarks.push(remark);
                    }
                }
                ast::AlterTableAction::AddColumn(add) => {
                    let column = add.column_name().map(|name| name.text()).unwrap_or_default();
                    let constraints: Vec<_> = add.constraints().collect();
                    let has_default =
                        constraints.iter().any(|one| matches!(one, ast::Constraint::DefaultConstraint(_)));
                    for constraint in &constraints {
                        // PostgreSQL checks no key of a column that is null everywhere.
                        let is_checked = match constraint {
                            ast::Constraint::ReferencesConstraint(_) => has_default,
                            ast::Constraint::CheckConstraint(_) => true,
                            _ => false,
                        };
                        if is_checked && let Some(remark) = judge(&table, None, constraint) {
                            let help = format!(
                                "Add \"{column}\" without it, then the constraint by itself, NOT VALID, and validate \
                                 that in a later migration."
                            );
                            remarks.push(Remark { help, ..remark });
                        }
                    }
                }
                ast::AlterTableAction::ValidateConstraint(validate) if source.transactional => {
                    let name = validate.constraint_name_ref().and_then(|name| path(name.syntax()));
                    if name.is_some_and(|name| unchecked.contains(&name)) {
                        remarks.push(Remark {
                            range: range(validate.syntax()),
                            message: format!(
                                "The lock that adding the constraint took is held while this reads all of \"{table}\"."
                            ),
                            help: "Move VALIDATE CONSTRAINT to a later migration.".to_owned(),
                        });
                    }
                }
                _ => {}
            }
        }
    }
    remarks
}

/// What is to be said of a constraint that is checked at once.
fn judge(table: &str, name: Option<&str>, constraint: &ast::Constraint) -> Option<Remark> {
    let (table_name, name) = (identifier(table), identifier(name.unwrap_or("name_of_it")));
    let two_steps = format!(
        "Add it NOT VALID, and in a later migration: ALTER TABLE {table_name} VALIDATE CONSTRAINT {name}"
    );
    let by_index = |kind: &str| {
        format!(
            "Outside a transaction: CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table_name} (…), and in a later \
             migration: ALTER TABLE {table_name} ADD CONSTRAINT {name} {kind} USING INDEX {name}"
        )
    };
    let (message, help) = match constraint {
        ast::Constraint::ForeignKeyConstraint(_) | ast::Constraint::ReferencesConstraint(_) => (
            format!("Nobody writes to \"{table}\", nor to the table that it refers to, while all its rows are checked."),
            two_steps,
        ),
        ast::Constraint::CheckConstraint(_) | ast::Constraint::NotNullConstraint(_) => {
            (format!("Nobody reads or writes \"{table}\" while all its rows are checked."), two_steps)
        }
        ast::Constraint::UniqueConstraint(unique) if unique.using_index().is_none() => {
            (format!("Nobody reads or writes \"{table}\" while its index is built."), by_index("UNIQUE"))
        }
        ast::Constraint::PrimaryKeyConstraint(key) if key.using_index().is_none() => {
            (format!("Nobody reads or writes \"{table}\" while its index is built."), by_index("PRIMARY KEY"))
        }
        ast::Constraint::ExcludeConstraint(_) => (
            format!("Nobody reads or writes \"{table}\" while its index is built, and there is no other way to build it."),
            "Do it while the table is small or nobody uses it, and say so: -- lint: allow(prefer-not-valid-constraint) …"
                .to_owned(),
        ),
        _ => return None,
    };
    Some(Remark { range: range(constraint.syntax()), message, help })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings_of, rendered};

    #[test]
    fn ok() {
        let sql = [
            "ALTER TABLE goods ADD CONSTRAINT priced CHECK (price > 0) NOT VALID",
            "ALTER TABLE goods ADD CONSTRAINT key PRIMARY KEY USING INDEX goods_id",
            "ALTER TABLE goods VALIDATE CONSTRAINT added_before",
            "CREATE TABLE shelves (id bigint PRIMARY KEY)",
            "ALTER TABLE shelves ADD CONSTRAINT c CHECK (id > 0)",
            "ALTER TABLE goods ADD COLUMN colour text NOT NULL DEFAULT 'red'",
            "ALTER TABLE goods ADD COLUMN shelf_id bigint REFERENCES shelves (id)",
        ];
        assert_eq!(findings_of(RULE.name, rendered(&sql)), "");
    }

    #[test]
    fn err() {
        let sql = [
            "ALTER TABLE goods ADD CONSTRAINT priced CHECK (price > 0)",
            "ALTER TABLE goods ADD CONSTRAINT fk FOREIGN KEY (shop_id) REFERENCES shops (id)",
            "ALTER TABLE goods ADD CONSTRAINT named UNIQUE (title)",
            "ALTER TABLE goods ADD CONSTRAINT apart EXCLUDE USING gist (span WITH &&)",
            "ALTER TABLE goods ADD COLUMN shelf_id bigint DEFAULT 1 REFERENCES shelves (id)",
            "ALTER TABLE goods ADD COLUMN size bigint CHECK (size > 0)",
            "ALTER TABLE goods ADD CONSTRAINT late CHECK (price < 9) NOT VALID",
            "ALTER TABLE goods VALIDATE CONSTRAINT late",
        ];
        insta::assert_snapshot!(findings_of(RULE.name, rendered(&sql)), @r#"
        line 1: Nobody reads or writes "goods" while all its rows are checked.
          help: Add it NOT VALID, and in a later migration: ALTER TABLE "goods" VALIDATE CONSTRAINT "priced"
        line 2: Nobody writes to "goods", nor to the table that it refers to, while all its rows are checked.
          help: Add it NOT VALID, and in a later migration: ALTER TABLE "goods" VALIDATE CONSTRAINT "fk"
        line 3: Nobody reads or writes "goods" while its index is built.
          help: Outside a transaction: CREATE UNIQUE INDEX CONCURRENTLY "named" ON "goods" (…), and in a later migration: ALTER TABLE "goods" ADD CONSTRAINT "named" UNIQUE USING INDEX "named"
        line 4: Nobody reads or writes "goods" while its index is built, and there is no other way to build it.
          help: Do it while the table is small or nobody uses it, and say so: -- lint: allow(prefer-not-valid-constraint) …
        line 5: Nobody writes to "goods", nor to the table that it refers to, while all its rows are checked.
          help: Add "shelf_id" without it, then the constraint by itself, NOT VALID, and validate that in a later migration.
        line 6: Nobody reads or writes "goods" while all its rows are checked.
          help: Add "size" without it, then the constraint by itself, NOT VALID, and validate that in a later migration.
        line 8: The lock that adding the constraint took is held while this reads all of "goods".
          help: Move VALIDATE CONSTRAINT to a later migration.
        "#);
    }
}
