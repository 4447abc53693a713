//! What rehearsals on samples tell of the whole run.

use super::copies::Later;
use super::estimate::TableEstimate;
use super::history::Growth;
use super::pages::PAGE;
use super::rehearsal::{Rehearsal, Table};

/// Of so few rows a table tells what its indexes take besides.
const SMALL: u64 = 200;
/// So many rows of a table are looked at when it is analyzed: 300 for each of the statistics' target.
const ANALYZED_ROWS: u64 = 6_000;

// What takes the same time for any number of rows, told in the time that a definition takes. These are ratios of
// PostgreSQL's own work and of ours, measured with the platform's 507 indexes and 299 foreign keys.
/// To begin: the plan is recorded, tables are looked at.
const BEGINNING: f64 = 1_500.0;
/// The same where a plan is recorded.
const GOING_ON: f64 = 500.0;
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
/// So is what is added to indexes.
const LIVE_INDEXES: f64 = 1.05;
/// Workers that add to the same ones wait for each other.
const SHARED_INDEXES: f64 = 0.75;
/// The larger they are, the less of them is in memory: for each time that they are twice as large as those of the sample.
const LARGER_INDEXES: f64 = 0.15;
/// Indexes are built for good: they are written out at the end of each transaction, or logged.
const BUILT_FOR_GOOD: f64 = 1.5;
/// Foreign keys are validated beside closing statements.
const VALIDATED: f64 = 1.8;
/// They are looked at beside these.
const LOOKED_AT: f64 = 1.3;

// Bytes in the catalogs, measured with the platform's tables.
/// Statistics of a table.
const STATISTICS: f64 = 13_000.0;
/// What an index or a foreign key leaves that is dropped and built, until the catalogs are vacuumed and used again.
const DEFINED_ANEW: f64 = 5_000.0;

/// Rows of a table.
pub(super) struct Amount {
    pub(super) table: &'static str,
    /// In the sample.
    pub(super) sampled: u64,
    /// That the run adds.
    pub(super) added: u64,
    /// That the table has then.
    pub(super) then: u64,
    /// That were there when its indexes were built.
    pub(super) built: u64,
    /// Bytes that its indexes take before.
    pub(super) indexed: u64,
}

impl Amount {
    /// Rows that the table has before.
    pub(super) fn before(&self) -> u64 {
        self.then - self.added
    }

    /// Whether it has none.
    pub(super) fn is_first(&self) -> bool {
        self.then == self.added
    }

    /// Pages of its indexes before, for so many rows of those that it has then.
    pub(super) fn indexed_pages(&self, rows: u64) -> f64 {
        float(self.indexed) / PAGE * float(rows) / float(self.then.max(1))
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
pub(super) struct Model<'a> {
    pub(super) rehearsals: &'a [Rehearsal],
    pub(super) growth: &'a Growth,
    pub(super) tables: &'a [Amount],
    pub(super) later: Later,
    pub(super) workers: usize,
    /// So many load at once.
    pub(super) loading: usize,
}

impl Model<'_> {
    /// What it will add to the table.
    pub(super) fn table(&self, amount: &Amount) -> TableEstimate {
        let rehearsed = self.rehearsals.first().and_then(|each| each.tables.get(amount.table));
        let relations = |are_tables: bool| {
            let relations = rehearsed.iter().flat_map(|table| &table.relations);
            relations.filter(move |relation| relation.is_table == are_tables)
        };
        let rows: f64 = relations(true)
            .map(|relation| match amount.is_first() {
                true => relation.bytes(amount.sampled, amount.added),
                false => relation.bytes_behind(amount.sampled, amount.added),
            })
            .sum();
        let indexes = if amount.is_first() || rehearsed.is_some_and(|table| table.built > 0) {
            let then: f64 =
                relations(false).map(|relation| relation.bytes(amount.sampled, amount.then)).sum();
            (then - float(amount.indexed)).max(0.0)
        } else if amount.added > 0 {
            float(amount.indexed) * self.growth.of(amount.table)
        } else {
            0.0
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are positive")]
        let disk_bytes = (rows + indexes) as u64;
        TableEstimate { table: amount.table, rows: amount.added, disk_bytes }
    }

    /// Bytes that the catalogs grow by.
    pub(super) fn catalogs(&self) -> u64 {
        let analyzed = |amount: &&Amount| amount.is_first() || self.later == Later::Missing;
        let statistics = float(self.tables.iter().filter(analyzed).count() as u64) * STATISTICS;
        let anew =
            self.of_tables(|table| f64::from(table.built + table.missing_keys), |_| 1.0) * DEFINED_ANEW;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are positive")]
        let bytes = (statistics + anew) as u64;
        bytes
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

    /// Wall time, step by step, as a run goes; of each story tellings that are left, and those in a chunk.
    pub(super) fn seconds(&self, chunks: &[(u64, u64)]) -> f64 {
        let workers = float(self.workers as u64);
        let definition = self.rehearsals.iter().map(|each| each.definition).fold(f64::INFINITY, f64::min);
        let indexes = self.of_tables(|table| f64::from(table.built), |_| 1.0);
        let keys = self.of_tables(|table| f64::from(table.foreign_keys), |_| 1.0);
        let missing_keys = self.of_tables(|table| f64::from(table.missing_keys), |_| 1.0);
        let is_first = self.tables.iter().all(Amount::is_first);
        let begin = if is_first { BEGINNING } else { GOING_ON } * definition;
        let load = self.load(chunks);
        let besides = self.analyzing_nothing();
        let analyze = self.of_tables(|table| (table.analyze - besides).max(0.0), Amount::looked_at) * LOGGED
            + float(self.tables.len() as u64) * ANALYZING * definition;
        let of_rows =
            |table: &Table| (table.verify - f64::from(table.foreign_keys) * ASKING * definition).max(0.0);
        let verify = self.of_tables(of_rows, Amount::times) + keys * VERIFYING * definition;
        if self.later == Later::None {
            tracing::debug!(definition, load, analyze, verify, "rehearsed");
            let rows = |of: fn(&Amount) -> u64| float(self.tables.iter().map(of).sum());
            let larger = rows(|amount| amount.then) / rows(|amount| amount.sampled).max(1.0);
            let shared = if self.loading > 1 { SHARED_INDEXES } else { 0.0 };
            let live = LIVE_INDEXES + shared + LARGER_INDEXES * larger.max(1.0).log2();
            return begin + load * live + (analyze + verify * LOOKED_AT) / workers;
        }
        let dropped = if self.later == Later::All { indexes + missing_keys } else { 0.0 };
        let drop = dropped * DROPPING * definition;
        let build = self.build(definition);
        // One worker adds keys, the others analyze.
        let add = missing_keys * ADDING_A_KEY * definition;
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

    /// What it takes to analyze a table, besides its rows: the least that a table took.
    fn analyzing_nothing(&self) -> f64 {
        let of_tables =
            self.rehearsals.iter().flat_map(|each| each.tables.values()).map(|table| table.analyze);
        of_tables.min_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// All indexes, one after the other. What an index takes besides its rows is not multiplied.
    fn build(&self, definition: f64) -> f64 {
        let built = |table: &Table| f64::from(table.built);
        let small = |amount: &Amount| if amount.sampled <= SMALL { 1.0 } else { 0.0 };
        let of_small = self.of_tables(|table| table.build, small) / self.of_tables(built, small).max(1.0);
        let besides = of_small.max(definition);
        let rehearsed = self.of_tables(|table| table.build, |_| 1.0);
        let more = self.of_tables(
            |table| table.build - built(table) * besides,
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
