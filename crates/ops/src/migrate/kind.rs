//! Migrations that are run in a way of their own: repeatable ones and dynamic ones.
//!
//! A mark is a statement that is only a comment, sent before the migration's own: a plain `MigratorTrait` needs nothing of
//! this, and sea-orm-cli runs a marked migration as any other.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// How often a migration runs, and when its SQL is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Once; never changed after that.
    #[default]
    Versioned,
    /// Again whenever its content changes: views, functions, policies.
    Repeatable,
    /// Once; it reads the database to know what to do, for this reason.
    Dynamic(String),
}

/// Runs again whenever its content changes. Its SQL must replace what is there (`CREATE OR REPLACE`).
///
/// ```
/// # use backline_ops::migrate::repeatable;
/// # use sea_orm_migration::prelude::*;
/// # struct Totals;
/// # impl MigrationName for Totals { fn name(&self) -> &str { "totals" } }
/// # #[async_trait::async_trait]
/// # impl MigrationTrait for Totals {
/// #     async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> { Ok(()) }
/// # }
/// let migrations: Vec<Box<dyn MigrationTrait>> = vec![repeatable(Totals)];
/// ```
#[must_use]
pub fn repeatable(migration: impl MigrationTrait + 'static) -> Box<dyn MigrationTrait> {
    Box::new(Marked { migration: Box::new(migration), mark: REPEATABLE.to_owned() })
}

/// May read the database while it runs. Its SQL is known only then, so that its checksum is that of name and reason.
#[must_use]
pub fn dynamic(migration: impl MigrationTrait + 'static, reason: &str) -> Box<dyn MigrationTrait> {
    let reason: Vec<&str> = reason.split_whitespace().collect();
    Box::new(Marked { migration: Box::new(migration), mark: format!("{DYNAMIC}{}", reason.join(" ")) })
}

/// The kind that a statement marks, if it is a mark.
pub(super) fn marked(statement: &str) -> Option<Kind> {
    if statement == REPEATABLE {
        return Some(Kind::Repeatable);
    }
    statement.strip_prefix(DYNAMIC).map(|reason| Kind::Dynamic(reason.to_owned()))
}

const REPEATABLE: &str = "-- backline: repeatable";
const DYNAMIC: &str = "-- backline: dynamic: ";

struct Marked {
    migration: Box<dyn MigrationTrait>,
    mark: String,
}

impl MigrationName for Marked {
    fn name(&self) -> &str {
        self.migration.name()
    }
}

#[async_trait]
impl MigrationTrait for Marked {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(&self.mark).await?;
        self.migration.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.migration.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.migration.use_transaction()
    }
}
