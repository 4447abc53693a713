//! The migrations of a project, rendered and checked.

use std::collections::HashSet;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::nearest::nearest;
use super::usage::UsageError;
use super::{Rendered, render_one};
use crate::Error;

/// What the code has: the migrations of a project, rendered once for all that is done with them.
///
/// Rendering takes as long as connecting does, and needs no database: a program that is in a hurry does both at once.
pub struct Code {
    /// In order.
    pub(super) migrations: Vec<Rendered>,
    /// Of each, its checksum.
    pub(super) checksums: Vec<String>,
    /// As they were before they were rendered, in the same order.
    pub(super) sources: Vec<Box<dyn MigrationTrait>>,
    /// The name of sea-orm's own table.
    pub(super) cli_table: String,
}

impl Code {
    /// Renders everything.
    ///
    /// # Errors
    /// [`Error::Usage`] for a list without migrations or with two of one name; else as [`render()`](super::render()).
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
        let checksums = migrations.iter().map(Rendered::checksum).collect();
        Ok(Self { migrations, checksums, sources, cli_table: M::migration_table_name().to_string() })
    }

    /// The migration of this name.
    pub(super) fn find(&self, name: &str) -> Option<&Rendered> {
        self.migrations.iter().find(|migration| migration.name == name)
    }

    /// The place of a migration; of a wrong name, what comes near it.
    pub(super) fn position(&self, name: &str) -> Result<usize, UsageError> {
        let names = || self.migrations.iter().map(|migration| migration.name.as_str());
        names()
            .position(|known| known == name)
            .ok_or_else(|| UsageError::UnknownName { name: name.to_owned(), nearest: nearest(name, names()) })
    }
}
