//! What a run will take: rows by telling what is left, or a large part of it; time and disk by rehearsing it on samples.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::{self, PgConnection, PgPool};
use serde::Serialize;

use super::copies::{Copies, Later};
use super::history::{self, Growth};
use super::ledger::{self, Recorded, State};
use super::model::{Amount, Model};
use super::pages;
use super::plan::Plan;
use super::rehearsal::{self, Stage, rehearse};
use super::run::{Options, processors};
use super::sample::{Sample, Tellings};
use super::{Error, worker};

/// So many rows of each story are rehearsed, on each connection.
const REHEARSED_ROWS: u64 = 150_000;
/// So many rows are told in order to count them; what is left to do is counted to the last row if it is no more.
const TOLD_ROWS: u64 = 2_000_000;
/// So many rows of each story show how indexes grow.
const GROWN_ROWS: u64 = 100_000;

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

impl TableEstimate {
    fn is_something(&self) -> bool {
        self.rows > 0 || self.disk_bytes > 0
    }
}

impl Estimate {
    /// Whether there is anything to do; without rows, to build or to close what another run left.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.time.is_zero()
    }

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
/// Samples are loaded into temporary copies of the tables, by as many workers as the run would have, in transactions that are
/// rolled back: nothing of it remains. Where a run ended while indexes and keys were missing, the copies miss them, too.
///
/// # Errors
/// [`Error`]: those of a run, where another plan is recorded for instance.
pub async fn estimate(pool: &PgPool, plan: &Plan, options: &Options) -> Result<Estimate, Error> {
    let connect_options = (*pool.connect_options()).clone();
    let mut connection = worker::connect(&connect_options).await?;
    let recorded = ledger::look(&mut connection, plan).await?;
    let of_left: Vec<u64> = recorded.left.iter().map(Tellings::count).collect();
    if recorded.state == State::Done && of_left.iter().all(|count| *count == 0) {
        return Ok(Estimate { tables: Vec::new(), catalog_bytes: 0, time: Duration::ZERO, is_exact: true });
    }
    // More than these would only wait for each other.
    let workers = options.workers.clamp(1, Options::default().workers);
    let told = Told::of(plan, &recorded, workers).await?;
    let tables = told.amounts(&mut connection, plan, &recorded, &of_left).await?;
    let added: u64 = tables.iter().map(|table| table.added).sum();
    let later = match recorded.state {
        _ if recorded.is_missing => Later::Missing,
        State::New if added >= options.bulk_from => Later::All,
        _ => Later::None,
    };
    let names = told.names();
    let connections = affordable(&mut connection, &names).await?.clamp(1, workers);
    let copies = Copies::find(&mut connection, names, later).await?;
    let chunks: Vec<(u64, u64)> =
        plan.stories.iter().zip(&of_left).map(|(story, left)| (*left, story.chunk)).collect();
    let loading =
        usize::try_from(told.counted.large_chunks(&chunks)).unwrap_or(usize::MAX).clamp(1, connections);
    let stage = Arc::new(Stage { options: connect_options, sample: told.rehearsed, copies, loading });
    let rehearsals = rehearse(&stage, connections).await?;
    let growth = match later {
        Later::None => history::repeat(&stage.options, &stage.copies, &told.grown, &tables).await?,
        Later::All | Later::Missing => Growth::default(),
    };
    // As many as there are processors do about as much as a few more.
    let workers = connections.max(workers.min(processors()));
    let model = Model { rehearsals: &rehearsals, growth: &growth, tables: &tables, later, workers, loading };
    Ok(Estimate {
        catalog_bytes: model.catalogs(),
        time: Duration::from_secs_f64(model.seconds(&chunks)),
        tables: tables.iter().map(|table| model.table(table)).filter(TableEstimate::is_something).collect(),
        is_exact: told.counted.is_whole(),
    })
}

/// What stories tell.
struct Told {
    /// What is left to do, or much of it.
    counted: Sample,
    /// What is loaded into temporary copies: of what is left, or of all where that is not all there is to do.
    rehearsed: Sample,
    /// Of all: it tells what is there already, and copies grow by it.
    grown: Sample,
}

impl Told {
    async fn of(plan: &Plan, recorded: &Recorded, threads: usize) -> Result<Self, Error> {
        let (all, left, is_missing) = (Tellings::all(plan), recorded.left.clone(), recorded.is_missing);
        let told = tokio::task::spawn_blocking(move || {
            let is_left = left.iter().any(|each| each.count() > 0);
            let rehearsed = if is_left && !is_missing { &left } else { &all };
            Self {
                counted: Sample::of(&left, TOLD_ROWS, threads),
                rehearsed: Sample::of(rehearsed, REHEARSED_ROWS, threads),
                grown: Sample::of(&all, GROWN_ROWS, threads),
            }
        });
        told.await.map_err(|error| Error::Story { story: "estimate", message: error.to_string() })
    }

    /// The tables of all of these.
    fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for each in [&self.counted, &self.rehearsed, &self.grown].into_iter().flat_map(Sample::tables) {
            if !names.contains(&each.table) {
                names.push(each.table);
            }
        }
        names
    }

    /// What becomes of each table.
    async fn amounts(
        &self,
        connection: &mut PgConnection,
        plan: &Plan,
        recorded: &Recorded,
        of_left: &[u64],
    ) -> Result<Vec<Amount>, Error> {
        let of_loaded: Vec<u64> =
            plan.stories.iter().zip(of_left).map(|(story, left)| story.count - left).collect();
        let (sampled, names) = (self.rehearsed.tables(), self.names());
        let indexed = pages::indexed(connection, &names).await?;
        let amount = |table| {
            let added = self.counted.rows_of(table, of_left);
            let before = self.grown.rows_of(table, &of_loaded);
            Amount {
                table,
                sampled: sampled.iter().find(|each| each.table == table).map_or(0, |each| each.rows),
                added,
                then: before + added,
                built: self.grown.rows_of(table, &recorded.indexed_later).min(before),
                indexed: indexed.get(table).copied().unwrap_or(0),
            }
        };
        Ok(names.into_iter().map(amount).collect())
    }
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
    // A table is locked with its copy, and that one's own table for values that lie apart, with an index.
    let tables = i64::try_from(tables.len()).unwrap_or(i64::MAX);
    let each = indexes + 5 * tables + rehearsal::DEFINED;
    Ok(usize::try_from(room / 4 * 3 / each).unwrap_or(usize::MAX))
}
