//! Who may do what with the rows of a table: its policies, and the privileges that follow from them.

use std::collections::BTreeMap;

use sea_orm_migration::prelude::{DbErr, SchemaManager};

use super::{Command, Grant, Policy, RowLevelSecurity, quote, run};

const APP: &str = "backline_app";
const READONLY: &str = "backline_readonly";
const ADMIN: &str = "backline_admin";

/// The access that the three roles have to one table under row level security.
///
/// What has no condition is not allowed, neither by a policy nor by a privilege. `backline_admin` may do everything, or
/// everything that [`Self::append_only`] leaves, with all rows.
#[derive(Debug, Clone)]
pub struct Access {
    table: &'static str,
    reporting: Option<String>,
    read: Option<String>,
    insert: Option<String>,
    update: Option<(String, String)>,
    delete: Option<String>,
    admin: &'static str,
}

impl Access {
    /// To this table, for nobody but `backline_admin` yet.
    #[must_use]
    pub fn to(table: &'static str) -> Self {
        Self {
            table,
            reporting: None,
            read: None,
            insert: None,
            update: None,
            delete: None,
            admin: "SELECT, INSERT, UPDATE, DELETE",
        }
    }

    /// Rows that `backline_app` and `backline_readonly` may read.
    #[must_use]
    pub fn read(mut self, condition: &str) -> Self {
        self.read = Some(condition.to_owned());
        self
    }

    /// Rows that `backline_readonly` may read and `backline_app` may not.
    #[must_use]
    pub fn reporting(mut self, condition: &str) -> Self {
        self.reporting = Some(condition.to_owned());
        self
    }

    /// Rows that `backline_app` may add.
    #[must_use]
    pub fn insert(mut self, check: &str) -> Self {
        self.insert = Some(check.to_owned());
        self
    }

    /// Rows that `backline_app` may change, and what they may become.
    #[must_use]
    pub fn update(mut self, condition: &str, check: &str) -> Self {
        self.update = Some((condition.to_owned(), check.to_owned()));
        self
    }

    /// Rows that `backline_app` may remove.
    #[must_use]
    pub fn delete(mut self, condition: &str) -> Self {
        self.delete = Some(condition.to_owned());
        self
    }

    /// Rows that `backline_app` may add, and change as long as they stay such rows.
    #[must_use]
    pub fn keep(self, condition: &str) -> Self {
        self.insert(condition).update(condition, condition)
    }

    /// [`Self::keep`], and remove.
    #[must_use]
    pub fn write(self, condition: &str) -> Self {
        self.keep(condition).delete(condition)
    }

    /// Not even `backline_admin` changes or removes rows.
    #[must_use]
    pub fn append_only(mut self) -> Self {
        self.admin = "SELECT, INSERT";
        self
    }

    /// Not even `backline_admin` writes: triggers do.
    #[must_use]
    pub fn kept_by_triggers(mut self) -> Self {
        self.admin = "SELECT";
        self
    }

    /// Switches row level security on and makes the policies. The privileges are a step of their own: [`grants`].
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn enable(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        run(manager, RowLevelSecurity::enable(self.table)).await?;
        for policy in self.policies() {
            run(manager, policy).await?;
        }
        Ok(())
    }

    /// Undoes [`Self::enable`].
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn disable(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for policy in self.policies().iter().rev() {
            run(manager, policy.dropped().as_str()).await?;
        }
        run(manager, RowLevelSecurity::disable(self.table)).await
    }

    /// `BYPASSRLS` is not inherited by the members of a role, a policy is: hence the one for `backline_admin`.
    fn policies(&self) -> Vec<Policy> {
        let policy = |verb: &str, roles: &[&'static str], command| {
            Policy::new(self.table, &quote::fitted(format!("{}_{verb}", self.table)), roles).command(command)
        };
        let mut policies = vec![policy("administer", &[ADMIN], Command::All).using("true")];
        if let Some(condition) = &self.reporting {
            policies.push(policy("report", &[READONLY], Command::Select).using(condition));
        }
        if let Some(condition) = &self.read {
            policies.push(policy("read", &[APP, READONLY], Command::Select).using(condition));
        }
        if let Some(check) = &self.insert {
            policies.push(policy("insert", &[APP], Command::Insert).with_check(check));
        }
        if let Some((condition, check)) = &self.update {
            policies.push(policy("update", &[APP], Command::Update).using(condition).with_check(check));
        }
        if let Some(condition) = &self.delete {
            policies.push(policy("delete", &[APP], Command::Delete).using(condition));
        }
        policies
    }

    /// The privileges of each role, as far as it has any.
    fn privileges(&self) -> [(&'static str, String); 3] {
        let app = [
            ("SELECT", self.read.is_some()),
            ("INSERT", self.insert.is_some()),
            ("UPDATE", self.update.is_some()),
            ("DELETE", self.delete.is_some()),
        ];
        let app: Vec<&str> = app.iter().filter_map(|(privilege, is)| is.then_some(*privilege)).collect();
        let readonly = if self.read.is_some() || self.reporting.is_some() { "SELECT" } else { "" };
        [(APP, app.join(", ")), (READONLY, readonly.to_owned()), (ADMIN, self.admin.to_owned())]
    }
}

/// The privileges that follow from these, a statement for each role and set of privileges.
#[must_use]
pub fn grants(accesses: &[Access]) -> Vec<Grant> {
    let mut tables: BTreeMap<(&'static str, String), Vec<&str>> = BTreeMap::new();
    for access in accesses {
        for (role, privileges) in access.privileges() {
            if !privileges.is_empty() {
                tables.entry((role, privileges)).or_default().push(access.table);
            }
        }
    }
    tables
        .into_iter()
        .map(|((role, privileges), tables)| {
            Grant::on(&privileges, &format!("TABLE {}", quote::identifiers(&tables)), role)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ddl::Ddl;

    #[test]
    fn privileges_follow_from_policies() {
        let accesses = [
            Access::to("a").read("true").keep("true"),
            Access::to("b").read("true").keep("false"),
            Access::to("c").reporting("true").append_only(),
        ];
        let statements: Vec<String> = grants(&accesses).iter().map(Ddl::sql).collect();
        assert_eq!(
            statements,
            [
                r#"GRANT SELECT, INSERT ON TABLE "c" TO "backline_admin""#,
                r#"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "a", "b" TO "backline_admin""#,
                r#"GRANT SELECT, INSERT, UPDATE ON TABLE "a", "b" TO "backline_app""#,
                r#"GRANT SELECT ON TABLE "a", "b", "c" TO "backline_readonly""#,
            ]
        );
    }
}
