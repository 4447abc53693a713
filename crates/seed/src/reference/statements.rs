//! The SQL of a load, a function a statement.

use std::fmt::Write as _;

use super::row_id::row_id_sql;
use super::{Error, Lookup, ReferenceTable};
use crate::sql::{identifier, identifiers};

/// A table with what its file's header says.
pub(super) struct Statements<'a> {
    table: &'a ReferenceTable,
    /// The columns of the file.
    header: Vec<String>,
    /// The temporary table.
    stage: String,
}

impl<'a> Statements<'a> {
    /// Reads the header row and checks the declaration against it.
    pub(super) fn new(table: &'a ReferenceTable, ordinal: usize) -> Result<Self, Error> {
        let header = csv::Reader::from_reader(table.csv.as_bytes())
            .headers()
            .map(|header| header.iter().map(str::to_owned).collect::<Vec<_>>())
            .map_err(|source| Error::Header { table: table.name, source: Some(source) })?;
        if header.iter().all(String::is_empty) {
            return Err(Error::Header { table: table.name, source: None });
        }
        for lookup in table.lookups {
            if !header.iter().any(|column| column == lookup.column) {
                return Err(Error::ColumnMissing { table: table.name, column: lookup.column });
            }
            let is_tree = table.key == [lookup.matches] && table.id == Some(lookup.takes);
            if lookup.table == table.name && !is_tree {
                return Err(Error::NotATree { table: table.name, column: lookup.column });
            }
        }
        let statements = Self { table, header, stage: identifier(&format!("reference_stage_{ordinal}")) };
        match table.key.iter().find(|key| !statements.filled().any(|column| column == **key)) {
            Some(column) => Err(Error::ColumnMissing { table: table.name, column }),
            None => Ok(statements),
        }
    }

    /// Whether the file can go into the empty table as it is.
    pub(super) fn fits_as_it_is(&self) -> bool {
        self.table.lookups.is_empty() && self.table.id.is_none()
    }

    pub(super) fn has_rows(&self) -> String {
        format!("SELECT EXISTS (SELECT FROM {})", identifier(self.table.name))
    }

    pub(super) fn copy_into_table(&self) -> String {
        self.copy_into(&identifier(self.table.name))
    }

    pub(super) fn copy_into_stage(&self) -> String {
        self.copy_into(&self.stage)
    }

    fn copy_into(&self, target: &str) -> String {
        let columns = identifiers("", self.header.iter().map(String::as_str));
        format!("COPY {target} ({columns}) FROM STDIN (FORMAT csv, HEADER)")
    }

    /// The reference rows of the table, as a source of rows.
    fn reference_rows(&self) -> String {
        let table = identifier(self.table.name);
        match self.table.among {
            Some(condition) => format!("(SELECT * FROM {table} WHERE {condition})"),
            None => table,
        }
    }

    /// A temporary table whose columns have the types of the columns that they are compared with.
    pub(super) fn create_stage(&self) -> String {
        let mut columns = Vec::new();
        let mut sources = format!("{} AS t", identifier(self.table.name));
        for column in &self.header {
            let name = identifier(column);
            match self.table.lookups.iter().position(|lookup| lookup.column == column) {
                Some(number) => {
                    let lookup = &self.table.lookups[number];
                    columns.push(format!("l{number}.{} AS {name}", identifier(lookup.matches)));
                    // Writing to a string cannot fail.
                    let _ = write!(sources, ", {} AS l{number}", identifier(lookup.table));
                }
                None => columns.push(format!("t.{name}")),
            }
        }
        let (stage, columns) = (&self.stage, columns.join(", "));
        format!(
            "CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {sources} WITH NO DATA"
        )
    }

    /// One query a lookup: the values that are not found, if any.
    pub(super) fn unresolved(&self) -> impl Iterator<Item = (&'a Lookup, String)> {
        self.table.lookups.iter().enumerate().map(|(number, lookup)| {
            let column = identifier(lookup.column);
            let sql = format!(
                "SELECT coalesce(array_agg(DISTINCT s.{column}::text), '{{}}') FROM {} AS s{} \
                 WHERE s.{column} IS NOT NULL AND l{number}.taken IS NULL",
                self.stage,
                self.join(number),
            );
            (lookup, sql)
        })
    }

    /// Inserts and updates what is new and what differs, and counts: inserted, updated, in the table but not in the file.
    pub(super) fn merge(&self) -> String {
        let table = identifier(self.table.name);
        let key = self.table.key;
        let filled: Vec<&str> = self.filled().collect();
        let others: Vec<&str> = filled.iter().copied().filter(|column| !key.contains(column)).collect();

        let mut source: Vec<String> =
            self.plain().map(|column| format!("s.{}", identifier(column))).collect();
        let mut joins = String::new();
        for (number, lookup) in self.table.lookups.iter().enumerate() {
            source.push(format!("l{number}.taken AS {}", identifier(lookup.fills)));
            joins.push_str(&self.join(number));
        }

        let mut into = identifiers("", filled.iter().copied());
        let mut values = identifiers("s.", filled.iter().copied());
        if let Some(id) = self.table.id {
            let _ = write!(into, ", {}", identifier(id));
            let _ = write!(values, ", {}", row_id_sql(self.table.name, "s", key));
        }
        let first_key = identifier(key[0]);
        let (differs, on_conflict) = if others.is_empty() {
            (String::new(), "DO NOTHING".to_owned())
        } else {
            let theirs = identifiers("t.", others.iter().copied());
            let ours = identifiers("s.", others.iter().copied());
            let sets: Vec<String> = others
                .iter()
                .map(|column| identifier(column))
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            (
                format!(" OR ROW({theirs}) IS DISTINCT FROM ROW({ours})"),
                format!("DO UPDATE SET {}", sets.join(", ")),
            )
        };
        format!(
            "WITH source AS MATERIALIZED (SELECT {source} FROM {stage} AS s{joins}), \
             changed AS (INSERT INTO {table} ({into}) OVERRIDING SYSTEM VALUE \
             SELECT {values} FROM source AS s LEFT JOIN {rows} AS t ON {same} \
             WHERE t.{first_key} IS NULL{differs} \
             ON CONFLICT ({key}){among} {on_conflict} RETURNING xmax = 0 AS inserted) \
             SELECT (SELECT count(*) FROM changed WHERE inserted), (SELECT count(*) FROM changed WHERE NOT inserted), \
             (SELECT count(*) FROM {rows} AS t WHERE NOT EXISTS (SELECT FROM source AS s WHERE {same}))",
            rows = self.reference_rows(),
            among = self.table.among.map_or_else(String::new, |condition| format!(" WHERE {condition}")),
            source = source.join(", "),
            stage = self.stage,
            same = self.same("t", "s"),
            key = identifiers("", key.iter().copied()),
        )
    }

    /// The columns of the table that sequences may feed, of those in the file.
    pub(super) fn plain(&self) -> impl Iterator<Item = &str> {
        self.header
            .iter()
            .map(String::as_str)
            .filter(|column| !self.table.lookups.iter().any(|lookup| lookup.column == *column))
    }

    /// The columns of the table that the file fills.
    fn filled(&self) -> impl Iterator<Item = &str> {
        self.plain().chain(self.table.lookups.iter().map(|lookup| lookup.fills))
    }

    fn same(&self, left: &str, right: &str) -> String {
        let pairs: Vec<String> = self
            .table
            .key
            .iter()
            .map(|column| identifier(column))
            .map(|column| format!("{left}.{column} = {right}.{column}"))
            .collect();
        pairs.join(" AND ")
    }

    /// Joins the rows that a lookup means. In a tree these are the rows of the table and those that are about to be.
    fn join(&self, number: usize) -> String {
        let lookup = &self.table.lookups[number];
        let (table, matches, takes) =
            (identifier(lookup.table), identifier(lookup.matches), identifier(lookup.takes));
        let is_tree = lookup.table == self.table.name;
        let among = if is_tree { self.reference_rows() } else { table };
        let mut rows = format!("SELECT {matches} AS matched, {takes} AS taken FROM {among} AS t");
        if is_tree {
            let _ = write!(
                rows,
                " UNION ALL SELECT n.{matches}, {id} FROM {stage} AS n WHERE NOT EXISTS (SELECT FROM {rows} AS t WHERE {same})",
                id = row_id_sql(self.table.name, "n", self.table.key),
                rows = among,
                stage = self.stage,
                same = self.same("t", "n"),
            );
        }
        format!(" LEFT JOIN ({rows}) AS l{number} ON l{number}.matched = s.{}", identifier(lookup.column))
    }
}

/// The sequences behind columns: table and column come in, with them go out the sequence's quoted name.
pub(super) const SEQUENCES: &str = "SELECT c.table_name, c.column_name, s.name \
     FROM unnest($1::text[], $2::text[]) AS c (table_name, column_name), \
     LATERAL (SELECT pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) AS name) AS s \
     WHERE s.name IS NOT NULL";

/// Moves a sequence past the largest value of its column, never back.
pub(super) fn move_sequence(table: &str, column: &str, sequence: &str) -> String {
    format!(
        "SELECT setval({name}::regclass, m.largest) \
         FROM (SELECT max({column})::bigint AS largest FROM {table}) AS m, {sequence} AS s \
         WHERE m.largest > s.last_value OR (m.largest = s.last_value AND NOT s.is_called)",
        name = crate::sql::literal(sequence),
        column = identifier(column),
        table = identifier(table),
    )
}
