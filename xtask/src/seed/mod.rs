//! `cargo xtask seed`: stories at any size, reference data, scenarios.

mod check;
mod clean;
mod coverage;
mod fill;
mod list;
mod permission;
mod reference;
mod scenarios;

use backline_seed::scenario;
use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What to put into the database, or what else to do: stories, where no scenarios are named.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    fill: fill::Options,
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
    /// Say how much of the schema the rows show: labels, transitions, nulls, children, bounds
    Coverage(coverage::Options),
    /// Look whether the rows cohere: times, amounts, derived numbers and the like
    Check(check::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(arguments: Arguments, place: &Place) -> Result<u8, Failure> {
    match arguments.verb {
        Some(Verb::List(options)) => list::run(&options, place).await,
        Some(Verb::Clean(options)) => clean::run(&options, place).await,
        Some(Verb::Reference(options)) => reference::run(&options, place).await,
        Some(Verb::Coverage(options)) => coverage::run(&options, place).await,
        Some(Verb::Check(options)) => check::run(&options, place).await,
        // the next one goes here
        None if arguments.scenarios.are_named() => scenarios::run(&arguments.scenarios, place).await,
        None => fill::run(&arguments.fill, arguments.scenarios.permission.yes(), place).await,
    }
}

/// An error of the scenarios with its remedy.
fn failure(error: scenario::Error) -> Failure {
    match error.hint() {
        Some(hint) => Failure::with_hint(error, hint),
        None => anyhow::Error::new(error).into(),
    }
}
