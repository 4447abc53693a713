//! `cargo xtask migrate`: the migrations of the database.

mod adopt;
mod budgets;
mod export;
mod fresh;
mod history;
mod problems;
mod rollback;
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
    /// Undo migrations by the SQL recorded when they were applied
    Rollback(Box<rollback::Options>),
    /// Tell what was ever done: when, by whom, from where, how long, what failed
    History(history::Options),
    /// Empty the database and apply everything again
    Fresh(fresh::Options),
    /// Take over a database that was built by sea-orm-cli or by hand
    Adopt(adopt::Options),
    /// Print migrations as SQL for psql
    Export(export::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Up(options) => up::run(&options, place).await,
        Verb::Status(options) => status::run(&options, place).await,
        Verb::Rollback(options) => rollback::run(&options, place).await,
        Verb::History(options) => history::run(&options, place).await,
        Verb::Fresh(options) => fresh::run(&options, place).await,
        Verb::Adopt(options) => adopt::run(&options, place).await,
        Verb::Export(options) => export::run(&options, place).await,
        // the next one goes here
    }
}
