//! Why reference data could not be loaded.

use sea_orm::sqlx::{self, postgres::PgDatabaseError};

/// Why reference data could not be loaded. Nothing of it was, then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file has no header row, or it cannot be read.
    #[error("the CSV file of \"{table}\" has no header row")]
    Header {
        /// The table.
        table: &'static str,
        /// Why it could not be read; absent when it is empty.
        source: Option<csv::Error>,
    },
    /// A lookup of the table is for a column that the file lacks.
    #[error("the CSV file of \"{table}\" has no column \"{column}\"")]
    ColumnMissing {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A lookup in the table itself needs an id column and a key of the one column that it matches.
    #[error("the lookup of \"{column}\" in \"{table}\" itself does not match the key of the table")]
    NotATree {
        /// The table.
        table: &'static str,
        /// The column of the file.
        column: &'static str,
    },
    /// A row names a row of another table that does not exist.
    #[error("{}line {line} of the CSV file of \"{table}\": {column} {value:?} is not in {referenced_table}.{referenced_column}",
            first_of(*others + 1))]
    UnknownReference {
        /// The table.
        table: &'static str,
        /// The line in the file, from 1 for the header row.
        line: u64,
        /// The column of the file.
        column: &'static str,
        /// What it says.
        value: String,
        /// The table in which it was looked up.
        referenced_table: &'static str,
        /// The column in which it was looked up.
        referenced_column: &'static str,
        /// How many more values of this column are not there.
        others: u64,
    },
    /// The database refused a row or the table.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The connection failed, or something that concerns no table.
    #[error("failed to {action}")]
    Database {
        /// What was being done.
        action: &'static str,
        /// The error itself.
        source: sqlx::Error,
    },
}

/// What the database says of a row or a table that it refuses.
#[derive(Debug, thiserror::Error)]
#[error("{} was refused: {message}{} (SQLSTATE {sqlstate})", place(table, *line, column.as_deref()),
        detail.as_deref().map_or_else(String::new, |detail| format!(": {detail}")))]
pub struct Refusal {
    /// The table.
    pub table: &'static str,
    /// The line in the file, from 1 for the header row, where PostgreSQL tells.
    pub line: Option<u64>,
    /// The column, where PostgreSQL tells.
    pub column: Option<String>,
    /// What PostgreSQL says.
    pub message: String,
    /// More of it.
    pub detail: Option<String>,
    /// The error code.
    pub sqlstate: String,
    /// The constraint that was violated.
    pub constraint: Option<String>,
    source: sqlx::Error,
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Header { .. } => Some("the first row of the file names its columns"),
            Self::ColumnMissing { .. } | Self::NotATree { .. } => {
                Some("compare the table's declaration with its CSV file")
            }
            Self::UnknownReference { .. } => {
                Some("add the missing row to the file of the other table, or load that one first")
            }
            Self::Refused(refusal) => match refusal.sqlstate.as_str() {
                "42P01" | "42703" | "42704" => Some("apply the migrations first"),
                "42P10" => Some("the key needs a unique constraint on exactly its columns"),
                "21000" | "23505" => Some("two rows have the same key"),
                "23503" => Some("load the tables in the order of their foreign keys"),
                "42501" => Some("connect as the owner of the tables"),
                _ => None,
            },
            Self::Database { .. } => None,
        }
    }

    pub(super) fn database(action: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { action, source }
    }

    /// An error of a statement about this table.
    pub(super) fn about(table: &'static str, source: sqlx::Error) -> Self {
        let Some(error) =
            source.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        else {
            return Self::Database { action: "load reference data", source };
        };
        let (line, column) = copy_place(error.r#where().unwrap_or_default());
        Self::Refused(Box::new(Refusal {
            table,
            line,
            column: column.or_else(|| error.column().map(str::to_owned)),
            message: error.message().to_owned(),
            detail: error.detail().map(str::to_owned),
            sqlstate: error.code().to_owned(),
            constraint: error.constraint().map(str::to_owned),
            source,
        }))
    }
}

fn first_of(values: u64) -> String {
    if values == 1 {
        String::new()
    } else {
        format!("{values} values name what does not exist, the first in ")
    }
}

fn place(table: &str, line: Option<u64>, column: Option<&str>) -> String {
    let row = match line {
        Some(line) => format!("line {line} of the CSV file of \"{table}\""),
        None => format!("the CSV file of \"{table}\""),
    };
    match column {
        Some(column) => format!("column \"{column}\" in {row}"),
        None => row,
    }
}

/// Line and column from the context that COPY gives: `COPY towns, line 2, column lat: "north"`.
fn copy_place(context: &str) -> (Option<u64>, Option<String>) {
    let Some(copy) = context.lines().find(|line| line.starts_with("COPY ")) else { return (None, None) };
    let Some((_, rest)) = copy.split_once(", line ") else { return (None, None) };
    let digits = rest.find(|each: char| !each.is_ascii_digit()).unwrap_or(rest.len());
    let column = rest[digits..].strip_prefix(", column ").map(|column| match column.split_once(": ") {
        Some((name, _)) => name.trim_end_matches(':').to_owned(),
        None => column.to_owned(),
    });
    (rest[..digits].parse().ok(), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_read_from_the_context() {
        let place = |context| copy_place(context);
        assert_eq!(place("COPY towns, line 2, column lat: \"north\""), (Some(2), Some("lat".to_owned())));
        assert_eq!(place("PL/pgSQL function f() line 5\nCOPY towns, line 31: \"1,2\""), (Some(31), None));
        assert_eq!(place("COPY towns, line 9"), (Some(9), None));
        assert_eq!(place("SQL statement"), (None, None));
    }
}
