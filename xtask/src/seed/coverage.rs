//! `seed coverage`

use std::fmt::Write as _;

use anyhow::Context as _;
use backline_seed::coverage::Item;
use backline_seeds::coverage;

use crate::failure::{DONE, FINDING, Failure};
use crate::place::Place;

/// What to tell.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Tell what is missing, and what cannot be reached and why, line by line
    #[arg(long)]
    missing: bool,
    /// End with exit code 1 below this percentage
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    least: f64,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let coverage = coverage::measure(db.get_postgres_connection_pool()).await;
    let coverage = coverage.context("failed to look at the database")?;
    place.output().result(&coverage, || {
        let mut text = String::new();
        let mut kinds: Vec<_> = coverage.items.iter().map(|item| item.kind).collect();
        kinds.dedup();
        for kind in kinds {
            let of_kind = |item: &&Item| item.kind == kind;
            let all = coverage.reachable().filter(of_kind).count();
            let missing = coverage.missing().filter(of_kind).count();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{kind:?}: {} of {all}", all - missing);
        }
        if options.missing {
            for item in coverage.missing() {
                let _ = writeln!(text, "missing: {:?} {} {}", item.kind, item.place, item.what);
            }
            for item in &coverage.items {
                if let Some(reason) = &item.unreachable {
                    let _ = writeln!(
                        text,
                        "unreachable: {:?} {} {} ({reason})",
                        item.kind, item.place, item.what
                    );
                }
            }
        }
        let _ = write!(text, "{:.1} % of what can be shown is shown.", coverage.percent());
        text
    })?;
    Ok(if coverage.percent() < options.least { FINDING } else { DONE })
}
