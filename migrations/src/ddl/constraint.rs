//! Constraints added to a table that is already there, and those that SeaQuery does not know.

use sea_orm_migration::prelude::{
    ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Iden, PostgresQueryBuilder,
};

use super::column::name_of;
use super::{Ddl, quote};

/// `ADD CONSTRAINT … CHECK`.
#[derive(Debug, Clone)]
pub struct AddCheck {
    table: String,
    name: String,
    expression: String,
    not_valid: bool,
}

impl AddCheck {
    /// A check whose expression is given as SQL.
    pub fn new(table: impl Iden, name: &str, expression: &str) -> Self {
        Self {
            table: name_of(&table),
            name: name.to_owned(),
            expression: expression.to_owned(),
            not_valid: false,
        }
    }

    /// Not checked for the rows that are there: see [`ValidateConstraint`].
    #[must_use]
    pub fn not_valid(mut self) -> Self {
        self.not_valid = true;
        self
    }
}

impl Ddl for AddCheck {
    fn sql(&self) -> String {
        format!(
            "ALTER TABLE {} ADD CONSTRAINT {} CHECK ({}){}",
            quote::identifier(&self.table),
            quote::identifier(&self.name),
            self.expression,
            if self.not_valid { " NOT VALID" } else { "" }
        )
    }
}

/// `ADD CONSTRAINT … EXCLUDE USING gist`: no two rows for which every operator holds.
#[derive(Debug, Clone)]
pub struct Exclude {
    table: String,
    name: String,
    elements: Vec<String>,
    condition: Option<String>,
    method: &'static str,
}

impl Exclude {
    /// An exclusion constraint without elements yet.
    pub fn new(table: impl Iden, name: &str) -> Self {
        Self {
            table: name_of(&table),
            name: name.to_owned(),
            elements: Vec::new(),
            condition: None,
            method: "gist",
        }
    }

    /// The index method: `gist` unless told otherwise.
    #[must_use]
    pub fn using(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// A column and the operator that must not hold.
    #[must_use]
    pub fn with(mut self, column: impl Iden, operator: &str) -> Self {
        self.elements.push(format!("{} WITH {operator}", quote::identifier(&name_of(&column))));
        self
    }

    /// Only rows of which this is true.
    #[must_use]
    pub fn only_where(mut self, condition: &str) -> Self {
        self.condition = Some(condition.to_owned());
        self
    }

    /// The constraint as it stands within `CREATE TABLE`.
    pub(super) fn clause(&self) -> String {
        let condition = self.condition.as_ref().map(|text| format!(" WHERE ({text})")).unwrap_or_default();
        format!(
            "CONSTRAINT {} EXCLUDE USING {} ({}){condition}",
            quote::identifier(&self.name),
            self.method,
            self.elements.join(", ")
        )
    }
}

impl Ddl for Exclude {
    fn sql(&self) -> String {
        format!("ALTER TABLE {} ADD {}", quote::identifier(&self.table), self.clause())
    }
}

/// `ADD CONSTRAINT … FOREIGN KEY` with what SeaQuery lacks: deferrable, and not valid for now.
#[derive(Debug, Clone)]
pub struct AddForeignKey {
    statement: ForeignKeyCreateStatement,
    suffix: &'static str,
}

impl AddForeignKey {
    /// From one column to one column, named `fk_<table>_<column>`.
    pub fn new(
        table: impl Iden,
        column: impl Iden,
        target: impl Iden,
        target_column: impl Iden,
        on_delete: ForeignKeyAction,
    ) -> Self {
        let (table, column) = (name_of(&table), name_of(&column));
        let statement = ForeignKey::create()
            .name(quote::fitted(format!("fk_{table}_{column}")))
            .from(table, column)
            .to(name_of(&target), name_of(&target_column))
            .on_delete(on_delete)
            .take();
        Self { statement, suffix: "" }
    }

    /// Checked at the end of the transaction.
    #[must_use]
    pub fn deferred(mut self) -> Self {
        self.suffix = " DEFERRABLE INITIALLY DEFERRED";
        self
    }

    /// Not checked for the rows that are there: see [`ValidateConstraint`].
    #[must_use]
    pub fn not_valid(mut self) -> Self {
        self.suffix = " NOT VALID";
        self
    }
}

impl Ddl for AddForeignKey {
    fn sql(&self) -> String {
        format!("{}{}", self.statement.to_string(PostgresQueryBuilder), self.suffix)
    }
}

/// `VALIDATE CONSTRAINT`: reads the table without keeping writers out.
#[derive(Debug, Clone)]
pub struct ValidateConstraint {
    table: String,
    name: String,
}

impl ValidateConstraint {
    /// Of a table, by name.
    pub fn new(table: impl Iden, name: &str) -> Self {
        Self { table: name_of(&table), name: name.to_owned() }
    }
}

impl Ddl for ValidateConstraint {
    fn sql(&self) -> String {
        let (table, name) = (quote::identifier(&self.table), quote::identifier(&self.name));
        format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
    }
}

/// `DROP CONSTRAINT`.
#[derive(Debug, Clone)]
pub struct DropConstraint {
    table: String,
    name: String,
}

impl DropConstraint {
    /// Of a table, by name.
    pub fn new(table: impl Iden, name: &str) -> Self {
        Self { table: name_of(&table), name: name.to_owned() }
    }
}

impl Ddl for DropConstraint {
    fn sql(&self) -> String {
        let (table, name) = (quote::identifier(&self.table), quote::identifier(&self.name));
        format!("ALTER TABLE {table} DROP CONSTRAINT {name}")
    }
}
