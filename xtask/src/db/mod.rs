//! `cargo xtask db`: the server and the database.

mod ping;
mod psql;
mod reset;
mod start;
mod status;
mod stop;
mod template;
mod url;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make the database anew: migrated, with reference data and a small believable data set
    Reset(reset::Options),
    /// Start the private server
    Start,
    /// Stop the private server; its databases stay
    Stop,
    /// Say whether the private server runs, and where it lies
    Status,
    /// Print the URL of the database, and nothing else
    Url,
    /// Open psql on the database
    Psql(psql::Options),
    /// Ask the server whether it answers
    Ping,
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Reset(options) => reset::run(&options, place).await,
        Verb::Start => start::run(place).await,
        Verb::Stop => stop::run(place),
        Verb::Status => status::run(place),
        Verb::Url => url::run(place).await,
        Verb::Psql(options) => psql::run(&options, place).await,
        Verb::Ping => ping::run(place).await,
        // the next one goes here
    }
}
