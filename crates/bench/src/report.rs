//! What a suite measured, as text and as a section of a document.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::claim::thousands;
use crate::{Error, Measured, chart};

/// What a suite measured.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The suite's name, the verb of `cargo xtask bench`.
    pub suite: &'static str,
    /// The server and the settings that matter.
    pub setting: String,
    /// Whether the server's files lay in memory.
    pub in_memory: bool,
    /// How often each contender ran, the warm-up not counted.
    pub rounds: usize,
    /// The comparisons.
    pub comparisons: Vec<Measured>,
}

impl Report {
    /// How many claims do not hold.
    #[must_use]
    pub fn missed(&self) -> usize {
        self.comparisons.iter().flat_map(|comparison| &comparison.lines).filter(|line| !line.met).count()
    }

    /// As Markdown that is readable as it is: headings of this level, tables with aligned columns.
    #[must_use]
    pub fn markdown(&self, level: usize) -> String {
        let mut text = format!("{}, {} rounds.\n", self.setting, self.rounds);
        for comparison in &self.comparisons {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{} {}\n\n", "#".repeat(level), comparison.title);
            if !comparison.note.is_empty() {
                let _ = write!(text, "{}\n\n", comparison.note);
            }
            text.push_str(&times(comparison));
            text.push_str(&chart::of_rates(comparison));
            if !comparison.lines.is_empty() {
                text.push('\n');
                text.push_str(&claims(comparison));
            }
        }
        text
    }

    /// Writes the report into the document, between the marks `<!-- bench NAME:begin -->` and `<!-- bench NAME:end -->`.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::NoSection`] when the marks are not there.
    pub fn write_into(&self, document: &Path) -> Result<(), Error> {
        let text = std::fs::read_to_string(document).map_err(Error::io("read", document))?;
        let section = format!("bench {}", self.suite);
        let body = format!(
            "\n{}\nTo repeat: `cargo xtask bench {} --rounds {}{}`\n\n",
            self.markdown(3),
            self.suite,
            self.rounds,
            if self.in_memory { " --in-memory" } else { "" }
        );
        let new = replace_section(&text, &section, &body)
            .ok_or_else(|| Error::NoSection { path: document.to_owned(), section })?;
        std::fs::write(document, new).map_err(Error::io("write", document))
    }
}

/// The document with another body in the section; none when it has no such section.
fn replace_section(text: &str, section: &str, body: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {section}:begin -->\n"), format!("<!-- {section}:end -->"));
    let from = text.find(&begin)? + begin.len();
    let to = from + text[from..].find(&end)?;
    Some(format!("{}{body}{}", &text[..from], &text[to..]))
}

fn times(comparison: &Measured) -> String {
    let counts = comparison.series.iter().any(|series| series.rows.is_some());
    let rows = comparison.series.iter().map(|series| {
        let spread = series.spread();
        let mut cells = vec![
            series.name.clone(),
            format!("{:.1} ms", spread.median),
            format!("{:.1} to {:.1}", spread.lower, spread.upper),
        ];
        if counts {
            let rows = series.rows.unwrap_or_default();
            let rate = series.rate().map_or_else(|| "-".to_owned(), |rate| thousands(rate.median));
            cells.extend([rows.to_string(), rate]);
        }
        cells
    });
    let head = ["", "median", "middle half", "rows", "rows a second"];
    table(if counts { &head } else { &head[..3] }, rows.collect())
}

fn claims(comparison: &Measured) -> String {
    let rows = comparison.lines.iter().map(|line| {
        vec![
            if line.ours == line.peer { line.ours.clone() } else { format!("{} / {}", line.ours, line.peer) },
            line.measured_text(),
            line.target_text(),
            line.verdict().to_owned(),
        ]
    });
    table(&["ours / peer", "measured", "target", ""], rows.collect())
}

/// A Markdown table with columns as wide as their widest cell.
fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = std::iter::once(&head).chain(&rows).map(|row| row[column].chars().count());
            cells.max().unwrap_or(0).max(3)
        })
        .collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    std::iter::once(&head).chain([&rule]).chain(&rows).map(|row| line(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claim, Series, Target};

    fn report() -> Report {
        let series = vec![
            Series { name: "ours".into(), times_ms: vec![3.0, 2.0, 1.0], rows: None },
            Series { name: "psql".into(), times_ms: vec![1.0, 1.0, 1.0], rows: None },
        ];
        let lines = vec![Claim::new("ours", "psql", Target::AtMost(1.5)).judge(&series).unwrap()];
        let comparison = Measured { title: "Work".into(), note: "Whole processes.".into(), series, lines };
        Report {
            suite: "reset",
            setting: "PostgreSQL 15".into(),
            in_memory: false,
            rounds: 3,
            comparisons: vec![comparison],
        }
    }

    #[test]
    fn the_text_is_a_markdown_table() {
        assert_eq!(report().missed(), 1);
        assert_eq!(
            report().markdown(3),
            "PostgreSQL 15, 3 rounds.\n\n### Work\n\nWhole processes.\n\n\
             |      | median | middle half |\n\
             | ---- | ------ | ----------- |\n\
             | ours | 2.0 ms | 1.5 to 2.5  |\n\
             | psql | 1.0 ms | 1.0 to 1.0  |\n\n\
             | ours / peer | measured            | target       |         |\n\
             | ----------- | ------------------- | ------------ | ------- |\n\
             | ours / psql | 2.00 (1.50 to 2.50) | at most 1.50 | not met |\n"
        );
    }

    #[test]
    fn a_section_is_replaced_and_the_rest_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("performance.md");
        let around = |body: &str| {
            format!("# Speed\n<!-- bench reset:begin -->\n{body}<!-- bench reset:end -->\nbelow\n")
        };
        std::fs::write(&document, around("old\n")).unwrap();
        report().write_into(&document).unwrap();
        let written = std::fs::read_to_string(&document).unwrap();
        assert!(written.starts_with("# Speed\n<!-- bench reset:begin -->\n"), "{written}");
        assert!(written.ends_with("<!-- bench reset:end -->\nbelow\n"), "{written}");
        assert!(written.contains("not met") && !written.contains("old"), "{written}");
        report().write_into(&document).unwrap();
        assert_eq!(std::fs::read_to_string(&document).unwrap(), written, "a second time changes nothing");

        std::fs::write(&document, "no marks\n").unwrap();
        assert!(matches!(report().write_into(&document), Err(Error::NoSection { .. })));
    }
}
