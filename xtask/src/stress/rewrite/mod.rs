//! `stress rewrite`: a table with all that can hang on one, rewritten under four writer processes; killed again and again.

mod ground;
mod kills;
mod ledger;
mod load;
pub mod writer;
mod writers;

use clap::ValueEnum;
use serde::Serialize;

use super::document;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::Place;
use ground::Ground;

/// How large.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these parts
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<Part>,
    /// Rows of the table that is rewritten under load
    #[arg(long, value_name = "N", default_value_t = 5_000_000, value_parser = clap::value_parser!(u32).range(100..=90_000_000))]
    rows: u32,
    /// For how many seconds the writers are watched before and after
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    alone: u32,
    /// So many kills
    #[arg(long, value_name = "N", default_value_t = 100)]
    kills: u32,
    /// Rows of the table whose rewrite is killed
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=90_000_000))]
    killed_rows: u32,
    /// Where the moments of the kills begin to be counted from
    #[arg(long, value_name = "N", default_value_t = 1)]
    rng_seed: u64,
    /// Do not fail because a write took long, or writers became slow
    #[arg(long = "no-judge", action = clap::ArgAction::SetFalse)]
    judge: bool,
    /// Leave docs/stress.md as it is
    #[arg(long)]
    no_document: bool,
}

/// Something that must hold, by a run of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// No write is lost or doubled, and none waits for long
    Load,
    /// A rewrite that is killed is resumed or aborted
    Killed,
}

/// What came of it.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    load: Option<load::Loaded>,
    killed: Option<kills::Killed>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let wants = |part: Part| options.only.is_empty() || options.only.contains(&part);
    let mut ground = Ground::start(place)?;
    let version = ground.version();
    let mut outcome = Outcome::default();
    let (mut texts, mut failures) = (Vec::new(), 0);
    if wants(Part::Load) {
        let load = load::run(options, &mut ground, place).await?;
        failures += load.failures.len();
        texts.push(told("rewrite, under load", &load.text(&version), &load.failures, options)?);
        outcome.load = Some(load);
    }
    if wants(Part::Killed) {
        let killed = kills::run(options, &mut ground, place).await?;
        failures += killed.failures.len();
        texts.push(told("rewrite, killed", &killed.text(&version), &killed.failures, options)?);
        outcome.killed = Some(killed);
    }
    place.output().result(&outcome, || texts.join("\n\n"))?;
    Ok(if failures == 0 { DONE } else { FINDING })
}

/// Written at once: the next part may take long.
fn told(section: &str, text: &str, failures: &[String], options: &Options) -> Result<String, Failure> {
    let failed = failures.iter().map(|failure| format!("\n- {failure}"));
    let text = format!(
        "{}\n\n{}.{}\n",
        text.trim(),
        count(failures.len(), "difference"),
        failed.collect::<String>()
    );
    if !options.no_document {
        document::write(section, &text)?;
    }
    Ok(text)
}
