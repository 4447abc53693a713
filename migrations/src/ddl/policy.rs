//! Row level security, policies and grants.

use super::column::name_of;
use super::{Ddl, Iden, quote};

/// `ENABLE` or `DISABLE ROW LEVEL SECURITY`.
#[derive(Debug, Clone)]
pub struct RowLevelSecurity {
    table: String,
    enable: bool,
}

impl RowLevelSecurity {
    /// Switches it on.
    pub fn enable(table: impl Iden) -> Self {
        Self { table: name_of(&table), enable: true }
    }

    /// Switches it off.
    pub fn disable(table: impl Iden) -> Self {
        Self { table: name_of(&table), enable: false }
    }
}

impl Ddl for RowLevelSecurity {
    fn sql(&self) -> String {
        let verb = if self.enable { "ENABLE" } else { "DISABLE" };
        format!("ALTER TABLE {} {verb} ROW LEVEL SECURITY", quote::identifier(&self.table))
    }
}

/// The commands that a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// All four.
    All,
    /// Reading.
    Select,
    /// Adding.
    Insert,
    /// Changing.
    Update,
    /// Removing.
    Delete,
}

/// `CREATE POLICY`.
#[derive(Debug, Clone)]
pub struct Policy {
    name: String,
    table: String,
    command: Command,
    roles: Vec<&'static str>,
    using: Option<String>,
    check: Option<String>,
}

impl Policy {
    /// A permissive policy for all commands and these roles.
    pub fn new(table: impl Iden, name: &str, roles: &[&'static str]) -> Self {
        Self {
            name: name.to_owned(),
            table: name_of(&table),
            command: Command::All,
            roles: roles.to_vec(),
            using: None,
            check: None,
        }
    }

    /// For one command only.
    #[must_use]
    pub fn command(mut self, command: Command) -> Self {
        self.command = command;
        self
    }

    /// Which rows can be seen, changed and removed.
    #[must_use]
    pub fn using(mut self, expression: &str) -> Self {
        self.using = Some(expression.to_owned());
        self
    }

    /// Which rows can be written; the same as [`Self::using`] where it is not given.
    #[must_use]
    pub fn with_check(mut self, expression: &str) -> Self {
        self.check = Some(expression.to_owned());
        self
    }

    /// The statement that drops it.
    #[must_use]
    pub fn dropped(&self) -> String {
        format!("DROP POLICY {} ON {}", quote::identifier(&self.name), quote::identifier(&self.table))
    }
}

impl Ddl for Policy {
    fn sql(&self) -> String {
        let command = match self.command {
            Command::All => "ALL",
            Command::Select => "SELECT",
            Command::Insert => "INSERT",
            Command::Update => "UPDATE",
            Command::Delete => "DELETE",
        };
        let using = self.using.as_ref().map(|text| format!(" USING ({text})")).unwrap_or_default();
        let check = self.check.as_ref().map(|text| format!(" WITH CHECK ({text})")).unwrap_or_default();
        format!(
            "CREATE POLICY {} ON {} FOR {command} TO {}{using}{check}",
            quote::identifier(&self.name),
            quote::identifier(&self.table),
            quote::identifiers(&self.roles)
        )
    }
}

/// `GRANT`. Privileges go with the object when it is dropped.
#[derive(Debug, Clone)]
pub struct Grant {
    privileges: String,
    target: String,
    role: &'static str,
}

impl Grant {
    /// On one table.
    pub fn on_table(privileges: &str, table: impl Iden, role: &'static str) -> Self {
        Self {
            privileges: privileges.to_owned(),
            target: format!("TABLE {}", quote::identifier(&name_of(&table))),
            role,
        }
    }

    /// On anything else, named as PostgreSQL names it: `ALL TABLES IN SCHEMA public`.
    #[must_use]
    pub fn on(privileges: &str, target: &str, role: &'static str) -> Self {
        Self { privileges: privileges.to_owned(), target: target.to_owned(), role }
    }

    /// The statement that takes it back.
    #[must_use]
    pub fn revoked(&self) -> String {
        format!("REVOKE {} ON {} FROM {}", self.privileges, self.target, quote::identifier(self.role))
    }
}

impl Ddl for Grant {
    fn sql(&self) -> String {
        format!("GRANT {} ON {} TO {}", self.privileges, self.target, quote::identifier(self.role))
    }
}
