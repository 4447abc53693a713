//! `cargo xtask db`: the server and the database.

mod reset;
mod server;

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
    Psql {
        /// Handed to psql
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Ask the server whether it answers
    Ping,
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Reset(options) => reset::run(&options, place).await,
        Verb::Start => server::start(place).await,
        Verb::Stop => server::stop(place),
        Verb::Status => server::status(place),
        Verb::Url => server::url(place).await,
        Verb::Psql { arguments } => server::psql(place, &arguments).await,
        Verb::Ping => server::ping(place).await,
    }
}
