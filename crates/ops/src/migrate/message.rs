//! A message of the simple protocol that holds several statements, and where it stopped.
//!
//! The server answers each statement and says no more of it than that it is done. Where a part is known to be one statement,
//! its answers are counted; behind any other part stands a statement of ours whose row says that the part is done.

use std::borrow::Cow;

use sea_orm::sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgRow};
use sea_orm::sqlx::{Column, Row as _};
use sea_orm::{DbErr, RuntimeErr};

use super::words::statements;

/// A part of a message.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    text: Cow<'a, str>,
    /// How many statements it has, where that is known.
    statements: Option<usize>,
}

impl<'a> Part<'a> {
    /// SQL of somebody else. What begins with a word and has no semicolon but in quotes is one statement; where there are
    /// backslashes, the end of a quotation depends on the server's settings.
    pub fn of(text: &'a str) -> Self {
        let trimmed = text.trim_end();
        let inside = trimmed.strip_suffix(';').unwrap_or(trimmed);
        let is_single = || !inside.contains('\\') && statements(inside).len() == 1;
        let is_one = inside.starts_with(|first: char| first.is_ascii_alphabetic())
            && (!inside.contains(';') || is_single());
        Self::known(text, is_one)
    }

    /// SQL of somebody else that was looked at before.
    pub fn known(text: &'a str, is_one: bool) -> Self {
        Self { text: text.into(), statements: is_one.then_some(1) }
    }

    /// Statements of ours.
    pub fn ours(statements: &[String]) -> Self {
        Self { text: statements.join(";\n").into(), statements: Some(statements.len()) }
    }

    /// Whether it is known to be one statement.
    pub fn is_one(&self) -> bool {
        self.statements == Some(1)
    }

    /// What stands behind it, where another part follows.
    fn end(&self) -> &'static str {
        if self.statements.is_some() { "\n;\n" } else { "\n;\nSHOW server_version_num;\n" }
    }
}

/// The column of the row behind a part whose statements are not counted.
const MARK: &str = "server_version_num";

/// The column in which a statement of ours tells something.
pub(super) const TELLS: &str = "backline_tells";

/// The whole message.
pub(super) fn script(parts: &[Part<'_>]) -> String {
    let length = parts.iter().map(|part| part.text.len() + part.end().len()).sum();
    let mut script = String::with_capacity(length);
    for (index, part) in parts.iter().enumerate() {
        script.push_str(&part.text);
        if index + 1 < parts.len() {
            script.push_str(part.end());
        }
    }
    script
}

/// Where a row of statements, or of parts of a message, stopped.
#[derive(Debug)]
pub(super) struct Stopped {
    /// At which one, from 0.
    pub index: usize,
    /// How many statements of a part were done.
    pub done: usize,
    /// How many parts of the message were done; fewer than `index` where the server could not read it, and did nothing.
    pub parts_done: usize,
    /// The character in it that the server points at, from 1.
    pub character: Option<u32>,
    /// What the engine's own parts had told until then.
    pub told: Vec<i32>,
    /// What the database said.
    pub source: DbErr,
}

impl Stopped {
    /// Of a statement that was sent by itself.
    pub fn at(index: usize, source: DbErr) -> Self {
        Self { index, done: 0, parts_done: index, character: None, told: Vec::new(), source }
    }

    /// The same, when so many came before.
    pub fn later(self, count: usize) -> Self {
        Self { index: self.index + count, parts_done: self.parts_done + count, ..self }
    }
}

/// How far the server has come with a message.
#[derive(Debug, Default)]
pub(super) struct Reached {
    part: usize,
    /// How many statements of the part are done.
    done: usize,
    /// Whether the next that is done is the one behind a part, whose row was seen.
    is_mark: bool,
    /// What statements of ours told.
    pub told: Vec<i32>,
}

impl Reached {
    /// A row has come.
    pub fn row(&mut self, row: &PgRow) {
        match row.columns().first().map(Column::name) {
            Some(MARK) => {
                self.next();
                self.is_mark = true;
            }
            Some(TELLS) => self.told.extend(row.try_get::<i32, _>(0)),
            _ => {}
        }
    }

    /// A statement is done.
    pub fn completed(&mut self, parts: &[Part<'_>]) {
        if std::mem::take(&mut self.is_mark) {
            return;
        }
        self.done += 1;
        let statements = parts.get(self.part).and_then(|part| part.statements);
        if statements == Some(self.done) && self.part + 1 < parts.len() {
            self.next();
        }
    }

    fn next(&mut self) {
        self.part += 1;
        self.done = 0;
    }

    /// Here, or where the server points: a message is parsed whole before its first statement runs.
    pub fn stopped(self, parts: &[Part<'_>], source: DbErr) -> Stopped {
        let Self { part, done, told, .. } = self;
        let stopped = |index, character, source| {
            let done = if index == part { done } else { 0 };
            Stopped { index, done, parts_done: part, character, told, source }
        };
        let Some(position) = position(&source) else { return stopped(part, None, source) };
        let mut before = 0;
        for (index, part) in parts.iter().enumerate() {
            let end = before + part.text.chars().count() + part.end().chars().count();
            // What is missing at the end of a part is noticed at what stands between it and the next.
            if position <= end || index + 1 == parts.len() {
                return stopped(index, u32::try_from(position.saturating_sub(before)).ok(), source);
            }
            before = end;
        }
        stopped(part, None, source)
    }
}

fn position(error: &DbErr) -> Option<usize> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    match source.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.position()? {
        PgErrorPosition::Original(position) => Some(position),
        PgErrorPosition::Internal { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_one_statement_is_counted() {
        for one in [
            "CREATE TABLE t (x int)",
            "comment on table t is 'x';\n",
            "ALTER TABLE t ADD y int ; ",
            "COMMENT ON TABLE t IS 'one; or ''two'''",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END $body$;",
        ] {
            assert_eq!(Part::of(one).statements, Some(1), "{one}");
        }
        for other in [
            "CREATE TABLE t (x int); DROP TABLE t",
            "COMMENT ON TABLE t IS E'\\''; DROP TABLE t; --'",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "COMMENT ON TABLE t IS 'x'; DROP TABLE t",
            "-- nothing",
            "/* nothing */ ;",
            "",
            ";",
        ] {
            assert_eq!(Part::of(other).statements, None, "{other}");
        }
    }

    #[test]
    fn a_part_is_reached_by_counting_and_by_marks() {
        let ours = Part::ours(&["BEGIN".to_owned(), "SET LOCAL lock_timeout = 1".to_owned()]);
        let parts = [ours, Part::of("SELECT 1; SELECT 2"), Part::of("SELECT 3")];
        assert_eq!(
            script(&parts),
            "BEGIN;\nSET LOCAL lock_timeout = 1\n;\nSELECT 1; SELECT 2\n;\nSHOW server_version_num;\nSELECT 3"
        );
        let mut reached = Reached::default();
        for (part, done) in [(0, 1), (1, 0), (1, 1), (1, 2)] {
            reached.completed(&parts);
            assert_eq!((reached.part, reached.done), (part, done));
        }
    }
}
