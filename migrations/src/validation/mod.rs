//! What must hold of the data when migrations are deployed, beside those migrations: asked before and after them by
//! `cargo xtask ops deploy`.
//!
//! To add some: a file in this folder with `pub(super) const GROUP`, its `mod` line, and its line in [`GROUPS`].

mod project_variants;

/// All of them.
pub const GROUPS: [Group; 1] = [
    project_variants::GROUP,
    // the next one goes here
];

/// What belongs to some migrations.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// What must hold.
    pub validations: &'static [Validation],
    /// Tables that get or lose rows by design. The others must keep the number of theirs.
    pub row_changes: &'static [RowChange],
}

/// A question to the data.
#[derive(Debug, Clone, Copy)]
pub struct Validation {
    /// Its name, for people.
    pub name: &'static str,
    /// It is asked when this migration is among those that are deployed.
    pub migration: &'static str,
    /// The question.
    pub query: &'static str,
    /// What the answer must be.
    pub expect: Expect,
}

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The same before and after.
    SameBeforeAndAfter,
    /// No rows, after.
    NoRows,
}

/// A migration that adds or removes rows of a table.
#[derive(Debug, Clone, Copy)]
pub struct RowChange {
    /// The migration.
    pub migration: &'static str,
    /// The table.
    pub table: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm_migration::MigratorTrait as _;

    #[test]
    fn they_are_about_migrations_that_there_are() {
        let known: Vec<String> =
            crate::Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        for group in GROUPS {
            let named = group.validations.iter().map(|one| one.migration);
            for migration in named.chain(group.row_changes.iter().map(|one| one.migration)) {
                assert!(known.iter().any(|name| name == migration), "there is no migration {migration}");
            }
        }
    }

    #[test]
    fn every_file_has_its_lines() {
        let text = include_str!("mod.rs");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/validation");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            for line in [format!("\nmod {name};\n"), format!("\n    {name}::GROUP,\n")] {
                assert!(name == "mod" || text.contains(&line), "{} lacks the line{line}", path.display());
            }
        }
    }
}
