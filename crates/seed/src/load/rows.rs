//! Rows that a story makes, table by table, as binary COPY takes them.

use super::field::{Field, put};

/// The signature, no flags, an extension of no bytes.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Columns of a table that rows are written to; made by [`row!`](crate::row).
#[derive(Debug)]
pub struct Columns {
    /// The table.
    pub table: &'static str,
    /// In the order in which the values follow.
    pub columns: &'static [&'static str],
}

/// Rows of one table and one list of columns.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) columns: &'static Columns,
    pub(crate) rows: u64,
    /// Behind the header, so that they need not be copied to be sent.
    bytes: Vec<u8>,
}

/// Rows that stories made, in the order in which tables were first written to.
#[derive(Debug, Default)]
pub struct Rows {
    batches: Vec<Batch>,
    /// The batch of the last row: most rows follow one of the same table.
    last: usize,
    /// Of the row that is written, where one is wanted.
    image: Option<Image>,
}

impl Rows {
    /// Begins a row; its values follow in the order of the columns.
    #[inline]
    pub fn row(&mut self, columns: &'static Columns) -> RowWriter<'_> {
        let is_it = |batch: &Batch| std::ptr::eq(batch.columns, columns);
        if !self.batches.get(self.last).is_some_and(is_it) {
            self.last = self.batches.iter().position(is_it).unwrap_or_else(|| {
                self.batches.push(Batch { columns, rows: 0, bytes: HEADER.to_vec() });
                self.batches.len() - 1
            });
        }
        let batch = &mut self.batches[self.last];
        batch.rows += 1;
        let count = i16::try_from(columns.columns.len()).unwrap_or(i16::MAX);
        batch.bytes.extend_from_slice(&count.to_be_bytes());
        RowWriter { bytes: &mut batch.bytes, image: self.image.as_mut() }
    }

    /// Writes a row by `write`, and answers its image: for rows that tell of other rows, as those of an audit log do.
    pub fn with_image(&mut self, write: impl FnOnce(&mut Self)) -> Image {
        self.image = Some(Image::default());
        write(self);
        let mut image = self.image.take().unwrap_or_default();
        image.columns = self.batches.get(self.last).map_or(&[], |batch| batch.columns.columns);
        image
    }

    /// All rows.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.batches.iter().map(|batch| batch.rows).sum()
    }

    /// Each table with its rows and their bytes, in the order in which it was first written to.
    #[must_use]
    pub fn tables(&self) -> Vec<TableRows> {
        let mut tables: Vec<TableRows> = Vec::new();
        for batch in &self.batches {
            let table = table_name(batch.columns.table);
            let bytes = batch.bytes().len() as u64;
            match tables.iter_mut().find(|each| each.table == table) {
                Some(each) => {
                    each.rows += batch.rows;
                    each.bytes += bytes;
                }
                None => tables.push(TableRows { table, rows: batch.rows, bytes }),
            }
        }
        tables
    }

    /// The SHA-256 of a table's rows with their columns, in hexadecimal: what golden tests keep.
    #[must_use]
    pub fn digest(&self, table: &str) -> String {
        use sha2::{Digest as _, Sha256};
        let mut sha = Sha256::new();
        for batch in self.batches.iter().filter(|batch| table_name(batch.columns.table) == table) {
            for column in batch.columns.columns {
                sha.update(column);
                sha.update([0]);
            }
            sha.update(batch.bytes());
        }
        let mut text = String::with_capacity(64);
        for byte in sha.finalize() {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    pub(crate) fn into_batches(self) -> Vec<Batch> {
        self.batches
    }
}

impl Batch {
    fn bytes(&self) -> &[u8] {
        &self.bytes[HEADER.len()..]
    }

    /// A whole COPY.
    pub(crate) fn into_copy(mut self) -> Vec<u8> {
        const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
        self.bytes.extend_from_slice(&TRAILER);
        self.bytes
    }
}

/// How many rows of a table there are.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableRows {
    /// The table.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// Their bytes, as they are sent.
    pub bytes: u64,
}

/// A row that is being written.
#[derive(Debug)]
pub struct RowWriter<'a> {
    bytes: &'a mut Vec<u8>,
    image: Option<&'a mut Image>,
}

impl RowWriter<'_> {
    /// The value of the next column.
    #[inline]
    pub fn put(&mut self, field: &(impl Field + ?Sized)) -> &mut Self {
        put(field, self.bytes);
        if let Some(image) = &mut self.image {
            image.put(field);
        }
        self
    }
}

/// A row as `to_jsonb` gives it, column by column; of columns that keep their defaults it knows nothing.
#[derive(Debug, Default, Clone)]
pub struct Image {
    columns: &'static [&'static str],
    json: String,
    /// Where in `json` each column's value ends.
    ends: Vec<usize>,
}

impl Image {
    fn put(&mut self, field: &(impl Field + ?Sized)) {
        field.json(&mut self.json);
        self.ends.push(self.json.len());
    }

    /// Each column with its value as JSON.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let values = begins.zip(&self.ends).map(|(from, to)| &self.json[from..*to]);
        self.columns.iter().map(|name| table_name(name)).zip(values)
    }
}

/// A name as it was, where it had to be written as a raw identifier.
pub(crate) fn table_name(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Writes a row: `row!(rows, clients { id: id, name: "Asha", since: day })`. Columns that are not named keep their
/// defaults.
#[macro_export]
macro_rules! row {
    ($rows:expr, $table:ident { $($column:ident : $value:expr),+ $(,)? }) => {{
        static COLUMNS: $crate::load::Columns =
            $crate::load::Columns { table: stringify!($table), columns: &[$(stringify!($column)),+] };
        let mut row = $rows.row(&COLUMNS);
        $(row.put(&$value);)+
    }};
}
