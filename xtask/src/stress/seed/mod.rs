//! `stress seed`: development data killed, at large scales, with other numbers of workers, on other versions.

mod estimates;
mod ground;
mod killed;
mod scales;
mod versions;
mod workers;

use std::fmt::Write as _;

use clap::ValueEnum;
use serde::Serialize;

use super::document;
use crate::failure::{DONE, FINDING, Failure};
use crate::place::Place;

/// Which parts, and how large.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these parts
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<Part>,
    /// So many kills
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: u32,
    /// Where the moments of the kills begin to be counted from
    #[arg(long, value_name = "N", default_value_t = 1)]
    rng_seed: u64,
    /// The scale of what is killed, and of what is compared between workers and versions
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    scale: u32,
    /// The smaller of the scales that are beside each other
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    small: u32,
    /// The larger one
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    large: u32,
    /// Run the coherence checks at the larger scale, too
    #[arg(long)]
    check_large: bool,
    /// Leave docs/stress.md as it is
    #[arg(long)]
    no_document: bool,
}

/// Something that must hold, by a run of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Runs that are killed leave what an undisturbed run leaves
    Killed,
    /// Memory stays, time grows with the rows, nothing is incoherent
    Scales,
    /// The data is the same with 1, 2 and 8 workers
    Workers,
    /// The data is the same on the oldest and the newest PostgreSQL
    Versions,
    /// Rows, time and disk are what a dry run says, within a fifth
    Estimates,
}

/// What came of a part.
#[derive(Debug, Serialize)]
struct Outcome {
    /// Its section of docs/stress.md.
    section: &'static str,
    /// In words.
    text: String,
    /// What does not hold.
    failures: Vec<String>,
}

impl Outcome {
    fn markdown(&self) -> String {
        let mut text = self.text.clone();
        for failure in &self.failures {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n- {failure}");
        }
        text
    }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let wants = |part: Part| options.only.is_empty() || options.only.contains(&part);
    let mut outcomes = Vec::new();
    if wants(Part::Killed) {
        outcomes.push(told(killed::run(options, place).await?, options)?);
    }
    if wants(Part::Workers) {
        outcomes.push(told(workers::run(options, place).await?, options)?);
    }
    if wants(Part::Versions) {
        outcomes.push(told(versions::run(options, place).await?, options)?);
    }
    if wants(Part::Estimates) {
        outcomes.push(told(estimates::run(place).await?, options)?);
    }
    if wants(Part::Scales) {
        outcomes.push(told(scales::run(options, place).await?, options)?);
    }
    place.output().result(&outcomes, || {
        let parts: Vec<String> =
            outcomes.iter().map(|outcome| format!("{}\n{}", outcome.section, outcome.markdown())).collect();
        parts.join("\n\n")
    })?;
    Ok(if outcomes.iter().all(|outcome| outcome.failures.is_empty()) { DONE } else { FINDING })
}

/// Written at once: the next part may take long.
fn told(outcome: Outcome, options: &Options) -> Result<Outcome, Failure> {
    if !options.no_document {
        document::write(outcome.section, &outcome.markdown())?;
    }
    Ok(outcome)
}
