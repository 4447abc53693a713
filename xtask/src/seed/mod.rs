//! `cargo xtask seed`: reference data, and scenarios.

mod clean;
mod list;
mod reference;
mod scenarios;

use backline_seed::scenario;
use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What to put into the database, or what else to do.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    scenarios: scenarios::Options,
}

/// What can be done beside.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the scenarios, or those that were told
    List(list::Options),
    /// Remove what scenarios made, and nothing else
    Clean(clean::Options),
    /// Load the reference data; where nothing differs, nothing is changed
    Reference(reference::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(arguments: Arguments, place: &Place) -> Result<u8, Failure> {
    match arguments.verb {
        Some(Verb::List(options)) => list::run(&options, place).await,
        Some(Verb::Clean(options)) => clean::run(&options, place).await,
        Some(Verb::Reference(options)) => reference::run(&options, place).await,
        // the next one goes here
        None => scenarios::run(&arguments.scenarios, place).await,
    }
}

/// An error of the scenarios with its remedy.
fn failure(error: scenario::Error) -> Failure {
    match error.hint() {
        Some(hint) => Failure::with_hint(error, hint),
        None => anyhow::Error::new(error).into(),
    }
}
