//! The migrations of a project, rendered and checked.

use std::collections::HashSet;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use super::Rendered;
use super::nearest::nearest;
use super::render::render_all;
use super::usage::UsageError;
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
        if let Some(twice) = sources.iter().find(|source| !names.insert(source.name())) {
            return Err(UsageError::DuplicateName(twice.name().to_owned()).into());
        }
        let migrations = render_all(&sources).await?;
        let checksums = migrations.iter().map(Rendered::checksum).collect();
        Ok(Self { migrations, checksums, sources, cli_table: M::migration_table_name().to_string() })
    }

    /// All migrations, in order.
    #[must_use]
    pub fn migrations(&self) -> &[Rendered] {
        &self.migrations
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
