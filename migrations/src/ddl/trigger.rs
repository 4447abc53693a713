//! Triggers.

use super::column::name_of;
use super::{Ddl, Iden, quote};

/// Whether a trigger is a constraint trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// An ordinary trigger.
    No,
    /// Runs at the end of the transaction.
    Deferred,
}

/// `CREATE TRIGGER … FOR EACH ROW`.
#[derive(Debug, Clone)]
pub struct Trigger {
    name: String,
    table: String,
    when: String,
    condition: Option<String>,
    call: String,
    constraint: Constraint,
    level: &'static str,
    referencing: Option<&'static str>,
}

impl Trigger {
    /// `when` is the moment and the events (`BEFORE UPDATE`, `AFTER INSERT OR UPDATE OF status`); `call` the function
    /// with its arguments (`touch_updated_at()`).
    pub fn new(table: impl Iden, name: &str, when: &str, call: &str) -> Self {
        Self {
            name: name.to_owned(),
            table: name_of(&table),
            when: when.to_owned(),
            condition: None,
            call: call.to_owned(),
            constraint: Constraint::No,
            level: "ROW",
            referencing: None,
        }
    }

    /// Only when this is true of `OLD` and `NEW`.
    #[must_use]
    pub fn only_when(mut self, condition: &str) -> Self {
        self.condition = Some(condition.to_owned());
        self
    }

    /// At the end of the transaction, as a constraint trigger.
    #[must_use]
    pub fn deferred(mut self) -> Self {
        self.constraint = Constraint::Deferred;
        self
    }

    /// Once a statement, not once a row.
    #[must_use]
    pub fn for_each_statement(mut self) -> Self {
        self.level = "STATEMENT";
        self
    }

    /// The names under which the function reads the rows of the statement: `OLD TABLE AS removed NEW TABLE AS added`.
    /// For one event only, once a statement.
    #[must_use]
    pub fn referencing(mut self, tables: &'static str) -> Self {
        self.referencing = Some(tables);
        self.for_each_statement()
    }

    /// The statement that drops it.
    #[must_use]
    pub fn dropped(&self) -> String {
        format!("DROP TRIGGER {} ON {}", quote::identifier(&self.name), quote::identifier(&self.table))
    }
}

impl Ddl for Trigger {
    fn sql(&self) -> String {
        let (kind, timing) = match self.constraint {
            Constraint::No => ("TRIGGER", ""),
            Constraint::Deferred => ("CONSTRAINT TRIGGER", " DEFERRABLE INITIALLY DEFERRED"),
        };
        let condition = self.condition.as_ref().map(|text| format!(" WHEN ({text})")).unwrap_or_default();
        let referencing = self.referencing.map(|tables| format!(" REFERENCING {tables}")).unwrap_or_default();
        format!(
            "CREATE {kind} {} {} ON {}{timing}{referencing} FOR EACH {}{condition} EXECUTE FUNCTION {}",
            quote::identifier(&self.name),
            self.when,
            quote::identifier(&self.table),
            self.level,
            self.call
        )
    }
}
