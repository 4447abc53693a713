//! The whole rewrite of a large table under four writers: nothing is lost, and they hardly notice.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use backline_ops::rewrite::Stage;
use serde::Serialize;

use super::Options;
use super::ground::{Ground, outcome};
use super::writers::{Told, Work, Writers};
use crate::failure::Failure;
use crate::place::Place;

/// The longest that a write may take while the table is rewritten, in milliseconds.
const LONGEST_MS: u64 = 300;

/// How often it is asked how far the rewrite is.
const LOOK: Duration = Duration::from_millis(100);

/// What came of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Loaded {
    rows: u32,
    rewrite_ms: u128,
    told: Told,
    before: Work,
    during: Work,
    /// What the rewrite did when the longest write ended.
    longest_while: &'static str,
    after: Work,
    pub(super) failures: Vec<String>,
}

pub(super) async fn run(options: &Options, ground: &mut Ground, place: &Place) -> Result<Loaded, Failure> {
    let output = place.output();
    output.narrate(format_args!("Making a table of {} rows", options.rows));
    ground.fill("stress_load", options.rows).await?;
    let mut loaded = Loaded { rows: options.rows, ..Loaded::default() };
    let writers = Writers::start(ground)?;
    output.narrate("Four writers at work, alone");
    let alone = Duration::from_secs(options.alone.into());
    // The first moments, in which they start, do not count.
    tokio::time::sleep(alone / 4).await;
    let began = now();
    tokio::time::sleep(alone).await;
    output.narrate("Rewriting the table");
    let (start, started) = (now(), Instant::now());
    let mut child = ground.rewrite(None)?;
    let mut stages = Vec::new();
    while child.try_wait().map_err(anyhow::Error::new)?.is_none() {
        stages.push((now(), ground.stage().await?));
        tokio::time::sleep(LOOK).await;
    }
    loaded.rewrite_ms = started.elapsed().as_millis();
    let end = now();
    let rewritten = outcome(child);
    tokio::time::sleep(alone).await;
    let after = now();
    let (told, ledgers) = writers.end(ground)?;
    rewritten?;
    (loaded.before, loaded.during) = (told.between(began, start), told.between(start, end));
    loaded.after = told.between(end, after);
    let at = stages.iter().rev().find(|(moment, _)| *moment <= loaded.during.longest_at + 100);
    loaded.longest_while = match at.and_then(|(_, stage)| *stage) {
        None => "it began",
        Some(Stage::Copying) => "rows were copied",
        Some(Stage::Indexing) => "indexes were built, rows mirrored and compared, and the tables swapped",
        Some(_) => "foreign keys were validated",
    };
    loaded.told = told;
    output.narrate("Comparing every row with the ledgers");
    loaded.failures = ground.differences(&ledgers).await?;
    if ground.stage().await? != Some(Stage::Swapped) {
        loaded.failures.push("the table was not swapped".to_owned());
    }
    if options.judge {
        loaded.judge();
    }
    Ok(loaded)
}

impl Loaded {
    fn judge(&mut self) {
        if self.during.longest_ms >= LONGEST_MS {
            self.failures.push(format!("a write took {} ms", self.during.longest_ms));
        }
        if self.during.transactions_a_second * 2 < self.before.transactions_a_second {
            self.failures.push("the writers' throughput fell by more than half".to_owned());
        }
    }

    pub(super) fn text(&self, version: &str) -> String {
        let Self { before, during, after, told, .. } = self;
        let refused: Vec<String> =
            told.refused.iter().map(|(state, count)| format!("{count} with {state}")).collect();
        format!(
            "`ops rewrite` of a table of {} rows on PostgreSQL {version} under four writer processes at full speed: int to bigint (the key, \
             and a self-reference), text to uuid, varchar to numeric, timestamp to timestamptz in Asia/Kolkata, text to enum; with incoming \
             and outgoing foreign keys, a trigger, a generated column, an identity, partial and expression indexes, a view that is written \
             through, a policy and grants that the writers depend on, and comments. It took {:.1} s.\n\n\
             | | transactions a second | longest write |\n|---|---|---|\n\
             | before | {} | {} ms |\n| during the rewrite | {} | {} ms, while {} |\n| after the swap | {} | {} ms |\n\n\
             {} transactions (inserts, updates, upserts, deletes, changed keys, also through the view; half of them at REPEATABLE READ) were \
             acknowledged; {} were refused to be run again, no other error was met. At the end every row of the table, each payment that refers \
             to it and what its trigger counted was compared with the writers' ledgers.\n",
            self.rows,
            std::time::Duration::from_millis(u64::try_from(self.rewrite_ms).unwrap_or(u64::MAX))
                .as_secs_f64(),
            before.transactions_a_second,
            before.longest_ms,
            during.transactions_a_second,
            during.longest_ms,
            self.longest_while,
            after.transactions_a_second,
            after.longest_ms,
            told.transactions,
            if refused.is_empty() { "none".to_owned() } else { refused.join(", ") },
        )
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
