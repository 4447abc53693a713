//! What a run will take: rows by telling what is left, or a large part of it; time and disk by rehearsing it on samples.

use std::time::Duration;

use sea_orm::sqlx::{self, PgConnection, PgPool};
use serde::Serialize;

use super::ledger::{self, State};
use super::model::{Amount, Model};
use super::pages;
use super::plan::Plan;
use super::rehearsal::{self, Stage, rehearse};
use super::rows::TableRows;
use super::run::Options;
use super::sample::{Sample, Tellings};
use super::{Error, worker};

/// So many rows of each story are rehearsed, on each connection.
const REHEARSED_ROWS: u64 = 150_000;
/// So many rows are told in order to count them; what is left to do is counted to the last row if it is no more.
const TOLD_ROWS: u64 = 2_000_000;
/// What a run will take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What it will add, table by table, in the order in which they are written; what closing statements write is not in it.
    pub tables: Vec<TableEstimate>,
    /// Bytes that the catalogs will take more: statistics, and what indexes and keys leave that are dropped and built.
    pub catalog_bytes: u64,
    /// Wall time.
    pub time: Duration,
    /// Whether all rows were told and counted; otherwise two million of them, and the rest is in proportion.
    pub is_exact: bool,
}

/// What a run will add to a table.
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

    /// Bytes on disk: of all tables with their indexes, and of the catalogs.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.disk_bytes).sum::<u64>() + self.catalog_bytes
    }
}

/// What [`run`](super::run) with these options would do to the database as it is.
///
/// Samples of what is left to do are loaded into temporary copies of the tables, by as many workers as the run would have,
/// in transactions that are rolled back: nothing of it remains. Where a run ended while indexes and keys were missing, what it
/// takes to build them is not in it: what is missing cannot be rehearsed.
///
/// # Errors
/// [`Error`]: those of a run, where another plan is recorded for instance.
pub async fn estimate(pool: &PgPool, plan: &Plan, options: &Options) -> Result<Estimate, Error> {
    let connect_options = (*pool.connect_options()).clone();
    let mut connection = worker::connect(&connect_options).await?;
    let (state, left) = ledger::look(&mut connection, plan).await?;
    if left.iter().all(|tellings| tellings.count() == 0) {
        return Ok(Estimate { tables: Vec::new(), catalog_bytes: 0, time: Duration::ZERO, is_exact: true });
    }
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let workers = options.workers.clamp(1, processors);
    let (all, to_tell) = (Tellings::all(plan), left.clone());
    let told = tokio::task::spawn_blocking(move || {
        let [whole, counted, sample] =
            [(&all, 1, 1), (&to_tell, TOLD_ROWS, workers), (&to_tell, REHEARSED_ROWS, workers)]
                .map(|(tellings, rows, threads)| Sample::of(tellings, rows, threads));
        (whole, counted, sample)
    });
    let (whole, counted, sample) =
        told.await.map_err(|error| Error::Story { story: "estimate", message: error.to_string() })?;
    let of_left: Vec<u64> = left.iter().map(Tellings::count).collect();
    let of_loaded: Vec<u64> =
        plan.stories.iter().zip(&of_left).map(|(story, left)| story.count - left).collect();
    let sampled = sample.tables();
    let names: Vec<&str> = sampled.iter().map(|each| each.table).collect();
    let taken = pages::taken(&mut connection, &names).await?;
    let tables = counted.tables().into_iter().map(|TableRows { table, .. }| {
        let added = counted.rows_of(table, &of_left);
        Amount {
            table,
            sampled: sampled.iter().find(|each| each.table == table).map_or(0, |each| each.rows),
            added,
            then: added + whole.rows_of(table, &of_loaded),
            taken: taken.get(table).copied().unwrap_or(0),
        }
    });
    let tables: Vec<Amount> = tables.collect();
    let added: u64 = tables.iter().map(|table| table.added).sum();
    let is_bulk = state == State::New && added >= options.bulk_from;
    let chunks: Vec<(u64, u64)> = left.iter().map(|each| (each.count(), each.story.chunk)).collect();
    let stage = Stage { options: connect_options, sample, is_bulk };
    let connections = affordable(&mut connection, &names).await?.clamp(1, workers);
    let rehearsals = rehearse(stage, connections).await?;
    let model = Model { rehearsals: &rehearsals, tables: &tables, is_bulk, workers };
    Ok(Estimate {
        catalog_bytes: model.catalogs(),
        time: Duration::from_secs_f64(model.seconds(&chunks)),
        tables: tables.iter().map(|table| model.table(table)).collect(),
        is_exact: counted.is_whole(),
    })
}

/// How many rehearsals at once take at most three quarters of the locks that the server has room for.
async fn affordable(connection: &mut PgConnection, tables: &[&str]) -> Result<usize, Error> {
    let (room, indexes): (i64, i64) = sqlx::query_as(
        "SELECT current_setting('max_locks_per_transaction')::bigint
            * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint),
        (SELECT count(*) FROM unnest($1::text[]) AS name JOIN pg_index ON indrelid = quote_ident(name)::regclass)",
    )
    .bind(tables)
    .fetch_one(connection)
    .await
    .map_err(Error::of("read how many locks there may be"))?;
    // Of each table and index there is a copy, and tables have another one for values that lie apart, with an index.
    let tables = i64::try_from(tables.len()).unwrap_or(i64::MAX);
    let each = 2 * indexes + 8 * tables + rehearsal::DEFINED;
    Ok(usize::try_from(room / 4 * 3 / each).unwrap_or(usize::MAX))
}
