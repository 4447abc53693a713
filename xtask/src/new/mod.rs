//! `cargo xtask new`: files made from templates, and registered.

pub mod migration;
mod name;
mod registry;
mod scenario;
mod template;
#[cfg(test)]
mod tests;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be made.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a scenario: its file from a template, its lines in the registry
    Scenario(scenario::Options),
    /// Make a migration: its file from a template, its lines in the registry, its golden file
    Migration(migration::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Scenario(options) => scenario::run(&options, place),
        Verb::Migration(options) => migration::run(&options, place),
        // the next one goes here
    }
}
