//! Some tellings of each story of a plan: what they give, told of all of it.

use std::collections::HashMap;

use super::plan::{Plan, Story};
use super::rows::{Rows, TableRows};

/// Bytes on disk for one that is sent, indexes included, where nothing was measured.
const DISK_FOR_A_BYTE: u64 = 3;

/// In so many parts a sample is divided, as long as there is a telling for each.
const PARTS: usize = 24;

/// Part of a sample's rows of a table, one after the other as they are loaded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    /// Rows of the table up to its end.
    pub(super) until: u64,
    /// Where its tellings begin among those of their story, which are 1 together.
    pub(super) begin: f64,
    /// How much of them they are.
    pub(super) share: f64,
}

/// Tellings of a story: all of them, or what is left to do.
#[derive(Debug, Clone)]
pub(super) struct Tellings {
    pub(super) story: Story,
    pub(super) ranges: Vec<(u64, u64)>,
}

impl Tellings {
    /// All of a plan, story by story.
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let all = |story: &Story| Self { story: story.clone(), ranges: vec![(0, story.count)] };
        plan.stories.iter().map(all).collect()
    }

    pub(super) fn count(&self) -> u64 {
        self.ranges.iter().map(|(first, until)| until - first).sum()
    }

    /// The ordinal at a position; positions count on from range to range.
    fn ordinal(&self, mut position: u64) -> u64 {
        for (first, until) in &self.ranges {
            if position < until - first {
                return first + position;
            }
            position -= until - first;
        }
        0
    }
}

/// Samples of all stories of a plan.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) stories: Vec<StorySample>,
}

/// Some tellings of a story.
#[derive(Debug)]
pub(super) struct StorySample {
    pub(super) story: Story,
    pub(super) ordinals: Vec<u64>,
    tables: Vec<TableRows>,
    is_whole: bool,
}

impl StorySample {
    fn of(tellings: &Tellings, rows: u64, threads: usize) -> Self {
        let (story, count) = (tellings.story.clone(), tellings.count());
        let mut first = Rows::default();
        if count > 0 {
            story.tell(tellings.ordinal(0), &mut first);
        }
        let most = count.min(rows / first.count().max(1) + 1);
        // Spread over all of it.
        let ordinals: Vec<u64> = (0..most).map(|step| tellings.ordinal(step * count / most)).collect();
        let tables = count_rows(&story, &ordinals, threads);
        Self { story, ordinals, tables, is_whole: most == count }
    }

    /// Of each table its rows, part by part; parts have as many tellings each.
    fn parts(&self) -> Vec<Vec<TableRows>> {
        let tellings = self.ordinals.len().div_ceil(PARTS).max(1);
        self.ordinals.chunks(tellings).map(|ordinals| count_rows(&self.story, ordinals, 1)).collect()
    }

    fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().filter(|each| each.table == table).map(|each| each.rows).sum()
    }

    /// What so many tellings give of what the sample gives.
    fn scaled(&self, amount: u64, tellings: u64) -> u64 {
        let sampled = self.ordinals.len().max(1) as u128;
        u64::try_from(u128::from(amount) * u128::from(tellings) / sampled).unwrap_or(u64::MAX)
    }
}

/// Tells and counts, one telling after the other: the rows themselves are too many to be kept.
fn count_rows(story: &Story, ordinals: &[u64], threads: usize) -> Vec<TableRows> {
    let count = |ordinals: &[u64]| {
        let mut tables = Vec::new();
        for ordinal in ordinals {
            let mut rows = Rows::default();
            story.tell(*ordinal, &mut rows);
            add(&mut tables, rows.tables());
        }
        tables
    };
    let mut tables = Vec::new();
    std::thread::scope(|scope| {
        let parts = ordinals.chunks(ordinals.len().div_ceil(threads.max(1)).max(1));
        let counting: Vec<_> = parts.map(|part| scope.spawn(move || count(part))).collect();
        for counted in counting {
            add(&mut tables, counted.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    tables
}

fn add(tables: &mut Vec<TableRows>, others: Vec<TableRows>) {
    for other in others {
        match tables.iter_mut().find(|each| each.table == other.table) {
            Some(each) => {
                each.rows += other.rows;
                each.bytes += other.bytes;
            }
            None => tables.push(other),
        }
    }
}

impl Sample {
    /// Tells each story as often as gives so many rows, on so many threads.
    pub(super) fn of(tellings: &[Tellings], rows: u64, threads: usize) -> Self {
        Self { stories: tellings.iter().map(|each| StorySample::of(each, rows, threads)).collect() }
    }

    /// Whether every telling is in it.
    pub(super) fn is_whole(&self) -> bool {
        self.stories.iter().all(|story| story.is_whole)
    }

    /// The tables, each once, in the order in which they are written, with what the sample has of them.
    pub(super) fn tables(&self) -> Vec<TableRows> {
        let mut tables = Vec::new();
        for story in &self.stories {
            add(&mut tables, story.tables.clone());
        }
        tables
    }

    /// How many chunks there are if all are as large as the largest: of each story tellings, and those in a chunk.
    pub(super) fn large_chunks(&self, chunks: &[(u64, u64)]) -> u64 {
        let rows = |tellings: fn(&(u64, u64)) -> u64| {
            self.stories.iter().zip(chunks).map(move |(story, chunk)| {
                story.scaled(story.tables.iter().map(|table| table.rows).sum(), tellings(chunk))
            })
        };
        let largest = rows(|(all, chunk)| *all.min(chunk)).max().unwrap_or(0).max(1);
        (rows(|(all, _)| *all).sum::<u64>() + largest / 2) / largest
    }

    /// The parts of all tables.
    pub(super) fn parts(&self) -> HashMap<&'static str, Vec<Part>> {
        let mut all: HashMap<&'static str, Vec<Part>> = HashMap::new();
        for story in &self.stories {
            let parts = story.parts();
            #[expect(clippy::cast_precision_loss, reason = "they are few")]
            for (number, part) in parts.iter().enumerate() {
                let share = 1.0 / parts.len() as f64;
                for TableRows { table, rows, .. } in part {
                    let of_table = all.entry(table).or_default();
                    let until = of_table.last().map_or(0, |last| last.until) + rows;
                    of_table.push(Part { until, begin: number as f64 * share, share });
                }
            }
        }
        all
    }

    /// Rows of a table in so many tellings of each story.
    pub(super) fn rows_of(&self, table: &str, tellings: &[u64]) -> u64 {
        let each = self.stories.iter().zip(tellings);
        each.map(|(story, tellings)| story.scaled(story.rows_of(table), *tellings)).sum()
    }

    /// Rows in so many tellings of each story.
    pub(super) fn rows(&self, tellings: &[u64]) -> u64 {
        self.tables().iter().map(|table| self.rows_of(table.table, tellings)).sum()
    }

    /// Bytes on disk of so many tellings of each story, about.
    pub(super) fn disk_bytes(&self, tellings: &[u64]) -> u64 {
        let bytes = |(story, tellings): (&StorySample, &u64)| {
            story.scaled(story.tables.iter().map(|table| table.bytes).sum(), *tellings)
        };
        self.stories.iter().zip(tellings).map(bytes).sum::<u64>().saturating_mul(DISK_FOR_A_BYTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_sampled_all_over() {
        let story = Story::new("s", 30, |_, _| {});
        let left = Tellings { story, ranges: vec![(2, 5), (10, 30)] };
        let sample = StorySample::of(&left, 3, 2);
        assert_eq!(left.count(), 23);
        assert_eq!(sample.ordinals, [2, 12, 18, 24]);
        assert!(!sample.is_whole);
        assert!(StorySample::of(&left, 22, 1).is_whole);
    }

    #[test]
    fn a_small_chunk_beside_a_large_one_is_none() {
        let story = |rows: u64| {
            Story::new("s", 30, move |_, out| {
                (0..rows).for_each(|_| crate::row!(out, things { id: 1_i32 }));
            })
        };
        let told = [story(1), story(100)].map(|story| Tellings { story, ranges: vec![(0, 30)] });
        let sample = Sample::of(&told, 1_000, 1);
        assert_eq!(sample.large_chunks(&[(1, 1), (1, 1)]), 1);
        assert_eq!(sample.large_chunks(&[(1, 1), (3, 1)]), 3);
        assert_eq!(sample.large_chunks(&[(1, 1), (4, 3)]), 1);
        assert_eq!(sample.large_chunks(&[(0, 1), (0, 1)]), 0);
    }
}
