//! How much the indexes of tables grow that have rows before: a sample is indexed and grows as they did.
//!
//! An index that is built has pages that are filled to nine tenths. Rows that come in no order fill all of them evenly, until
//! all are split at about the same time: the index doubles, and then hardly grows until the number of rows has doubled, too.
//! How far that has gone depends on how many rows were there when it was built. The sample is therefore divided in the same
//! proportions: its first tellings are there when its indexes are built, the next are added to be where the table is, and
//! the last show how much is added now.

use std::collections::HashMap;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};

use super::copies::Copies;
use super::indexes;
use super::ledger::execute;
use super::model::Amount;
use super::pages::EMPTY_PAGES;
use super::rehearsal::{BUFFERS, load};
use super::sample::{Part, Sample};
use super::{Error, worker};

/// Of a table whose sample has fewer pages of indexes, what others say counts, too.
const TELLING: f64 = 24.0;

/// So many rows of a telling that are written together often belong together, and so do their keys.
const TOGETHER: u8 = 6;

/// If indexes take less than so much of what they take in the sample, they were built again since they grew.
const BUILT_AGAIN: f64 = 0.8;

/// How many times what they take now the indexes grow by.
#[derive(Debug, Default)]
pub(super) struct Growth {
    tables: HashMap<String, f64>,
    all: f64,
}

impl Growth {
    /// Those of a table.
    pub(super) fn of(&self, table: &str) -> f64 {
        self.tables.get(table).copied().unwrap_or(self.all)
    }

    fn from(grown: &[Grown]) -> Self {
        let sum = |of: fn(&Grown) -> f64| grown.iter().map(of).sum::<f64>();
        let all = (sum(|each| each.then) / sum(|each| each.now).max(1.0) - 1.0).max(0.0);
        let of_table = |each: &Grown| (each.then - each.now + TELLING * all) / (each.now + TELLING);
        Self { tables: grown.iter().map(|each| (each.table.to_owned(), of_table(each))).collect(), all }
    }
}

/// Pages of the indexes of a table in the sample, as it is and as it will be.
#[derive(Debug)]
struct Grown {
    table: &'static str,
    now: f64,
    then: f64,
    /// Those that they have in the table itself, for as many rows.
    real: f64,
}

/// Whether they are fuller than the sample's.
fn are_built_again(grown: &[Grown]) -> bool {
    let telling = || grown.iter().filter(|each| each.now >= TELLING);
    let (real, now) =
        (telling().map(|each| each.real).sum::<f64>(), telling().map(|each| each.now).sum::<f64>());
    tracing::debug!(real, now, "pages of indexes and of their sample");
    real < now * BUILT_AGAIN
}

/// Grows copies of the tables that have rows before.
pub(super) async fn repeat(
    options: &PgConnectOptions,
    copies: &Copies,
    sample: &Sample,
    tables: &[Amount],
) -> Result<Growth, Error> {
    let tables: Vec<&Amount> = tables.iter().filter(|table| !table.is_first() && table.added > 0).collect();
    if tables.is_empty() {
        return Ok(Growth::default());
    }
    let mut grown = grow(options, copies, sample, &tables, |table| table.built).await?;
    if are_built_again(&grown) {
        grown = grow(options, copies, sample, &tables, Amount::before).await?;
    }
    Ok(Growth::from(&grown))
}

/// The same with so many rows of each table when its indexes are built.
async fn grow(
    options: &PgConnectOptions,
    copies: &Copies,
    sample: &Sample,
    tables: &[&Amount],
    built: fn(&Amount) -> u64,
) -> Result<Vec<Grown>, Error> {
    let failed = || Error::of("grow temporary tables");
    let mut connection = worker::connect(options).await?;
    let mut transaction = connection.begin().await.map_err(Error::of("begin a transaction"))?;
    execute(&mut transaction, indexes::prepare()).await.map_err(failed())?;
    execute(&mut transaction, BUFFERS).await.map_err(failed())?;
    copies.create(&mut transaction).await?;
    load(&mut transaction, sample).await?;
    let parts = sample.parts();
    let mut last = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let Some(parts) = parts.get(table.table) else { continue };
        let (name, rows) = (crate::sql::identifier(table.table), format!("pg_temp.backline_rows_{number}"));
        let phases = format!("pg_temp.backline_phases_{number}");
        let some = |phase: u8| {
            format!(
                "SELECT rows.* FROM {rows} AS rows JOIN {phases} ON at = rows.ctid WHERE phase = {phase} ORDER BY at"
            )
        };
        let phases = divide(&rows, parts, table, built(table));
        let mut sql = vec![
            format!("ALTER TABLE pg_temp.{name} RENAME TO backline_rows_{number}"),
            format!("CREATE TEMPORARY TABLE backline_phases_{number} AS {phases}"),
            format!("CREATE TEMPORARY TABLE {name} AS {}", some(0)),
        ];
        sql.extend_from_slice(copies.before(table.table));
        sql.push(format!("INSERT INTO pg_temp.{name} {}", some(1)));
        execute(&mut transaction, sql.join("; ")).await.map_err(failed())?;
        last.push(format!("INSERT INTO pg_temp.{name} {}", some(2)));
    }
    let now = pages(&mut transaction).await?;
    execute(&mut transaction, last.join("; ")).await.map_err(failed())?;
    let then = pages(&mut transaction).await?;
    transaction.rollback().await.map_err(Error::of("roll back"))?;
    connection.close().await.map_err(Error::of("close a connection"))?;
    let grown = tables.iter().filter_map(|table| {
        let rows = parts.get(table.table)?.last()?.until;
        let (now, then) = (*now.get(table.table)?, *then.get(table.table)?);
        Some(Grown { table: table.table, now, then, real: table.indexed_pages(rows) })
    });
    Ok(grown.collect())
}

/// A query of the rows' places, each with its phase: 0 if it is there when indexes are built, 1 if it is added before, 2 if
/// it is added now. Tellings stay together; of one that belongs to two phases, rows from all of it belong to each.
fn divide(rows: &str, parts: &[Part], table: &Amount, built: u64) -> String {
    let list = |of: &dyn Fn(&Part) -> String| parts.iter().map(of).collect::<Vec<_>>().join(", ");
    // The last one has no end: no row is beyond it.
    let ends =
        parts.iter().take(parts.len() - 1).map(|part| (part.until + 1).to_string()).collect::<Vec<_>>();
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let [built, now] = [built, table.before()].map(|rows| rows as f64 / table.then.max(1) as f64);
    format!(
        "SELECT at, (time >= {built})::integer + (time >= {now})::integer AS phase FROM (
            SELECT at, (ARRAY[{}])[part] + (ARRAY[{}])[part] * chance AS time FROM (
                SELECT at, 1 + width_bucket(number, ARRAY[{}]::bigint[]) AS part,
                    (hashint8(number / {TOGETHER}) & 65535) / 65536.0::float8 AS chance
                FROM (SELECT ctid AS at, row_number() OVER (ORDER BY ctid) AS number FROM {rows}) AS numbered
            ) AS divided) AS timed",
        list(&|part| part.begin.to_string()),
        list(&|part| part.share.to_string()),
        ends.join(", ")
    )
}

/// Pages of the indexes of temporary tables, by table.
async fn pages(connection: &mut PgConnection) -> Result<HashMap<String, f64>, Error> {
    let found: Vec<(String, f64)> = sqlx::query_as(AssertSqlSafe(format!(
        "SELECT t.relname, sum(pg_relation_size(i.oid)::float8 / current_setting('block_size')::float8 - {EMPTY_PAGES})
        FROM pg_class t JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid
        JOIN pg_am a ON a.oid = i.relam
        WHERE t.relnamespace = pg_my_temp_schema() AND t.relkind = 'r' GROUP BY t.relname"
    )))
    .fetch_all(connection)
    .await
    .map_err(Error::of("measure temporary indexes"))?;
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_sample_says_what_the_others_say() {
        let grown = |table, now, then| Grown { table, now, then, real: now };
        let growth = Growth::from(&[grown("large", 1_000.0, 2_000.0), grown("small", 1.0, 1.0)]);
        assert!((growth.of("large") - 1.0).abs() < 0.01);
        assert!((0.9..1.0).contains(&growth.of("small")));
        assert!((growth.of("unknown") - growth.all).abs() < f64::EPSILON);
    }
}
