//! What is wrong between code and database, in words, and what to do about it.

use sea_orm::ConnectionTrait;
use similar::TextDiff;

use super::code::Code;
use super::diagnose::{Diagnosis, unreadable};
use super::tables::Installed;
use crate::{Error, sql};

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The migration: its recorded name, where it is recorded.
    pub name: String,
    /// What is the matter.
    #[serde(flatten)]
    pub problem: Problem,
    /// More of it: the difference between recorded and rendered SQL, line by line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What can be the matter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// It was changed after it was applied.
    Changed,
    /// It is recorded, and gone from the middle of the code.
    Missing,
    /// It is recorded, and later than all that the code has.
    Unknown,
    /// It is not applied, though a later one is.
    OutOfOrder {
        /// The last applied one.
        after: String,
    },
    /// It has another name in the code.
    Renamed {
        /// The name there.
        to: String,
    },
    /// Its last run failed. The next one tries again.
    Failed,
    /// Its last run was killed. The next one goes on.
    Interrupted,
    /// It is undone in part.
    HalfUndone,
}

impl Difference {
    pub(super) fn new(name: &str, problem: Problem) -> Self {
        Self { name: name.to_owned(), problem, detail: None }
    }

    /// Whether it keeps migrations from being applied.
    #[must_use]
    pub fn is_blocking(&self) -> bool {
        !matches!(self.problem, Problem::Failed | Problem::Interrupted)
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.problem {
            Problem::Changed => {
                "put the migration back as it was and write a new one; on a development database, --rerun-changed"
            }
            Problem::Missing => {
                "bring its file back, or undo it: `migrate rollback` uses the SQL recorded in the database"
            }
            Problem::Unknown => {
                "check out the code that this database was migrated with, or undo it with `migrate rollback`"
            }
            Problem::OutOfOrder { .. } => {
                "give it a later name, or apply it where it stands with --out-of-order"
            }
            Problem::Renamed { .. } => {
                "give the file its old name back, or have the new one recorded with --accept-renamed"
            }
            Problem::Failed => "mend it; the next `migrate up` tries it again",
            Problem::Interrupted => "the next `migrate up` goes on where it stopped",
            Problem::HalfUndone => "the next `migrate rollback` goes on where it stopped",
        }
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = &self.name;
        match &self.problem {
            Problem::Changed => write!(formatter, "\"{name}\" was changed after it was applied"),
            Problem::Missing => write!(formatter, "\"{name}\" is recorded as applied but is not in the code"),
            Problem::Unknown => {
                write!(formatter, "\"{name}\" is recorded as applied and newer than this code")
            }
            Problem::OutOfOrder { after } => {
                write!(formatter, "\"{name}\" is not applied though \"{after}\" is, which comes later")
            }
            Problem::Renamed { to } => write!(formatter, "\"{name}\" is named \"{to}\" in the code"),
            Problem::Failed => write!(formatter, "\"{name}\" failed in its last run"),
            Problem::Interrupted => write!(formatter, "\"{name}\" was begun and not finished"),
            Problem::HalfUndone => write!(formatter, "\"{name}\" is undone in part"),
        }
    }
}

/// Adds to each changed migration what changed: recorded SQL against rendered SQL.
pub(super) async fn explain_changes(
    db: &impl ConnectionTrait,
    installed: &Installed,
    code: &Code,
    diagnosis: &mut Diagnosis,
) -> Result<(), Error> {
    if !installed.history_columns.iter().any(|column| column == "up_sql") {
        return Ok(());
    }
    for difference in &mut diagnosis.differences {
        let position =
            code.position(&difference.name).ok().filter(|_| difference.problem == Problem::Changed);
        let Some(position) = position else { continue };
        let migration = &code.migrations().await?[position];
        let query = format!("SELECT up_sql FROM {} WHERE migration_name = $1", installed.tables.history);
        let recorded = sql::scalar(db, &query, [difference.name.as_str().into()]).await;
        let recorded: Option<String> = recorded.map_err(unreadable)?;
        difference.detail = recorded.map(|recorded| unified(&recorded, &migration.up_sql()));
    }
    Ok(())
}

/// The lines that differ, as `diff -u` shows them. Line ends and trailing blanks do not count, as in the checksum.
fn unified(recorded: &str, rendered: &str) -> String {
    let plain = |text: &str| -> String {
        text.trim_start_matches('\u{feff}').lines().map(|line| format!("{}\n", line.trim_end())).collect()
    };
    let (recorded, rendered) = (plain(recorded), plain(rendered));
    let diff = TextDiff::from_lines(&recorded, &rendered);
    diff.unified_diff().context_radius(1).header("recorded", "in the code").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_counts_is_shown() {
        let text = unified("a\r\nb\r\nc\r\nd\r\n", "a \nb\nx\nd\n");
        assert_eq!(text, "--- recorded\n+++ in the code\n@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n");
    }
}
