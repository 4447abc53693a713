//! What a run will take: rows by telling what is left, or a large part of it; time and disk by rehearsing it on samples.

use std::time::Duration;

use sea_orm::sqlx::{self, PgConnection, PgPool};
use serde::Serialize;

use super::ledger::{self, State};
use super::pages;
use super::plan::Plan;
use super::rehearsal::{self, Rehearsal, Stage, Table, rehearse};
use super::rows::TableRows;
use super::run::Options;
use super::sample::{Sample, Tellings};
use super::{Error, worker};

/// So many rows of each story are rehearsed, on each connection.
const REHEARSED_ROWS: u64 = 150_000;
/// So many rows are told in order to count them; what is left to do is counted to the last row if it is no more.
const TOLD_ROWS: u64 = 2_000_000;
/// Of so few rows a table tells what its indexes take besides.
const SMALL: u64 = 200;
/// So many rows of a table are looked at when it is analyzed: 300 for each of the statistics' target.
const ANALYZED_ROWS: u64 = 6_000;

// What takes the same time for any number of rows, told in the time that a definition takes. These are ratios of
// PostgreSQL's own work and of ours, measured with the platform's 507 indexes and 299 foreign keys.
/// To begin: the plan is recorded, tables are looked at.
const BEGINNING: f64 = 1_500.0;
/// To drop an index or a foreign key, and to record it.
const DROPPING: f64 = 2.5;
/// To add a foreign key: a constraint and four triggers.
const ADDING_A_KEY: f64 = 11.0;
/// To analyze a table, besides its rows.
const ANALYZING: f64 = 5.0;
/// To look at a foreign key, besides its rows.
const VERIFYING: f64 = 5.0;
/// What of that a rehearsal has, too.
const ASKING: f64 = 2.0;

// What differs between temporary copies and the tables themselves.
/// Rows are logged, and so is what analyzing finds.
const LOGGED: f64 = 1.1;
/// So is what is added to indexes, which takes more.
const LIVE_INDEXES: f64 = 1.8;
/// The larger they are, the less of them is in memory: for each time that they are twice as large as those of the sample.
const LARGER_INDEXES: f64 = 0.15;
/// Indexes are built for good: they are written out at the end of each transaction, or logged.
const BUILT_FOR_GOOD: f64 = 1.5;
/// Foreign keys are validated beside closing statements.
const VALIDATED: f64 = 1.8;

/// From a twelfth of new rows on, most pages of indexes that were filled to nine tenths are split.
const MANY: u64 = 12;
/// Of fewer rows many find room in the pages that there are.
const FEW: f64 = 0.75;

/// What a run will take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What it will add, table by table, in the order in which they are written; what closing statements write is not in it.
    pub tables: Vec<TableEstimate>,
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

    /// Bytes of all tables on disk, indexes included.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.disk_bytes).sum()
    }
}

/// What [`run`](super::run) with these options would do to the database as it is.
///
/// Samples of what is left to do are loaded into temporary copies of the tables, by as many workers as the run would have,
/// in transactions that are rolled back: nothing of it remains.
///
/// # Errors
/// [`Error`]: those of a run, where another plan is recorded for instance.
pub async fn estimate(pool: &PgPool, plan: &Plan, options: &Options) -> Result<Estimate, Error> {
    let connect_options = (*pool.connect_options()).clone();
    let mut connection = worker::connect(&connect_options).await?;
    let (state, left) = ledger::look(&mut connection, plan).await?;
    if left.iter().all(|tellings| tellings.count() == 0) {
        return Ok(Estimate { tables: Vec::new(), time: Duration::ZERO, is_exact: true });
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

/// Rows of a table.
struct Amount {
    table: &'static str,
    /// In the sample.
    sampled: u64,
    /// That the run adds.
    added: u64,
    /// That the table has then.
    then: u64,
    /// Bytes that its rows take before.
    taken: u64,
}

impl Amount {
    /// Whether the table has no rows before.
    fn is_first(&self) -> bool {
        self.then == self.added
    }

    /// How many times as many rows the table has then as the sample.
    fn times(&self) -> f64 {
        float(self.then) / float(self.sampled.max(1))
    }

    /// How many times as many of them are looked at when it is analyzed.
    fn looked_at(&self) -> f64 {
        float(self.then.min(ANALYZED_ROWS)) / float(self.sampled.clamp(1, ANALYZED_ROWS))
    }
}

/// What rehearsals tell of the whole.
struct Model<'a> {
    rehearsals: &'a [Rehearsal],
    tables: &'a [Amount],
    is_bulk: bool,
    workers: usize,
}

impl Model<'_> {
    fn table(&self, amount: &Amount) -> TableEstimate {
        let rehearsed = self.rehearsals.first().and_then(|each| each.tables.get(amount.table));
        let relations = rehearsed.iter().flat_map(|table| &table.relations);
        let bytes = |rows, are_first| -> f64 {
            relations.clone().map(|relation| relation.bytes(amount.sampled, rows, are_first)).sum()
        };
        let bytes = if amount.is_first() {
            bytes(amount.added, true)
        } else if amount.added >= amount.then / MANY {
            // Pages with room are filled, full ones are split: what there is will look as what was rehearsed.
            (bytes(amount.then, true) - float(amount.taken)).max(0.0)
        } else {
            bytes(amount.added, false) * FEW
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are positive")]
        let disk_bytes = bytes as u64;
        TableEstimate { table: amount.table, rows: amount.added, disk_bytes }
    }

    /// What the rehearsals took on average.
    fn mean(&self, of: impl Fn(&Rehearsal) -> f64) -> f64 {
        self.rehearsals.iter().map(of).sum::<f64>() / float(self.rehearsals.len() as u64)
    }

    /// What the tables take together: what each took in the rehearsals, as many times as it says.
    fn of_tables(&self, of: impl Fn(&Table) -> f64, times: impl Fn(&Amount) -> f64) -> f64 {
        let of_table = |amount: &Amount| {
            self.mean(|rehearsal| rehearsal.tables.get(amount.table).map_or(0.0, &of)) * times(amount)
        };
        self.tables.iter().map(of_table).sum()
    }

    /// Step by step, as a run goes.
    fn seconds(&self, chunks: &[(u64, u64)]) -> f64 {
        let workers = float(self.workers as u64);
        let definition = self.rehearsals.iter().map(|each| each.definition).fold(f64::INFINITY, f64::min);
        let indexes = self.of_tables(Table::indexes, |_| 1.0);
        let keys = self.of_tables(|table| f64::from(table.foreign_keys), |_| 1.0);
        let begin = BEGINNING * definition;
        let load = self.load(chunks);
        let analyze = self.of_tables(|table| table.analyze, Amount::looked_at) * LOGGED
            + float(self.tables.len() as u64) * ANALYZING * definition;
        let of_rows =
            |table: &Table| (table.verify - f64::from(table.foreign_keys) * ASKING * definition).max(0.0);
        let verify = self.of_tables(of_rows, Amount::times) + keys * VERIFYING * definition;
        if !self.is_bulk {
            tracing::debug!(definition, load, analyze, verify, "rehearsed");
            let rows = |of: fn(&Amount) -> u64| float(self.tables.iter().map(of).sum());
            let larger = rows(|amount| amount.then) / rows(|amount| amount.sampled).max(1.0);
            let live = LIVE_INDEXES + LARGER_INDEXES * larger.max(1.0).log2();
            return begin + load * live + (analyze + verify) / workers;
        }
        let drop = (indexes + keys) * DROPPING * definition;
        let build = self.build(definition);
        // One worker adds keys, the others analyze.
        let add = keys * ADDING_A_KEY * definition;
        let add_and_analyze = add.max((add + analyze) / workers);
        tracing::debug!(definition, load, build, analyze, verify, "rehearsed");
        begin
            + drop
            + load * LOGGED
            + indexes * definition
            + build * BUILT_FOR_GOOD / workers
            + add_and_analyze
            + verify * VALIDATED / workers
    }

    /// All indexes, one after the other. What an index takes besides its rows is not multiplied.
    fn build(&self, definition: f64) -> f64 {
        let small = |amount: &Amount| if amount.sampled <= SMALL { 1.0 } else { 0.0 };
        let of_small =
            self.of_tables(|table| table.build, small) / self.of_tables(Table::indexes, small).max(1.0);
        let besides = of_small.max(definition);
        let rehearsed = self.of_tables(|table| table.build, |_| 1.0);
        let more = self.of_tables(
            |table| table.build - table.indexes() * besides,
            |amount| (amount.times() - 1.0).max(0.0),
        );
        rehearsed + more.max(0.0)
    }

    /// Each worker takes the next chunk when it has loaded one.
    fn load(&self, chunks: &[(u64, u64)]) -> f64 {
        let mut busy_until = vec![0.0_f64; self.workers];
        for (story, (tellings, chunk)) in chunks.iter().enumerate() {
            let told = self.rehearsals.iter().flat_map(|each| each.stories.get(story)).flatten();
            let telling = median(told.copied().collect());
            for first in (0..*tellings).step_by(usize::try_from(*chunk).unwrap_or(usize::MAX)) {
                if let Some(next) = busy_until.iter_mut().min_by(|one, other| one.total_cmp(other)) {
                    *next += telling * float((tellings - first).min(*chunk));
                }
            }
        }
        busy_until.into_iter().fold(0.0, f64::max)
    }
}

/// The one in the middle, the lower of two; zero where there is none.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(number: u64) -> f64 {
    number as f64
}
