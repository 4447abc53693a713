//! `cargo xtask stress`: long tests; each writes its section of docs/stress.md.

mod adopt;
mod document;
mod migrate;
mod random;
mod rewrite;
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
    /// Take a legacy of 100,000 users over under readers and writers, killed again and again, and go back
    Adopt(adopt::Options),
    /// Rewrite a table of 5 million rows under four writers; kill the rewrite again and again
    Rewrite(rewrite::Options),
    /// One of the writers of `stress rewrite`
    #[command(hide = true)]
    RewriteWriter(rewrite::writer::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Migrate(options) => migrate::run(&options, place).await,
        Verb::Seed(options) => seed::run(&options, place).await,
        Verb::Adopt(options) => adopt::run(&options, place).await,
        Verb::Rewrite(options) => rewrite::run(&options, place).await,
        Verb::RewriteWriter(options) => rewrite::writer::run(&options, place).await,
        // the next one goes here
    }
}
