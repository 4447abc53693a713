//! Loading: one COPY a table, and one INSERT where it has rows already; all in one transaction.

use std::borrow::Cow;
use std::net::IpAddr;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgRow};
use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, PgPool, Row};
use serde::Serialize;

use super::statements::{self, Statements};
use super::{Error, Lookup, ReferenceTable};

/// The key of the advisory lock that makes loads wait for each other: "backline" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'6261636b6c696e65'::bigint)";

/// More than the largest TCP segment of a loopback interface, in bytes.
const MORE_THAN_A_SEGMENT: usize = 66_000;

/// What a load did, table by table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The tables in the order in which they were loaded.
    pub tables: Vec<TableReport>,
}

impl Report {
    /// All rows of all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// The rows that were inserted or updated.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.tables.iter().map(|table| table.inserted + table.updated).sum()
    }
}

/// What a load did to one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: &'static str,
    /// Rows in the file.
    pub rows: u64,
    /// Rows that were not in the table.
    pub inserted: u64,
    /// Rows of the table that differed and are now as the file has them.
    pub updated: u64,
    /// Rows that were as the file has them.
    pub unchanged: u64,
    /// Rows of the table that the file does not have. They are left alone.
    pub not_in_file: u64,
}

/// Brings the tables to what their files say, in this order, which is that of their foreign keys; all or nothing.
/// Sequences behind loaded columns are moved past the largest value. `progress` is told of each table when it is done.
///
/// Into an empty table the file is copied as it is. Elsewhere rows are compared first, so that a load that finds nothing
/// to change writes nothing. Loads wait for each other; an application that writes to the same tables at the same time
/// may make the load fail, never the data wrong.
///
/// # Errors
/// [`Error`], which tells table, line and column where PostgreSQL does; nothing is changed then.
pub async fn load(
    pool: &PgPool,
    tables: &[ReferenceTable],
    mut progress: impl FnMut(&TableReport) + Send,
) -> Result<Report, Error> {
    let tables = tables
        .iter()
        .enumerate()
        .map(|(ordinal, table)| Ok((table, Statements::new(table, ordinal)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    let options = pool.connect_options();
    let mut transaction = pool.begin().await.map_err(Error::database("begin a transaction"))?;
    let connection = &mut *transaction;
    row(connection, LOCK.to_owned()).await.map_err(Error::database("wait for other loads to end"))?;
    let mut report = Report { tables: Vec::with_capacity(tables.len()) };
    for (table, statements) in &tables {
        let done = load_table(connection, table, statements, &bytes_to_send(table.csv, &options)).await?;
        progress(&done);
        report.tables.push(done);
    }
    move_sequences(connection, &tables).await?;
    transaction.commit().await.map_err(Error::database("commit"))?;
    tracing::debug!(tables = report.tables.len(), changed = report.changed(), "reference data loaded");
    Ok(report)
}

async fn load_table(
    connection: &mut PgConnection,
    table: &ReferenceTable,
    statements: &Statements<'_>,
    file: &[u8],
) -> Result<TableReport, Error> {
    let about = |error| Error::about(table.name, error);
    let has_rows: bool =
        row(connection, statements.has_rows()).await.and_then(|row| row.try_get(0)).map_err(about)?;
    if !has_rows && statements.fits_as_it_is() {
        let rows = copy(connection, &statements.copy_into_table(), file).await.map_err(about)?;
        return Ok(TableReport {
            table: table.name,
            rows,
            inserted: rows,
            updated: 0,
            unchanged: 0,
            not_in_file: 0,
        });
    }
    execute(connection, statements.create_stage()).await.map_err(about)?;
    let rows = copy(connection, &statements.copy_into_stage(), file).await.map_err(about)?;
    for (lookup, sql) in statements.unresolved() {
        let unresolved: Vec<String> =
            row(connection, sql).await.and_then(|row| row.try_get(0)).map_err(about)?;
        if !unresolved.is_empty() {
            return Err(unknown_reference(table, lookup, &unresolved));
        }
    }
    let [inserted, updated, not_in_file] =
        row(connection, statements.merge()).await.and_then(|row| counts(&row)).map_err(about)?;
    Ok(TableReport {
        table: table.name,
        rows,
        inserted,
        updated,
        unchanged: rows - inserted - updated,
        not_in_file,
    })
}

/// Sends the file.
async fn copy(connection: &mut PgConnection, sql: &str, file: &[u8]) -> sqlx::Result<u64> {
    let mut copy = connection.copy_in_raw(sql).await?;
    copy.send(file).await?;
    copy.finish().await
}

/// The bytes to send: the file, its header row followed by blanks where it is short and the server is on this machine.
///
/// sqlx leaves Nagle's algorithm on, so the message that ends a COPY waits until the server has acknowledged the one
/// before it, and a server acknowledges a single segment with a delay: 40 ms a table, more than all the rest. Two
/// segments it acknowledges at once, and a loopback segment is large. PostgreSQL skips the header row, however long.
fn bytes_to_send<'a>(csv: &'a str, options: &PgConnectOptions) -> Cow<'a, [u8]> {
    let is_loopback = options.get_socket().is_none()
        && (options.get_host() == "localhost"
            || options.get_host().parse().is_ok_and(|address: IpAddr| address.is_loopback()));
    match csv.find(['\r', '\n']) {
        Some(end) if is_loopback && csv.len() < MORE_THAN_A_SEGMENT => {
            let mut bytes = Vec::with_capacity(MORE_THAN_A_SEGMENT + csv.len());
            bytes.extend_from_slice(&csv.as_bytes()[..end]);
            bytes.resize(MORE_THAN_A_SEGMENT, b' ');
            bytes.extend_from_slice(&csv.as_bytes()[end..]);
            Cow::Owned(bytes)
        }
        _ => Cow::Borrowed(csv.as_bytes()),
    }
}

async fn move_sequences(
    connection: &mut PgConnection,
    tables: &[(&ReferenceTable, Statements<'_>)],
) -> Result<(), Error> {
    let failed = "move the sequences past the loaded rows";
    let (names, columns): (Vec<String>, Vec<String>) = tables
        .iter()
        .flat_map(|(table, statements)| {
            statements.plain().map(|column| (table.name.to_owned(), column.to_owned()))
        })
        .unzip();
    let sequences: Vec<(String, String, String)> = sqlx::query_as(statements::SEQUENCES)
        .bind(names)
        .bind(columns)
        .fetch_all(&mut *connection)
        .await
        .map_err(Error::database(failed))?;
    for (table, column, sequence) in sequences {
        execute(connection, statements::move_sequence(&table, &column, &sequence))
            .await
            .map_err(Error::database(failed))?;
    }
    Ok(())
}

/// Statements here are made of quoted identifiers and our own constants; nothing of them is input.
async fn execute(connection: &mut PgConnection, sql: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

async fn row(connection: &mut PgConnection, sql: String) -> sqlx::Result<PgRow> {
    // Not prepared for reuse: each is run once.
    sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_one(connection).await
}

fn counts(row: &PgRow) -> sqlx::Result<[u64; 3]> {
    let mut counts = [0; 3];
    for (index, count) in counts.iter_mut().enumerate() {
        // count(*) is never negative.
        *count = row.try_get::<i64, _>(index)?.unsigned_abs();
    }
    Ok(counts)
}

/// Finds the first line that names what does not exist.
fn unknown_reference(table: &ReferenceTable, lookup: &Lookup, unresolved: &[String]) -> Error {
    let mut reader = csv::Reader::from_reader(table.csv.as_bytes());
    let index =
        reader.headers().ok().and_then(|header| header.iter().position(|column| column == lookup.column));
    let first = reader.records().filter_map(Result::ok).find_map(|record| {
        let value = record.get(index?)?;
        let line = record.position()?.line();
        unresolved.iter().find(|each| *each == value).map(|value| (line, value.clone()))
    });
    // A value that PostgreSQL writes in another way than the file does.
    let (line, value) = first.unwrap_or_else(|| (1, unresolved[0].clone()));
    Error::UnknownReference {
        table: table.name,
        line,
        column: lookup.column,
        value,
        referenced_table: lookup.table,
        referenced_column: lookup.matches,
        others: unresolved.len() as u64 - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_files_to_this_machine_are_lengthened() {
        let csv = "id,name\r\n1,Leh\r\n";
        let sent = |url: &str| bytes_to_send(csv, &url.parse().unwrap()).into_owned();
        assert_eq!(sent("postgres://db.example.com/a"), csv.as_bytes());
        assert_eq!(sent("postgres://localhost/a?host=/tmp"), csv.as_bytes());
        let padded = String::from_utf8(sent("postgres://127.0.0.1/a")).unwrap();
        assert!(padded.len() > MORE_THAN_A_SEGMENT);
        let (header, rows) = padded.split_once("\r\n").unwrap();
        assert_eq!((header.trim_end(), rows), ("id,name", "1,Leh\r\n"));
    }
}
