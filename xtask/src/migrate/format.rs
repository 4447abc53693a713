//! How a verdict on migrations is written.

use std::path::PathBuf;

use crate::place::workspace;

/// How a verdict is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a pull request
    Github,
}

/// Where a line of a migration's SQL can be looked at: its golden file, relative to the checkout, and the line in that.
pub fn golden_line(migration: &str, sql: &str, line: usize) -> (String, usize) {
    let path = format!("migrations/golden/{migration}.sql");
    let golden = std::fs::read_to_string(workspace().join(PathBuf::from(&path))).unwrap_or_default();
    let wanted = sql.lines().nth(line - 1).unwrap_or_default();
    // The file may begin with lines that say how the migration is run.
    let found = golden.lines().enumerate().skip(line - 1).find(|(_, text)| *text == wanted);
    (path, found.map_or(line, |(index, _)| index + 1))
}

/// A workflow command of GitHub: an annotation at a line of a file.
///
/// Source: GitHub documentation, "Workflow commands for GitHub Actions".
pub fn annotation(level: &str, (file, line): (&str, usize), title: &str, message: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!("::{level} file={},line={line},title={}::{}", property(file), property(title), data(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_one_line() {
        assert_eq!(
            annotation("error", ("a,b.sql", 3), "x: y", "100 %\nhelp: do, it"),
            "::error file=a%2Cb.sql,line=3,title=x%3A y::100 %25%0Ahelp: do, it"
        );
    }
}
