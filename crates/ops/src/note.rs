//! Notes: comments in the SQL of a migration that say why something is as it is, to people and to the checks.
//!
//! ```sql
//! -- lint: allow(ban-drop-column) nobody has read it since version 12
//! ALTER TABLE goods DROP COLUMN colour;
//! -- verify: leaves(extension) other databases' migrations expect it
//! ```
//!
//! A plain `MigratorTrait` writes one as a statement of its own, `execute_unprepared("-- lint: allow(…) …")`, which does
//! nothing, or at the head of a statement. It stands in the golden file and in the checksum like everything else.

use std::ops::Range;

use squawk_syntax::{SyntaxKind, SyntaxNode};

/// Whom a note speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// `-- lint: allow(rule) reason`: the rule is silent about the next statement.
    Lint,
    /// `-- verify: leaves(object) reason`: what begins like this is there after `down`, on purpose.
    Verify,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// Whom it speaks to.
    pub reader: Reader,
    /// What stands in the brackets: the rule, or how the object begins.
    pub subject: String,
    /// Why; never blank.
    pub reason: String,
    /// Where it stands in the text, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// A comment that begins like a note and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong with it.
    pub problem: &'static str,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

/// The notes among the comments of a parsed text, in order.
pub fn notes(root: &SyntaxNode) -> Vec<Result<Note, Malformed>> {
    root.descendants_with_tokens()
        .filter_map(squawk_syntax::SyntaxElement::into_token)
        .filter(|token| token.kind() == SyntaxKind::COMMENT)
        .filter_map(|token| {
            let range = token.text_range();
            read(token.text(), range.start().into()..range.end().into())
        })
        .collect()
}

/// The notes of a text.
#[must_use]
pub fn notes_of(sql: &str) -> Vec<Result<Note, Malformed>> {
    notes(&squawk_syntax::SourceFile::parse(sql).syntax_node())
}

/// One comment. A renderer may have closed it with a semicolon like a statement.
fn read(comment: &str, range: Range<usize>) -> Option<Result<Note, Malformed>> {
    let text = comment.strip_prefix("--")?.trim().trim_end_matches(';').trim_end();
    let (reader, verb, rest) = if let Some(rest) = text.strip_prefix("lint:") {
        (Reader::Lint, "allow(", rest)
    } else {
        (Reader::Verify, "leaves(", text.strip_prefix("verify:")?)
    };
    let parts = rest.trim_start().strip_prefix(verb).and_then(|rest| rest.split_once(')'));
    let Some((subject, reason)) = parts else {
        let problem = match reader {
            Reader::Lint => "is not of the form `-- lint: allow(rule) reason`",
            Reader::Verify => "is not of the form `-- verify: leaves(object) reason`",
        };
        return Some(Err(Malformed { problem, range }));
    };
    let (subject, reason) = (subject.trim().to_owned(), reason.trim().to_owned());
    if reason.is_empty() {
        return Some(Err(Malformed { problem: "gives no reason", range }));
    }
    Some(Ok(Note { reader, subject, reason, range }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_comments_with_a_reason() {
        let sql = "-- lint: allow(ban-drop-column) nobody reads it;\nALTER TABLE a DROP b;\n\
            -- an ordinary comment\n-- verify: leaves(extension) others use it\nSELECT '-- lint: allow(x) y';\n\
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 -- lint: allow(x) y\n$$;";
        let found: Vec<_> = notes_of(sql).into_iter().map(Result::unwrap).collect();
        let brief: Vec<_> =
            found.iter().map(|note| (note.reader, note.subject.as_str(), note.reason.as_str())).collect();
        assert_eq!(
            brief,
            [
                (Reader::Lint, "ban-drop-column", "nobody reads it"),
                (Reader::Verify, "extension", "others use it")
            ]
        );
        assert!(sql[found[1].range.clone()].starts_with("-- verify"));
    }

    #[test]
    fn one_without_a_reason_or_of_another_form_is_named() {
        let problems: Vec<_> =
            notes_of("-- lint: allow(x)\n-- lint: ignore x\n-- verify: leaves x\nSELECT 1;")
                .into_iter()
                .map(|note| note.unwrap_err().problem)
                .collect();
        assert_eq!(problems[0], "gives no reason");
        assert!(
            problems[1].contains("allow(rule)") && problems[2].contains("leaves(object)"),
            "{problems:?}"
        );
    }
}
