//! Roles belong to the cluster, not to the database.

use super::{Ddl, quote};

/// Makes a role without login when it is not there, also when two databases of one cluster are built at once. Roles are
/// never dropped by a rollback: another database may use them.
#[derive(Debug, Clone, Copy)]
pub struct CreateRoleIfAbsent {
    /// The role's name.
    pub name: &'static str,
    /// Its attributes: `NOLOGIN`, `NOLOGIN BYPASSRLS`.
    pub attributes: &'static str,
}

impl Ddl for CreateRoleIfAbsent {
    fn sql(&self) -> String {
        let name = quote::literal(self.name);
        let role = quote::identifier(self.name);
        let body = format!(
            "BEGIN\n    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN\n        \
             CREATE ROLE {role} {};\n    END IF;\nEXCEPTION WHEN duplicate_object OR unique_violation THEN\n    \
             NULL; -- another database of this cluster was faster\nEND",
            self.attributes
        );
        format!("DO {}", quote::dollar(&body))
    }
}
