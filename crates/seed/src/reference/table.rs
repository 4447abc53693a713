//! What a CSV file means.

use sha2::{Digest, Sha256};

/// A table and the CSV file that fills it: UTF-8, comma separated, a header row, an empty field for NULL.
///
/// The columns of the file are columns of the table of the same name, except those that a [`Lookup`] replaces.
/// Columns that the file lacks keep their default, or what they hold. Types need an equality (no `json`).
#[derive(Debug, Clone, Copy)]
pub struct ReferenceTable {
    /// The table, found through the search path.
    pub name: &'static str,
    /// The content of the CSV file.
    pub csv: &'static str,
    /// The table's columns that tell one row from another; a unique constraint or the primary key covers them.
    pub key: &'static [&'static str],
    /// The `uuid` column that new rows get a [`row_id`](super::row_id) in.
    pub id: Option<&'static str>,
    /// The condition, in SQL, that tells reference rows from other rows of the table, where it has others:
    /// `organization_id IS NULL`. The unique index on the key has the same condition.
    pub among: Option<&'static str>,
    /// The columns of the file that name rows of other tables.
    pub lookups: &'static [Lookup],
}

impl ReferenceTable {
    /// A table without lookups whose key is in the file.
    #[must_use]
    pub const fn new(name: &'static str, csv: &'static str, key: &'static [&'static str]) -> Self {
        Self { name, csv, key, id: None, among: None, lookups: &[] }
    }

    /// New rows get an id made of the table's name and the key, in this column.
    #[must_use]
    pub const fn with_id(mut self, column: &'static str) -> Self {
        self.id = Some(column);
        self
    }

    /// Only rows of the table for which this condition holds are reference rows.
    #[must_use]
    pub const fn among(mut self, condition: &'static str) -> Self {
        self.among = Some(condition);
        self
    }

    /// These columns of the file name rows of other tables.
    #[must_use]
    pub const fn with_lookups(mut self, lookups: &'static [Lookup]) -> Self {
        self.lookups = lookups;
        self
    }
}

/// A column of the file that names a row of another table by its natural key, and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub struct Lookup {
    /// The column of the file; empty where no row is meant.
    pub column: &'static str,
    /// The column of the table that takes the id.
    pub fills: &'static str,
    /// The table of the row that is meant; the same table for a tree.
    pub table: &'static str,
    /// Its natural key; in a tree the whole of the table's own key.
    pub matches: &'static str,
    /// Its id.
    pub takes: &'static str,
}

/// The SHA-256 of the names and files of these tables, in hexadecimal: it changes when what [`load`](super::load)
/// writes may.
#[must_use]
pub fn fingerprint(tables: &[ReferenceTable]) -> String {
    let mut digest = Sha256::new();
    for table in tables {
        for text in [table.name, table.csv] {
            // The length before it: no two lists of texts give the same bytes.
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        digest.update(format!("{:?} {:?} {:?} {:?}", table.key, table.id, table.among, table.lookups));
    }
    format!("{:x}", digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_of_everything() {
        let table = ReferenceTable::new("t", "a\n1\n", &["a"]);
        let others = [
            ReferenceTable { name: "u", ..table },
            ReferenceTable { csv: "a\n2\n", ..table },
            ReferenceTable { key: &["b"], ..table },
            table.with_id("id"),
            table.among("a > 0"),
        ];
        assert_eq!(fingerprint(&[table]).len(), 64);
        for other in others {
            assert_ne!(fingerprint(&[table]), fingerprint(&[other]));
        }
    }
}
