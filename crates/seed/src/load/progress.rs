//! What a run tells while it goes, and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Something that a run has done, or is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// What there is to do.
    Planned {
        /// Tables that the plan writes to.
        tables: usize,
        /// Chunks that are not loaded yet.
        chunks: u64,
        /// Rows of these chunks, about.
        rows: u64,
    },
    /// The indexes and foreign keys of empty tables are gone until the rows are there.
    Dropped {
        /// Indexes, those behind constraints included.
        indexes: usize,
        /// Foreign keys.
        foreign_keys: usize,
    },
    /// A chunk is loaded.
    Loaded {
        /// Its story.
        story: &'static str,
        /// Rows of this run until now.
        rows: u64,
        /// Chunks of this run until now.
        chunks: u64,
    },
    /// So many indexes and foreign keys are being built and validated.
    Building {
        /// How many.
        definitions: usize,
    },
    /// An index was built, or a foreign key validated.
    Built {
        /// Its table.
        table: String,
        /// Its name.
        name: String,
    },
    /// The foreign keys that were not dropped were looked at.
    Verified {
        /// How many.
        foreign_keys: usize,
    },
    /// A closing statement is about to run.
    Finishing {
        /// What it is for.
        name: &'static str,
    },
}

/// Stops a run at the next clean point: after the chunks that are being written, with all indexes built.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks for it.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked for.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
