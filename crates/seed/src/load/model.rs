//! What rehearsals on samples tell of the whole run.

use super::copies::Later;
use super::estimate::TableEstimate;
use super::history::Growth;
use super::pages::PAGE;
use super::rehearsal::{Rehearsal, Table};

/// Of so few rows a table tells what its indexes take besides.
const SMALL: u64 = 200;
/// Of so few it tells what it takes besides to be analyzed.
const TINY: u64 = 20;
/// So many rows of a table are looked at when it is analyzed, and at most as many pages: 300 for each of the statistics'
/// target.
const ANALYZED: f64 = 6_000.0;
/// As many rows take as long to be looked at as a page does to be read.
const ROWS_FOR_A_PAGE: f64 = 1.5;

// What takes the same time for any number of rows, told in the time that a definition takes. These are ratios of
// PostgreSQL's own work and of ours, measured with the platform's 507 indexes and 299 foreign keys.
/// To begin: the plan is recorded, tables are looked at.
const BEGINNING: f64 = 900.0;
/// The same where a plan is recorded.
const GOING_ON: f64 = 700.0;
/// To drop an index or a foreign key, and to record it.
const DROPPING: f64 = 3.5;
/// To add a foreign key: a constraint and four triggers.
const ADDING_A_KEY: f64 = 17.0;
/// To analyze a table in a transaction of its own.
const ANALYZING: f64 = 8.0;
/// To look at a foreign key, besides its rows.
const VERIFYING: f64 = 9.0;
/// What of that a rehearsal has, too.
const ASKING: f64 = 4.5;

// What differs between temporary copies and the tables themselves.
/// Rows are logged.
const LOGGED: f64 = 1.1;
/// So is what analyzing finds.
const ANALYZED_FOR_GOOD: f64 = 1.25;
/// And what is added to indexes.
const LIVE_INDEXES: f64 = 1.4;
/// Workers that add to the same ones wait for each other.
const SHARED_INDEXES: f64 = 0.4;
/// The larger they are, the less of them is in memory: for each time that they are twice as large as those of the sample.
const LARGER_INDEXES: f64 = 0.1;
/// Indexes are built for good: they are written out at the end of each transaction, or logged.
const BUILT_FOR_GOOD: f64 = 1.6;
/// Foreign keys are validated beside closing statements.
const VALIDATED: f64 = 2.1;
/// They are looked at beside these.
const LOOKED_AT: f64 = 1.5;

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

    /// How many times as long it takes to build an index of them: they are sorted.
    fn times_to_build(&self) -> f64 {
        let sorting = |rows: u64| float(rows.max(2)) * float(rows.max(2)).log2();
        sorting(self.then) / sorting(self.sampled)
    }
}

/// Seconds of a run, step by step.
#[derive(Debug)]
struct Steps {
    begin: f64,
    load: f64,
    build: f64,
    /// And to add foreign keys.
    analyze: f64,
    verify: f64,
}

impl Steps {
    fn sum(&self) -> f64 {
        self.begin + self.load + self.build + self.analyze + self.verify
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

    /// How many times as long it takes to analyze the table.
    fn times_to_analyze(&self, amount: &Amount) -> f64 {
        let rehearsed = self.rehearsals.first().and_then(|each| each.tables.get(amount.table));
        let table = rehearsed.and_then(|table| table.relations.iter().find(|relation| relation.is_table));
        let looked_at = |rows: u64| {
            let pages = table.map_or(0.0, |table| table.pages(amount.sampled, rows));
            float(rows).min(ANALYZED) + pages.min(ANALYZED) * ROWS_FOR_A_PAGE
        };
        looked_at(amount.then) / looked_at(amount.sampled).max(1.0)
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
        let definition = self.rehearsals.iter().find_map(|each| each.definition).unwrap_or(0.0);
        let indexes = self.of_tables(|table| f64::from(table.built), |_| 1.0);
        let keys = self.of_tables(|table| f64::from(table.foreign_keys), |_| 1.0);
        let missing_keys = self.of_tables(|table| f64::from(table.missing_keys), |_| 1.0);
        let is_first = self.tables.iter().all(Amount::is_first);
        let begin = if is_first { BEGINNING } else { GOING_ON } * definition;
        let load = self.load(chunks);
        let analyze =
            self.analyze() * ANALYZED_FOR_GOOD + float(self.tables.len() as u64) * ANALYZING * definition;
        let of_rows =
            |table: &Table| (table.verify - f64::from(table.foreign_keys) * ASKING * definition).max(0.0);
        let verify = self.of_tables(of_rows, Amount::times) + keys * VERIFYING * definition;
        let steps = if self.later == Later::None {
            let rows = |of: fn(&Amount) -> u64| float(self.tables.iter().map(of).sum());
            let larger = rows(|amount| amount.then) / rows(|amount| amount.sampled).max(1.0);
            let shared = if self.loading > 1 { SHARED_INDEXES } else { 0.0 };
            let live = LIVE_INDEXES + shared + LARGER_INDEXES * larger.max(1.0).log2();
            Steps {
                begin,
                load: load * live,
                build: 0.0,
                analyze: analyze / workers,
                verify: verify * LOOKED_AT / workers,
            }
        } else {
            let dropped = if self.later == Later::All { indexes + missing_keys } else { 0.0 };
            // One worker adds keys, the others analyze.
            let add = missing_keys * ADDING_A_KEY * definition;
            Steps {
                begin: begin + dropped * DROPPING * definition,
                load: load * LOGGED,
                build: indexes * definition + self.build(definition) * BUILT_FOR_GOOD / workers,
                analyze: add.max((add + analyze) / workers),
                verify: verify * VALIDATED / workers,
            }
        };
        tracing::debug!(definition, load, ?steps, "rehearsed");
        steps.sum()
    }

    /// All tables, one after the other. What a table takes besides its rows is not multiplied.
    fn analyze(&self) -> f64 {
        let is_tiny = |amount: &Amount| if amount.sampled <= TINY { 1.0 } else { 0.0 };
        let besides =
            self.of_tables(|table| table.analyze, is_tiny) / self.of_tables(|_| 1.0, is_tiny).max(1.0);
        let rehearsed = self.of_tables(|table| table.analyze, |_| 1.0);
        let more = self.of_tables(
            |table| (table.analyze - besides).max(0.0),
            |amount| (self.times_to_analyze(amount) - 1.0).max(0.0),
        );
        rehearsed + more
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
            |amount| (amount.times_to_build() - 1.0).max(0.0),
        );
        rehearsed + more.max(0.0)
    }

    /// Each worker takes the next chunk when it has loaded one.
    fn load(&self, chunks: &[(u64, u64)]) -> f64 {
        let mut busy_until = vec![0.0_f64; self.workers];
        for (story, (tellings, chunk)) in chunks.iter().enumerate() {
            let (first, next) = self.telling(story);
            for begin in (0..*tellings).step_by(usize::try_from(*chunk).unwrap_or(usize::MAX)) {
                if let Some(free) = busy_until.iter_mut().min_by(|one, other| one.total_cmp(other)) {
                    let telling = if *free == 0.0 { first } else { next };
                    *free += telling * float((tellings - begin).min(*chunk));
                }
            }
        }
        busy_until.into_iter().fold(0.0, f64::max)
    }

    /// What a telling takes in the first chunk of a connection, and in those after it.
    fn telling(&self, story: usize) -> (f64, f64) {
        let told = || self.rehearsals.iter().filter_map(|each| each.stories.get(story));
        let first = mean(told().filter_map(|chunks| chunks.first()));
        let next = mean(told().flat_map(|chunks| chunks.iter().skip(1)));
        (first.unwrap_or(0.0), next.or(first).unwrap_or(0.0))
    }
}

/// None of nothing.
fn mean<'a>(seconds: impl Iterator<Item = &'a f64>) -> Option<f64> {
    let (count, sum) = seconds.fold((0, 0.0), |(count, sum), each| (count + 1, sum + each));
    (count > 0).then(|| sum / float(count))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} in the place of {expected}");
    }

    #[test]
    fn the_first_chunk_of_a_worker_takes_as_long_as_first_chunks() {
        let rehearsal =
            |chunks: [f64; 3]| Rehearsal { stories: vec![chunks.to_vec()], ..Rehearsal::default() };
        let rehearsals = [rehearsal([3.0, 1.0, 2.0]), Rehearsal::default(), rehearsal([5.0, 2.0, 1.0])];
        let growth = Growth::default();
        let model = Model {
            rehearsals: &rehearsals,
            growth: &growth,
            tables: &[],
            later: Later::All,
            workers: 2,
            loading: 2,
        };
        is(model.load(&[(1, 1)]), 4.0);
        is(model.load(&[(5, 1)]), 7.0);
        is(model.load(&[(3, 2)]), 8.0);
        is(model.load(&[(0, 1)]), 0.0);
    }

    #[test]
    fn what_is_sorted_takes_longer_than_its_number_of_rows() {
        let amount = |sampled, then| Amount { table: "t", sampled, added: then, then, built: 0, indexed: 0 };
        is(amount(1 << 10, 1 << 20).times_to_build(), 2_048.0);
        is(amount(7, 7).times_to_build(), 1.0);
        is(amount(0, 0).times_to_build(), 1.0);
    }
}
