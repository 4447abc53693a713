//! How many pages relations have, and will have with more rows.

use std::collections::HashMap;

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};

use super::Error;
use super::copies::Copies;
use super::rows::TableRows;

/// Bytes of a page, as PostgreSQL is usually built.
pub(super) const PAGE: f64 = 8_192.0;
/// From so many pages on a relation tells itself how much a row takes; of fewer the last one, half-filled, is too large a part.
const TELLING: f64 = 12.0;
/// What a row has in a table besides its values, about: its header and its pointer.
const ROW_HEADER: f64 = 20.0;
/// What a row has in an index, about: an entry with a key of 16 bytes, in pages that are filled to nine tenths, as they are
/// when it is built.
const ENTRY: f64 = 36.0;
/// The same in pages that were split, as they are when rows come one after the other.
const LIVE_ENTRY: f64 = 46.0;

/// From more pages than this on a table has a map of its free space, of three pages.
const MAPPED: f64 = 4.0;
const MAP: f64 = 3.0 * PAGE;

/// A table or an index that has the rows of a sample.
#[derive(Debug, Clone, Default)]
pub(super) struct Relation {
    pub(super) is_table: bool,
    /// Pages with rows.
    pages: f64,
    /// Bytes a row, about.
    row: f64,
    /// Bytes of values that lie apart.
    apart: f64,
}

impl Relation {
    /// Pages that so many rows take, where the sample has so many, and there are no others.
    pub(super) fn pages(&self, sampled: u64, rows: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let (sampled, rows) = (sampled as f64, rows as f64);
        if sampled == 0.0 || rows == 0.0 {
            0.0
        } else if rows == sampled {
            self.pages
        } else if self.pages < TELLING {
            // All are on one page, or the pages tell at most how much it is.
            (rows * self.row / PAGE).ceil().min((self.pages * rows / sampled).ceil())
        } else {
            // The last one is half-filled, here as there.
            (self.pages - 0.5) * rows / sampled + 0.5
        }
    }

    /// Bytes that they take, with values that lie apart.
    pub(super) fn bytes(&self, sampled: u64, rows: u64) -> f64 {
        if sampled == 0 {
            return 0.0;
        }
        let pages = self.pages(sampled, rows);
        let map = if self.is_table && pages > MAPPED { MAP } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let times = rows as f64 / sampled as f64;
        pages * PAGE + map + self.apart * times
    }

    /// Bytes that so many rows take that come behind others, in parts of a page, too.
    pub(super) fn bytes_behind(&self, sampled: u64, rows: u64) -> f64 {
        if sampled == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let (sampled, rows) = (sampled as f64, rows as f64);
        let told = (self.pages - 0.5) / sampled * PAGE;
        let row = if self.pages < TELLING { self.row } else { told };
        rows * row + self.apart * rows / sampled
    }
}

/// Pages that an index has without any rows.
pub(super) const EMPTY_PAGES: &str = "CASE amname WHEN 'btree' THEN 1 WHEN 'gin' THEN 2 ELSE 0 END";

/// Bytes that the rows of these tables take in their indexes now, each with the name of its table.
pub(super) async fn indexed(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<HashMap<String, u64>, Error> {
    let found: Vec<(String, i64)> = sqlx::query_as(AssertSqlSafe(format!(
        "SELECT name, sum(pg_relation_size(i.oid) - current_setting('block_size')::bigint * {EMPTY_PAGES})::bigint
        FROM unnest($1::text[]) AS name
        CROSS JOIN LATERAL (SELECT quote_ident(name)::regclass AS oid) AS named
        CROSS JOIN LATERAL (SELECT relid FROM pg_partition_tree(oid) UNION SELECT oid) AS part
        JOIN pg_index ON indrelid = relid JOIN pg_class i ON i.oid = indexrelid
        JOIN pg_am a ON a.oid = i.relam WHERE i.relkind = 'i' GROUP BY name"
    )))
    .bind(tables)
    .fetch_all(connection)
    .await
    .map_err(Error::of("measure the indexes"))?;
    Ok(found.into_iter().map(|(name, bytes)| (name, bytes.max(0).unsigned_abs())).collect())
}

/// The temporary copies of these tables and their indexes, which are built when the rows are there or before; each with the name of its table.
pub(super) async fn measure(
    connection: &mut PgConnection,
    tables: &[TableRows],
    copies: &Copies,
) -> Result<Vec<(String, Relation)>, Error> {
    // Up to the last page with rows: from version 16 on more are added at once than are wanted.
    let heaps = tables.iter().map(|table| {
        let (name, table) = (crate::sql::literal(table.table), crate::sql::identifier(table.table));
        format!(
            "SELECT {name}, true, coalesce((max(ctid)::text::point)[0]::bigint + 1, 0) * current_setting('block_size')::bigint,
                (SELECT coalesce(pg_relation_size(nullif(reltoastrelid, 0)) * 11 / 10, 0) FROM pg_class
                WHERE oid = {name_of_copy}::regclass)
            FROM pg_temp.{table}",
            name_of_copy = crate::sql::literal(&format!("pg_temp.{table}"))
        )
    });
    let heaps = heaps.collect::<Vec<_>>().join(" UNION ALL ");
    let found: Vec<(String, bool, i64, i64)> = sqlx::query_as(AssertSqlSafe(format!(
        "{heaps} UNION ALL
        SELECT t.relname, false, pg_relation_size(i.oid) - current_setting('block_size')::bigint * {EMPTY_PAGES}, 0
        FROM pg_class t JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid
        JOIN pg_am a ON a.oid = i.relam
        WHERE t.relnamespace = pg_my_temp_schema() AND t.relkind = 'r'"
    )))
    .fetch_all(connection)
    .await
    .map_err(Error::of("measure temporary tables"))?;
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let relation = |(name, is_table, bytes, apart): (String, bool, i64, i64)| {
        let sent = tables.iter().find(|table| table.table == name);
        let sent = sent.map_or(0.0, |table| table.bytes as f64 / table.rows.max(1) as f64);
        let row = match (is_table, copies.after(&name).is_empty()) {
            (true, _) => sent + ROW_HEADER,
            (false, false) => ENTRY,
            (false, true) => LIVE_ENTRY,
        };
        (name, Relation { is_table, pages: bytes.max(0) as f64 / PAGE, row, apart: apart as f64 })
    };
    Ok(found.into_iter().map(relation).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_filled_pages_are_not_multiplied() {
        let index = |pages, row| Relation { is_table: false, pages, row, apart: 0.0 };
        let small = index(1.0, 40.0);
        assert_eq!(small.bytes(10, 10), PAGE, "it is as it is");
        assert_eq!(small.bytes(10, 100), PAGE, "100 rows fit into the page");
        assert_eq!(small.bytes(10, 1_000), PAGE * 5.0);
        assert_eq!(small.bytes(10, 0), 0.0);
        assert_eq!(small.bytes_behind(10, 100), 4_000.0, "half a page on average");
        assert_eq!(index(2.0, 40.0).bytes(1_000, 2_000), PAGE * 4.0, "no more than the pages tell");
        assert_eq!(index(20.5, 1.0).bytes(1_000, 10_000), PAGE * 200.5);
    }

    #[test]
    fn a_table_has_a_map_and_values_that_lie_apart() {
        let table = Relation { is_table: true, pages: 20.5, row: 1.0, apart: 100.0 };
        assert_eq!(table.bytes(1_000, 10_000), PAGE * 203.5 + 1_000.0);
        assert_eq!(table.bytes_behind(1_000, 10_000), PAGE * 200.0 + 1_000.0);
    }
}
