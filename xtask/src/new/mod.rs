//! `cargo xtask new`: files made from templates, and registered.

mod scenario;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be made.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a scenario: its file from a template, its lines in the registry
    Scenario(scenario::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Scenario(options) => scenario::run(&options, place),
        // the next one goes here
    }
}
