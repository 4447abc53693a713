//! A run: plan, load, build, verify.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection as _, PgConnection, PgPool};
use serde::Serialize;

use super::indexes::Missing;
use super::ledger::{self, State};
use super::plan::Plan;
use super::sample::{Sample, Tellings};
use super::worker::{self, Chunk, Counts, Progress, Task};
use super::{Error, Event, Stop, foreign_keys, indexes};

/// So many rows of each story tell before a run what it will write.
const COUNTED_ROWS: u64 = 2_000;

/// How a run goes.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections that load at once; at least one. By default half as many again as there are processors: a worker waits
    /// for the server as often as the server for it.
    pub workers: usize,
    /// Stops the run.
    pub stop: Stop,
    /// From so many rows on, the indexes and foreign keys of empty tables are dropped and built at the end. For fewer rows
    /// that takes longer than keeping them.
    pub bulk_from: u64,
    /// Bytes that are free where the database lies, where that is known: too little is refused before anything is written.
    pub available_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        let processors = processors();
        Self {
            workers: processors + processors.div_ceil(2),
            stop: Stop::default(),
            bulk_from: 100_000,
            available_bytes: None,
        }
    }
}

pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that were written, table by table.
    pub tables: Vec<TableReport>,
    /// Transactions.
    pub chunks: u64,
    /// Whether it was stopped before all was there.
    pub stopped: bool,
    /// Whether all was there before: it did nothing.
    pub unchanged: bool,
    /// How long it took.
    pub elapsed: Duration,
}

/// Rows that were written to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: &'static str,
    /// Its new rows.
    pub rows: u64,
}

impl Report {
    /// All rows that were written. None: all were there.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Brings the database to what the plan says. Run again it goes on where the last run stopped, or changes nothing; a plan
/// whose stories are told more often adds what is new.
///
/// The tables must lie on the search path, and nobody else should write to them meanwhile.
///
/// # Errors
/// [`Error`]. Chunks that are loaded stay, and the next run goes on from there.
pub async fn run(
    pool: &PgPool,
    plan: &Plan,
    options: &Options,
    progress: impl Fn(Event) + Send + Sync + 'static,
) -> Result<Report, Error> {
    let started = Instant::now();
    let connect_options: PgConnectOptions = (*pool.connect_options()).clone();
    let mut control = worker::connect(&connect_options).await?;
    ledger::open(&mut control).await?;
    let progress: Progress = Arc::new(progress);
    let runner = Runner { connect_options, options, progress, counts: Arc::default() };
    let result = runner.run(&mut control, plan).await;
    let unlocked = ledger::close(&mut control).await;
    let end = result?;
    unlocked?;
    control.close().await.map_err(Error::of("close a connection"))?;
    let counts = std::mem::take(&mut *runner.counts.lock().unwrap_or_else(PoisonError::into_inner));
    let tables = counts.tables.into_iter().map(|(table, rows)| TableReport { table, rows }).collect();
    let report = Report {
        tables,
        chunks: counts.chunks,
        stopped: end == End::Stopped,
        unchanged: end == End::Unchanged,
        elapsed: started.elapsed(),
    };
    tracing::debug!(rows = report.rows(), chunks = report.chunks, ?end, "seeded");
    Ok(report)
}

struct Runner<'a> {
    connect_options: PgConnectOptions,
    options: &'a Options,
    progress: Progress,
    counts: Arc<Mutex<Counts>>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing was to be done.
    Unchanged,
    Stopped,
    Done,
}

impl Runner<'_> {
    async fn run(&self, control: &mut PgConnection, plan: &Plan) -> Result<End, Error> {
        let state = ledger::settle(control, &plan.identity()).await?;
        let left = ledger::left(control, plan).await?;
        let to_do: Vec<Chunk> = left.iter().flat_map(chunks).collect();
        if to_do.is_empty() && state == State::Done {
            return Ok(End::Unchanged);
        }
        let sample = Sample::of(&Tellings::all(plan), COUNTED_ROWS, 1);
        let mut sampled = sample.tables();
        // No worker begins with much when the others are done.
        sampled.sort_by_key(|table| std::cmp::Reverse(table.bytes));
        let tables: Vec<&'static str> = sampled.into_iter().map(|table| table.table).collect();
        let left: Vec<u64> = left.iter().map(Tellings::count).collect();
        let rows = sample.rows(&left);
        tracing::debug!("planned");
        (self.progress)(Event::Planned { tables: tables.len(), chunks: to_do.len() as u64, rows });
        self.refuse_too_little_disk(sample.disk_bytes(&left))?;
        if state == State::New && rows >= self.options.bulk_from {
            let (indexes, foreign_keys) = indexes::begin_bulk(control, &tables).await?;
            (self.progress)(Event::Dropped { indexes, foreign_keys });
        } else {
            ledger::set_state(control, State::Loading).await?;
        }
        let stop = &self.options.stop;
        // Of all stories at once: no worker waits for the end of one.
        let workers = self.options.workers.max(1);
        worker::load(&self.connect_options, workers, to_do, &self.counts, &self.progress, stop).await?;
        tracing::debug!("loaded");
        self.build(control, &tables, (!stop.is_stopped()).then_some(plan)).await?;
        if stop.is_stopped() {
            return Ok(End::Stopped);
        }
        ledger::set_state(control, State::Done).await?;
        Ok(End::Done)
    }

    /// Three in four free bytes may be used: PostgreSQL needs room for its log and for sorting.
    fn refuse_too_little_disk(&self, needed: u64) -> Result<(), Error> {
        match self.options.available_bytes {
            Some(available) if needed > available / 4 * 3 => Err(Error::Disk { needed, available }),
            _ => Ok(()),
        }
    }

    /// Restores and looks at what was left out while rows were loaded. With a plan all rows are there: then the tables are
    /// analyzed, and its closing statements run.
    ///
    /// What takes one worker and cannot be shared goes first, so that the others have something to do meanwhile.
    async fn build(
        &self,
        control: &mut PgConnection,
        tables: &[&'static str],
        plan: Option<&Plan>,
    ) -> Result<(), Error> {
        let missing = indexes::missing(control, false).await?;
        let foreign_keys = indexes::missing(control, true).await?;
        let validated = foreign_keys.iter().flat_map(Missing::keys).collect();
        let definitions = missing.iter().chain(&foreign_keys).map(Missing::count).sum();
        if definitions > 0 {
            (self.progress)(Event::Building { definitions });
        }
        self.work(missing.into_iter().map(Task::Restore).collect()).await?;
        tracing::debug!("indexes are built");
        let analyzed = tables.iter().filter(|_| plan.is_some()).map(|table| Task::Analyze(table));
        let added = Some(foreign_keys).filter(|keys| !keys.is_empty()).map(Task::RestoreInTurn);
        self.work(added.into_iter().chain(analyzed).collect()).await?;
        tracing::debug!("foreign keys are added, tables analyzed");
        let to_validate = indexes::missing(control, true).await?.into_iter().map(Task::Restore);
        let unverified = foreign_keys::unverified(control, tables, &validated).await?;
        let count = unverified.len();
        // Behind the analyzing, so that they are planned well.
        let finished = plan.map(|plan| Task::Finish(plan.finish.clone()));
        let looked_at = to_validate.chain(unverified.into_iter().map(Task::Verify));
        self.work(finished.into_iter().chain(looked_at).collect()).await?;
        (self.progress)(Event::Verified { foreign_keys: count });
        Ok(())
    }

    async fn work(&self, tasks: Vec<Task>) -> Result<(), Error> {
        worker::work(&self.connect_options, self.options.workers.max(1), tasks, &self.progress).await
    }
}

/// Tellings in chunks, each of which begins at a multiple of its size if it can.
fn chunks(tellings: &Tellings) -> Vec<Chunk> {
    let story = &tellings.story;
    let mut chunks = Vec::new();
    for (mut next, until) in tellings.ranges.iter().copied() {
        while next < until {
            let end = (next - next % story.chunk + story.chunk).min(until);
            chunks.push(Chunk { story: story.clone(), range: (next, end) });
            next = end;
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::super::plan::Story;
    use super::*;

    #[test]
    fn only_gaps_are_loaded() {
        let story = Story::new("s", 25, |_, _| {}).in_chunks_of(10);
        let ranges = |loaded: &[(u64, u64)]| -> Vec<(u64, u64)> {
            let left = Tellings { story: story.clone(), ranges: ledger::gaps(&story, loaded) };
            chunks(&left).into_iter().map(|chunk| chunk.range).collect()
        };
        assert_eq!(ranges(&[]), [(0, 10), (10, 20), (20, 25)]);
        assert_eq!(ranges(&[(0, 10), (20, 25)]), [(10, 20)]);
        assert_eq!(ranges(&[(0, 5)]), [(5, 10), (10, 20), (20, 25)]);
        assert_eq!(ranges(&[(0, 40)]), []);
    }
}
