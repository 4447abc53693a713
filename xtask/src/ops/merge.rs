//! `ops merge`

use std::time::Duration;

use backline_ops::metrics::{REJECTED_ROWS, ROWS, counted};
use backline_ops::tidy::{self, Merged, OnConflict};

use crate::failure::{DONE, FINDING, Failure};
use crate::guard::{Permission, consent};
use crate::output::{Table, count};
use crate::place::Place;

/// What to merge into what.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The duplicate, which is dropped in the end
    source: String,
    /// The real table
    target: String,
    /// What becomes of rows that are in both with other values
    #[arg(long, value_enum, default_value_t = Choice::Refuse)]
    on_conflict: Choice,
    /// Say what would be done, and change nothing
    #[arg(long)]
    preview: bool,
    /// How many rows with other values are listed
    #[arg(long, default_value_t = 20)]
    examples: u32,
    #[command(flatten)]
    permission: Permission,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Choice {
    /// Merge nothing
    Refuse,
    /// Keep the real table's row
    KeepTarget,
    /// Take the duplicate's row
    TakeSource,
}

impl From<Choice> for OnConflict {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Refuse => Self::Refuse,
            Choice::KeepTarget => Self::KeepTarget,
            Choice::TakeSource => Self::TakeSource,
        }
    }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let output = place.output();
    let (source, target) = (&options.source, &options.target);
    if options.preview {
        let db = place.target().await?.connect().await?;
        let merged = tidy::merge_preview(&db, source, target, options.examples).await?;
        output.result(&merged, || shown(&merged, "would be merged"))?;
        return Ok(if merged.conflicting == 0 { DONE } else { FINDING });
    }
    let loss = format!("table {source} once its rows are in {target}");
    let (place_of, consent) = consent(place, &options.permission, &loss).await?;
    let db = place_of.connect().await?;
    let patience = Duration::from_secs(4);
    let merged = tidy::merge(&db, &consent, source, target, options.on_conflict.into(), patience).await?;
    output.measure(|metrics| {
        metrics.set(&ROWS, counted(merged.rows));
        metrics.set(&REJECTED_ROWS, counted(merged.conflicting));
    });
    output.result(&merged, || format!("{}\n{} is gone.", shown(&merged, "were merged"), merged.source))?;
    Ok(DONE)
}

fn shown(merged: &Merged, verb: &str) -> String {
    let mut table = Table::new(["key", "in the duplicate", "in the real table"]);
    for conflict in &merged.conflicts {
        table.row([&conflict.key, &conflict.source, &conflict.target]);
    }
    let sentence = format!(
        "{} of {} {verb} into {}: {} new, {} the same, {} with other values.",
        count(merged.rows, "row"),
        merged.source,
        merged.target,
        merged.new,
        merged.same,
        merged.conflicting
    );
    if merged.conflicts.is_empty() { sentence } else { format!("{table}\n{sentence}") }
}
