//! Markdown that also reads as plain text.

use std::fmt::Write as _;

/// Cells are padded up to this many characters; longer ones stick out.
const WIDEST: usize = 64;

/// A table. All columns but the last are padded, so that the source is a table as well.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(|cell| cell.chars().count().max(3));
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count().min(WIDEST));
        }
    }
    let mut text = String::new();
    line(&mut text, &head.map(str::to_owned), &widths);
    let rule =
        std::array::from_fn::<_, N, _>(|index| "-".repeat(if index + 1 == N { 3 } else { widths[index] }));
    line(&mut text, &rule, &widths);
    for row in rows {
        line(&mut text, row, &widths);
    }
    text
}

fn line<const N: usize>(text: &mut String, cells: &[String; N], widths: &[usize; N]) {
    for (index, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        let width = if index + 1 == N { 0 } else { width };
        // Writing to a string does not fail.
        let _ = write!(text, "| {cell:width$} ");
    }
    text.push_str("|\n");
}

/// Text for a table's cell: one line, its bars escaped, nothing in it taken for HTML.
pub(super) fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|").replace('<', "&lt;")
}

/// Text on one line, nothing in it taken for HTML.
pub(super) fn sentence(text: &str) -> String {
    one_line(text).replace('<', "&lt;")
}

/// Code on one line.
pub(super) fn code(text: &str) -> String {
    let text = one_line(text);
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Code in a table's cell.
pub(super) fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Each name as code, with commas.
pub(super) fn names<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| code(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// `1 table`, `2 tables`.
pub(super) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_one_in_plain_text() {
        let rows = [["id".to_owned(), "the key".to_owned()], ["starts_at".to_owned(), String::new()]];
        let expected =
            "| column    | comment |\n| --------- | --- |\n| id        | the key |\n| starts_at |  |\n";
        assert_eq!(table(["column", "comment"], &rows), expected);
    }

    #[test]
    fn bars_and_new_lines_do_not_break_cells() {
        assert_eq!(cell("a | b\n<c>"), "a \\| b &lt;c>");
        assert_eq!(code_cell("a || b"), "`a \\|\\| b`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
