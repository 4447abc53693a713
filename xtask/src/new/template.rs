//! The files that a new migration begins as: one for each purpose, each with a worked example as a comment.
//!
//! A template is a migration with the example live, so that the compiler, the rules and a database check it (see the tests);
//! what is made of it has the example commented out and changes nothing, so that everything builds and passes at once.

use super::name::Name;

/// What a migration is for, told from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A table and who may do what with it.
    Table,
    /// Columns of a table that is there.
    Column,
    /// An index of a table that is in use.
    Index,
    /// Rows.
    Data,
}

/// An example begins at a line that begins like this, and goes to the line [`END`].
const EXAMPLE: &str = "// Example: ";
const END: &str = "// End of the example.";

/// What the head of a template says in place of the description.
const DESCRIPTION: &str = "DESCRIPTION";

impl Purpose {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 4] = [Self::Table, Self::Column, Self::Index, Self::Data];

    /// By the verb, or by what it is done to.
    pub fn of(name: &Name) -> Self {
        match (name.verb(), name.last_word()) {
            ("index", _) | (_, "index" | "indexes") => Self::Index,
            (
                "archive" | "backfill" | "clean" | "copy" | "correct" | "delete" | "fill" | "fix"
                | "initialize" | "merge" | "move" | "normalize" | "seed" | "update" | "validate",
                _,
            ) => Self::Data,
            ("create" | "introduce" | "track", _) => Self::Table,
            _ => Self::Column,
        }
    }

    /// The template, with its example live.
    fn source(self) -> &'static str {
        match self {
            Self::Table => include_str!("templates/table.rs"),
            Self::Column => include_str!("templates/column.rs"),
            Self::Index => include_str!("templates/index.rs"),
            Self::Data => include_str!("templates/data.rs"),
        }
    }

    /// The file of a migration that does what this sentence says.
    pub fn render(self, sentence: &str) -> String {
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut text = String::new();
        // How deep the example stands that a line is of; its comment signs stand there, so that taking them away gives
        // back the code.
        let mut example: Option<usize> = None;
        for line in self.source().lines() {
            let content = line.trim_start();
            if content == END {
                example = None;
                continue;
            }
            let line = match example {
                Some(_) if content.is_empty() => "//".to_owned(),
                Some(_) if content.starts_with("//") => line.to_owned(),
                Some(depth) => format!("{}// {}", &line[..depth], &line[depth..]),
                None => line.replace(DESCRIPTION, &sentence),
            };
            if example.is_none() && content.starts_with(EXAMPLE) {
                example = Some(line.len() - content.len());
            }
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// The golden file of what [`Self::render`] makes.
    pub fn golden(self) -> &'static str {
        match self {
            Self::Index => "-- Not in a transaction.\n-- down\n",
            Self::Table | Self::Column | Self::Data => "-- down\n",
        }
    }
}
