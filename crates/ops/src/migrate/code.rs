//! The migrations of a project, rendered and checked.

use std::collections::HashSet;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::nearest::nearest;
use super::usage::UsageError;
use super::{Rendered, render_one};
use crate::Error;

/// What the code has.
pub(super) struct Code {
    /// In order.
    pub migrations: Vec<Rendered>,
    /// As they were before they were rendered, in the same order.
    pub sources: Vec<Box<dyn MigrationTrait>>,
    /// The name of sea-orm's own table.
    pub cli_table: String,
}

impl Code {
    /// Renders everything; refuses a list without migrations, or with two of one name.
    pub async fn of<M: MigratorTrait>() -> Result<Self, Error> {
        let sources = M::migrations();
        if sources.is_empty() {
            return Err(UsageError::NoMigrations.into());
        }
        let mut names = HashSet::new();
        let mut migrations = Vec::with_capacity(sources.len());
        for source in &sources {
            if !names.insert(source.name().to_owned()) {
                return Err(UsageError::DuplicateName(source.name().to_owned()).into());
            }
            migrations.push(render_one(source.as_ref()).await?);
        }
        Ok(Self { migrations, sources, cli_table: M::migration_table_name().to_string() })
    }

    /// The migration of this name.
    pub fn find(&self, name: &str) -> Option<&Rendered> {
        self.migrations.iter().find(|migration| migration.name == name)
    }

    /// The place of a migration; of a wrong name, what comes near it.
    pub fn position(&self, name: &str) -> Result<usize, UsageError> {
        let names = || self.migrations.iter().map(|migration| migration.name.as_str());
        names()
            .position(|known| known == name)
            .ok_or_else(|| UsageError::UnknownName { name: name.to_owned(), nearest: nearest(name, names()) })
    }
}
