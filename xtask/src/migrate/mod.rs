//! `cargo xtask migrate`: the migrations of the database.

mod budgets;
mod problems;
mod status;
mod up;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Apply every pending migration, as one batch
    Up(Box<up::Options>),
    /// Say where every migration stands
    Status(status::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Up(options) => up::run(&options, place).await,
        Verb::Status(options) => status::run(&options, place).await,
        // the next one goes here
    }
}
