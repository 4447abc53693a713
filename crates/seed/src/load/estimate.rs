//! What a plan will take: rows by telling it, or a large part of it; time and disk from loading samples.

use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool};
use serde::Serialize;

use super::ledger::execute;
use super::plan::{Plan, Story};
use super::rows::{Rows, TableRows};
use super::{Error, worker};

/// A sample that is measured has so many rows a story, if the story has: in smaller ones half-filled pages count too much.
const MEASURED_ROWS: u64 = 10_000;
/// A sample that is only counted, before a run.
const COUNTED_ROWS: u64 = 2_000;
/// So many rows an estimate tells in order to count them; a plan of no more is counted to the last row.
const TOLD_ROWS: u64 = 2_000_000;
/// Bytes on disk for one that is sent, indexes included, where nothing was measured.
const DISK_FOR_A_BYTE: u64 = 3;

/// What a plan will take on an empty database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Table by table, in the order in which they are written.
    pub tables: Vec<TableEstimate>,
    /// Wall time.
    pub time: Duration,
    /// Whether all rows were told and counted; otherwise two million of them, and the rest is in proportion.
    pub is_exact: bool,
}

/// What a plan will add to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableEstimate {
    /// The table.
    pub table: &'static str,
    /// Rows.
    pub rows: u64,
    /// Bytes on disk, indexes included.
    pub disk_bytes: u64,
}

impl Estimate {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Bytes of all tables on disk, indexes included.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.disk_bytes).sum()
    }
}

/// Tells samples of the stories, loads them into temporary copies of the tables and builds their indexes, as a run on an
/// empty database does, in a transaction that is rolled back. Nothing of it remains.
///
/// # Errors
/// [`Error`].
pub async fn estimate(pool: &PgPool, plan: &Plan, workers: usize) -> Result<Estimate, Error> {
    let options = (*pool.connect_options()).clone();
    let mut connection = worker::connect(&options).await?;
    let mut transaction = connection.begin().await.map_err(Error::of("begin a transaction"))?;
    let padding = if worker::is_loopback(&options) { 66_000 } else { 0 };
    let all: Vec<(&str, u64)> = plan.stories.iter().map(|story| (story.name, story.count)).collect();
    let sample = Sample::of(plan, MEASURED_ROWS);
    let counted = {
        let plan = plan.clone();
        let told = tokio::task::spawn_blocking(move || Sample::of(&plan, TOLD_ROWS)).await;
        told.map_err(|error| Error::Story { story: "estimate", message: error.to_string() })?
    };
    let names: Vec<&'static str> = sample.tables().map(|table| table.table).collect();
    let failed = || Error::of("measure in temporary tables");
    for (position, table) in names.iter().enumerate() {
        let table = crate::sql::identifier(table);
        // The second one takes over the rows and has the indexes.
        let indexed =
            format!("CREATE TEMPORARY TABLE {} (LIKE {table} INCLUDING INDEXES)", indexed(position));
        execute(&mut transaction, indexed).await.map_err(failed())?;
        let plain = format!("CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)");
        execute(&mut transaction, plain).await.map_err(failed())?;
    }
    let before = sizes(&mut transaction, names.len()).await?;
    let mut seconds = 0.0;
    for story in &sample.stories {
        let started = Instant::now();
        let rows = tell(plan, story);
        for batch in rows.into_batches() {
            worker::copy(&mut transaction, batch, padding, story.name).await?;
        }
        seconds += started.elapsed().as_secs_f64() * ratio(story.count, story.tellings.len() as u64);
    }
    for (position, table) in names.iter().enumerate() {
        let (table, indexed) = (crate::sql::identifier(table), indexed(position));
        let fill = format!("INSERT INTO {indexed} SELECT * FROM pg_temp.{table}");
        execute(&mut transaction, fill).await.map_err(failed())?;
        let started = Instant::now();
        execute(&mut transaction, format!("REINDEX TABLE {indexed}")).await.map_err(failed())?;
        let sampled = sample.sampled(names[position]);
        seconds += started.elapsed().as_secs_f64() * ratio(sample.rows_of(names[position], &all), sampled);
    }
    let after = sizes(&mut transaction, names.len()).await?;
    transaction.rollback().await.map_err(Error::of("roll back"))?;
    connection.close().await.map_err(Error::of("close a connection"))?;
    let tables = names
        .iter()
        .zip(before.into_iter().zip(after))
        .map(|(table, (before, after))| {
            let rows = counted.rows_of(table, &all);
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let grown = after.saturating_sub(before) as f64 * ratio(rows, sample.sampled(table));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are positive")]
            let disk_bytes = grown as u64;
            TableEstimate { table, rows, disk_bytes }
        })
        .collect();
    let is_exact = counted.is_whole();
    Ok(Estimate { tables, time: Duration::from_secs_f64(seconds / speed_up(workers)), is_exact })
}

/// The temporary table with the indexes of the table at this position.
fn indexed(position: usize) -> String {
    format!("pg_temp.backline_seed_{position}")
}

/// How much faster so many workers are than one: PostgreSQL's part grows less than ours.
fn speed_up(workers: usize) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    #[expect(clippy::cast_precision_loss, reason = "no machine has 2^53 cores")]
    let useful = workers.clamp(1, cores) as f64;
    useful.sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn ratio(whole: u64, part: u64) -> f64 {
    whole as f64 / part.max(1) as f64
}

async fn sizes(connection: &mut PgConnection, tables: usize) -> Result<Vec<u64>, Error> {
    let mut sizes = Vec::with_capacity(tables);
    for position in 0..tables {
        let sql = format!("SELECT pg_total_relation_size('{}'::regclass)", indexed(position));
        let size: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await
            .map_err(Error::of("measure a temporary table"))?;
        sizes.push(size.unsigned_abs());
    }
    Ok(sizes)
}

/// Samples of all stories of a plan.
pub(super) struct Sample {
    stories: Vec<StorySample>,
}

/// Some tellings of a story.
struct StorySample {
    name: &'static str,
    count: u64,
    tellings: Vec<u64>,
    tables: Vec<TableRows>,
}

/// What so many rows of each story tell of it, without a database.
pub(super) fn sample(plan: &Plan) -> Sample {
    Sample::of(plan, COUNTED_ROWS)
}

fn tell(plan: &Plan, sample: &StorySample) -> Rows {
    let mut rows = Rows::default();
    let story = plan.stories.iter().find(|story| story.name == sample.name);
    for ordinal in &sample.tellings {
        if let Some(story) = story {
            story.tell(*ordinal, &mut rows);
        }
    }
    rows
}

impl StorySample {
    fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().filter(|each| each.table == table).map(|each| each.rows).sum()
    }

    /// What so many tellings give of what the sample gives.
    fn scaled(&self, amount: u64, tellings: u64) -> u64 {
        let sampled = self.tellings.len().max(1) as u128;
        u64::try_from(u128::from(amount) * u128::from(tellings) / sampled).unwrap_or(u64::MAX)
    }
}

impl Sample {
    /// Tells each story as often as gives so many rows, at ordinals spread over all of it.
    fn of(plan: &Plan, rows: u64) -> Self {
        let sample_story = |story: &Story| {
            let mut first = Rows::default();
            if story.count > 0 {
                story.tell(0, &mut first);
            }
            let most = story.count.min(rows / first.count().max(1) + 1);
            let tellings: Vec<u64> = (0..most).map(|step| step * story.count / most).collect();
            // Counted one by one: the rows themselves are too many to be kept.
            let mut tables: Vec<TableRows> = Vec::new();
            for ordinal in &tellings {
                let mut rows = Rows::default();
                story.tell(*ordinal, &mut rows);
                for told in rows.tables() {
                    match tables.iter_mut().find(|each| each.table == told.table) {
                        Some(each) => {
                            each.rows += told.rows;
                            each.bytes += told.bytes;
                        }
                        None => tables.push(told),
                    }
                }
            }
            StorySample { name: story.name, count: story.count, tellings, tables }
        };
        Self { stories: plan.stories.iter().map(sample_story).collect() }
    }

    /// Whether every telling is in it.
    fn is_whole(&self) -> bool {
        self.stories.iter().all(|story| story.tellings.len() as u64 == story.count)
    }

    /// The tables, each once, in the order in which they are written.
    pub(super) fn tables(&self) -> impl Iterator<Item = &TableRows> {
        let mut seen = Vec::new();
        self.stories.iter().flat_map(|story| &story.tables).filter(move |table| {
            let is_new = !seen.contains(&table.table);
            seen.push(table.table);
            is_new
        })
    }

    fn tellings(story: &StorySample, all: &[(&str, u64)]) -> u64 {
        all.iter().filter(|(name, _)| *name == story.name).map(|(_, tellings)| *tellings).sum()
    }

    /// Rows of a table in the sample.
    fn sampled(&self, table: &str) -> u64 {
        self.stories.iter().map(|story| story.rows_of(table)).sum()
    }

    /// Rows of a table in so many tellings of each story.
    fn rows_of(&self, table: &str, all: &[(&str, u64)]) -> u64 {
        self.stories.iter().map(|story| story.scaled(story.rows_of(table), Self::tellings(story, all))).sum()
    }

    /// Rows in so many tellings of each story.
    pub(super) fn rows(&self, all: &[(&str, u64)]) -> u64 {
        self.tables().map(|table| self.rows_of(table.table, all)).sum()
    }

    /// Bytes on disk of so many tellings of each story, about.
    pub(super) fn disk_bytes(&self, all: &[(&str, u64)]) -> u64 {
        let bytes = |story: &StorySample| {
            let sampled = story.tables.iter().map(|table| table.bytes).sum();
            story.scaled(sampled, Self::tellings(story, all))
        };
        self.stories.iter().map(bytes).sum::<u64>().saturating_mul(DISK_FOR_A_BYTE)
    }
}
