//! What a run is to make.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::rows::Rows;
use crate::value::Seed;

type Tell = dyn Fn(u64, &mut Rows) + Send + Sync;

/// Something that is told a number of times, each time as coherent rows of one or many tables.
#[derive(Clone)]
pub struct Story {
    /// Its name in the ledger.
    pub name: &'static str,
    /// How often it is told.
    pub count: u64,
    /// How many tellings are written in one transaction.
    pub chunk: u64,
    tell: Arc<Tell>,
}

impl Story {
    /// A story told `count` times. What `tell` writes may depend on the ordinal (0, 1, 2 …) and on nothing else, and may
    /// refer to rows of this telling, of earlier stories, and of nothing else.
    #[must_use]
    pub fn new(
        name: &'static str,
        count: u64,
        tell: impl Fn(u64, &mut Rows) + Send + Sync + 'static,
    ) -> Self {
        Self { name, count, chunk: 1_000, tell: Arc::new(tell) }
    }

    /// So many tellings a transaction instead of 1,000; at least one.
    #[must_use]
    pub fn in_chunks_of(self, chunk: u64) -> Self {
        Self { chunk: chunk.max(1), ..self }
    }

    /// Tells it.
    pub fn tell(&self, ordinal: u64, rows: &mut Rows) {
        (self.tell)(ordinal, rows);
    }
}

impl fmt::Debug for Story {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Story")
            .field("name", &self.name)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// A statement after all rows: what is derived from rows of many tellings. Run again it must change nothing.
#[derive(Debug, Clone)]
pub struct Finish {
    /// What it is for.
    pub name: &'static str,
    /// The statement.
    pub sql: &'static str,
}

/// What a run is to make: stories in the order in which they refer to each other.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) name: &'static str,
    pub(crate) seed: Seed,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) stories: Vec<Story>,
    pub(crate) finish: Vec<Finish>,
}

/// Something besides the seed that the rows depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Plan {
    /// A plan without stories.
    #[must_use]
    pub fn new(name: &'static str, seed: Seed) -> Self {
        Self { name, seed, parameters: Vec::new(), stories: Vec::new(), finish: Vec::new() }
    }

    /// Something that the rows depend on: a database seeded with another value is refused. Counts of stories are not among
    /// these: a database may grow.
    #[must_use]
    pub fn with_parameter(mut self, name: &str, value: impl Into<String>) -> Self {
        self.parameters.push(Parameter { name: name.to_owned(), value: value.into() });
        self
    }

    /// A further story.
    #[must_use]
    pub fn with_story(mut self, story: Story) -> Self {
        self.stories.push(story);
        self
    }

    /// A further statement after all rows.
    #[must_use]
    pub fn with_finish(mut self, name: &'static str, sql: &'static str) -> Self {
        self.finish.push(Finish { name, sql });
        self
    }

    /// The rows of one telling of a story, without a database: what golden tests keep. Nothing where there is no such story.
    #[must_use]
    pub fn tell(&self, story: &str, ordinal: u64) -> Rows {
        let mut rows = Rows::default();
        for story in self.stories.iter().filter(|each| each.name == story) {
            story.tell(ordinal, &mut rows);
        }
        rows
    }

    /// Tells all of it, chunk by chunk, and keeps none: what generation alone costs. Answers how many rows there were.
    #[must_use]
    pub fn generate(&self) -> u64 {
        let mut count = 0;
        for story in &self.stories {
            for first in (0..story.count).step_by(usize::try_from(story.chunk).unwrap_or(usize::MAX)) {
                let mut rows = Rows::default();
                for ordinal in first..(first + story.chunk).min(story.count) {
                    story.tell(ordinal, &mut rows);
                }
                count += std::hint::black_box(rows).count();
            }
        }
        count
    }

    /// Name, seed and parameters: what must be the same when a database is seeded again.
    #[must_use]
    pub fn identity(&self) -> Vec<Parameter> {
        let own = [("plan", self.name.to_owned()), ("rng-seed", self.seed.number().to_string())];
        let own = own.map(|(name, value)| Parameter { name: name.to_owned(), value });
        own.into_iter().chain(self.parameters.iter().cloned()).collect()
    }
}
