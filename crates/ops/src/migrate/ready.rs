//! What a message needs of a migration, worked out where it is rendered: while a message is put together, the server waits.

use std::fmt::Write as _;

use super::kind::Kind;
use super::message::Part;
use super::{Rendered, record};

/// What a message needs of a migration.
#[derive(Debug)]
pub(super) struct Ready {
    /// Whether each of its statements is known to be one.
    are_one: Vec<bool>,
    /// Whether nothing is in it but single statements on the schema: none of them can end the transaction, so that whatever
    /// stops the message leaves nothing of the migration, and none changes a setting of the session.
    pub is_small: bool,
    /// How long its SQL is, in bytes.
    pub length: usize,
    /// The end of the statement that records it.
    texts: String,
}

impl Ready {
    /// Of a migration whose SQL is known.
    pub fn of(migration: &Rendered) -> Self {
        let are_one: Vec<bool> = migration.up.iter().map(|one| Part::of(&one.sql).is_one()).collect();
        let can_be_sent = migration.transactional && !matches!(migration.kind, Kind::Dynamic(_));
        let is_small =
            migration.up.iter().zip(&are_one).all(|(statement, is_one)| {
                *is_one && statement.values.is_none() && is_on_schema(&statement.sql)
            });
        Self {
            is_small: can_be_sent && is_small,
            length: migration.up.iter().map(|statement| statement.sql.len()).sum(),
            texts: record::texts_in_message(migration),
            are_one,
        }
    }

    /// The migration's statements.
    pub fn parts<'a>(&self, migration: &'a Rendered) -> impl Iterator<Item = Part<'a>> {
        migration.up.iter().zip(&self.are_one).map(|(statement, is_one)| Part::known(&statement.sql, *is_one))
    }

    /// What records it.
    pub fn recording(&self, name: &str, checksum: &str, batch: i32) -> String {
        let name = crate::sql::literal(name);
        let mut recording = String::with_capacity(self.texts.len() + name.len() + checksum.len() + 64);
        // Into a string that never fails.
        let _written =
            write!(recording, "EXECUTE backline_record ({name}, {batch}, '{checksum}', {}", self.texts);
        recording
    }
}

fn is_on_schema(sql: &str) -> bool {
    let first = sql.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    ["create", "alter", "drop", "comment", "grant", "revoke"].contains(&first.as_str())
        && !sql.contains("set_config")
}
