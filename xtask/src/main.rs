//! The command line of Backline: `cargo xtask db reset` and what goes with it.
//!
//! To add a verb: a file in its noun's folder and a line in the noun's `mod.rs`.

mod db;
mod failure;
mod place;
mod schema;
mod schema_verbs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::place::Place;

/// Starts databases, fills them, and keeps their schema true.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    /// The server and the database
    #[command(subcommand)]
    Db(db::Verb),
    /// Entities and documents beside the migrated database
    #[command(subcommand)]
    Schema(schema_verbs::Verb),
}

#[tokio::main]
async fn main() -> ExitCode {
    let _absent_is_fine = dotenvy::dotenv();
    let arguments = Arguments::parse();
    let result = match arguments.noun {
        Noun::Db(verb) => db::run(verb, &arguments.place).await,
        Noun::Schema(verb) => schema_verbs::run(verb, &arguments.place).await,
    };
    match result {
        Ok(code) => code.into(),
        Err(failure) => failure.report(),
    }
}
