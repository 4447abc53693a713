//! `cargo xtask schema`: the entities against the migrated database, and the documents made of that database.

mod check;
mod diagram;
mod dictionary;
pub mod differences;
mod docs;
mod domains;
mod markdown;
mod transitions;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// The schema of the database that everything of ours is in.
const SCHEMA: &str = "public";

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Compare every entity with the migrated database, column by column
    Check,
    /// Write the data dictionary and the diagrams of the database into docs/schema
    Docs(docs::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Check => check::run(place).await,
        Verb::Docs(options) => docs::run(&options, place).await,
        // the next one goes here
    }
}
