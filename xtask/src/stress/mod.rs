//! `cargo xtask stress`: long tests; each writes its section of docs/stress.md.

mod document;
mod migrate;
mod random;
mod seed;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be stressed.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Kill `migrate up` at random moments over the whole chain, and compare what the next run makes of it
    Migrate(migrate::Options),
    /// Development data: killed, at large scales, with other numbers of workers, on other versions of PostgreSQL
    Seed(seed::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Migrate(options) => migrate::run(&options, place).await,
        Verb::Seed(options) => seed::run(&options, place).await,
        // the next one goes here
    }
}
