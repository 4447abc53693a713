//! The lines in `migrations/src/lib.rs` by which a migration is known.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::name::Name;
use crate::failure::Failure;

/// Before this line the next migration goes.
const NEXT: &str = "// the next one goes here";

/// The registry, as it is on disk.
#[derive(Debug)]
pub struct Registry {
    path: PathBuf,
    text: String,
    /// The names of the files beside it, sorted.
    names: Vec<String>,
}

impl Registry {
    /// Reads that of a crate of migrations.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let source = folder.join("src");
        let path = source.join("lib.rs");
        let text = fs::read_to_string(&path).with_context(|| format!("failed to read {}", path.display()))?;
        let entries =
            fs::read_dir(&source).with_context(|| format!("failed to list {}", source.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let file = entry.with_context(|| format!("failed to list {}", source.display()))?.path();
            let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if file.extension().is_some_and(|extension| extension == "rs") && is_dated(stem) {
                names.push(stem.to_owned());
            }
        }
        names.sort();
        Ok(Self { path, text, names })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The latest migration.
    pub fn last(&self) -> Option<&str> {
        self.names.last().map(String::as_str)
    }

    /// Checks that no migration is called like this, whatever its date.
    ///
    /// # Errors
    /// The one that is.
    pub fn check_unused(&self, name: &Name) -> Result<(), Failure> {
        match self.names.iter().find(|found| undated(found) == name.as_str()) {
            Some(found) => Err(Failure::with_hint(
                anyhow::anyhow!("migration \"{found}\" has this name already"),
                "say what the new one does that the old one does not",
            )),
            None => Ok(()),
        }
    }

    /// Adds the lines of a migration, in one step: a reader sees the old file or the new one.
    ///
    /// # Errors
    /// A registry that looks like none, and files that cannot be written.
    pub fn register(&self, name: &str) -> Result<(), Failure> {
        let text = self.with(name).ok_or_else(|| {
            let path = self.path.display();
            Failure::with_hint(
                anyhow::anyhow!("{path} has no `mod m…;` line, or no line `{NEXT}`"),
                format!("add `mod {name};` and `Box::new({name}::Migration),` by hand"),
            )
        })?;
        let beside = self.path.with_extension("rs.new");
        fs::write(&beside, text).with_context(|| format!("failed to write {}", beside.display()))?;
        fs::rename(&beside, &self.path)
            .with_context(|| format!("failed to replace {}", self.path.display()))?;
        Ok(())
    }

    /// The text with the lines of a migration.
    fn with(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self.text.lines().collect();
        let module = lines.iter().rposition(|line| {
            line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')).is_some_and(is_dated)
        })?;
        let next = lines.iter().rposition(|line| line.trim() == NEXT)?;
        let indent = &lines[next][..lines[next].len() - lines[next].trim_start().len()];
        let mut text = String::new();
        for (index, line) in lines.iter().enumerate() {
            if index == next {
                text.push_str(&format!("{indent}Box::new({name}::Migration),\n"));
            }
            text.push_str(line);
            text.push('\n');
            if index == module {
                text.push_str(&format!("mod {name};\n"));
            }
        }
        Some(text)
    }
}

/// Whether a name begins with a date: `m20260115_000001_…`.
fn is_dated(name: &str) -> bool {
    let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    matches!(name.strip_prefix('m').map(|rest| rest.splitn(3, '_').collect::<Vec<_>>()).as_deref(),
        Some([day, time, _]) if day.len() == 8 && time.len() == 6 && digits(day) && digits(time))
}

fn undated(name: &str) -> &str {
    name.splitn(3, '_').nth(2).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_registered_by_two_lines() {
        let text = "//! Head.\n\npub mod ddl;\n\nmod m20260101_000001_create_a;\nmod other;\n\nfn all() {\n    \
            vec![\n        Box::new(m20260101_000001_create_a::Migration),\n        // the next one goes here\n    ]\n}\n";
        let registry = Registry {
            path: PathBuf::new(),
            text: text.into(),
            names: vec!["m20260101_000001_create_a".into()],
        };
        insta::assert_snapshot!(registry.with("m20260102_000001_add_b").unwrap(), @"
        //! Head.

        pub mod ddl;

        mod m20260101_000001_create_a;
        mod m20260102_000001_add_b;
        mod other;

        fn all() {
            vec![
                Box::new(m20260101_000001_create_a::Migration),
                Box::new(m20260102_000001_add_b::Migration),
                // the next one goes here
            ]
        }
        ");
        assert!(registry.check_unused(&"create_a".parse().unwrap()).is_err());
        assert!(registry.check_unused(&"create_b".parse().unwrap()).is_ok());
        assert!(
            Registry { text: "fn main() {}".into(), ..registry }.with("m20260102_000001_add_b").is_none()
        );
    }
}
