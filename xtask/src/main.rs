//! The command line of Backline: `cargo xtask db reset` and what goes with it.
//!
//! To add a verb: a file in its noun's folder and a line in the noun's `mod.rs`. To add a noun: a folder, and two lines here.

mod bench;
mod db;
mod failure;
mod guard;
#[cfg(test)]
mod invariants;
mod migrate;
mod new;
mod ops;
mod output;
mod place;
#[cfg(test)]
mod reference;
mod schema;
mod secret;
mod seed;
mod stress;
mod test;

// Templates of migrations are compiled here as if they stood in the crate of the migrations.
#[cfg(test)]
use backline_migrations::ddl;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::failure::Failure;
use crate::place::{GlobalOptions, Place};

/// Catalogs, rendered migrations and rows are many small texts on several threads: the system's allocator is slow with them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Starts databases, migrates them, fills them, and keeps their schema true.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    /// The server and the database
    #[command(subcommand)]
    Db(db::Verb),
    /// The migrations of the database
    #[command(subcommand)]
    Migrate(migrate::Verb),
    /// Entities and documents beside the migrated database
    #[command(subcommand)]
    Schema(schema::Verb),
    /// Measurements beside psql and other tools
    #[command(subcommand)]
    Bench(bench::Verb),
    /// Files from templates, registered
    #[command(subcommand)]
    New(new::Verb),
    /// Development data at any size, reference data and scenarios; coverage and coherence
    Seed(seed::Arguments),
    /// Compare, check, save and mend databases
    #[command(subcommand)]
    Ops(ops::Verb),
    /// Long tests, whose results go into docs/stress.md
    #[command(subcommand)]
    Stress(stress::Verb),
    /// The tests of the workspace, on several versions of PostgreSQL
    Test(test::Options),
    // the next one goes here
}

fn main() -> ExitCode {
    match start() {
        Ok(code) => code.into(),
        Err(failure) => failure.report(),
    }
}

fn start() -> Result<u8, Failure> {
    secret::hide_from_process_list()?;
    match dotenvy::dotenv() {
        Err(error) if !error.not_found() => {
            return Err(anyhow::Error::new(error).context("failed to read the file .env").into());
        }
        _ => {}
    }
    let started = Instant::now();
    let matches = Arguments::command().get_matches();
    let Arguments { global, noun } =
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let place = Place::new(global, &verb(&matches))?;
    // Threads take longer to start and to stop than the few questions of some commands.
    let mut runtime = if matches!(&noun, Noun::Migrate(verb) if verb.is_brief()) {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let runtime = runtime.enable_all().build().context("failed to start the runtime")?;
    let outcome = runtime.block_on(run(noun, &place));
    // Nothing is left to be done on its threads; they need not be waited for.
    runtime.shutdown_background();
    let code = outcome.as_ref().map_or_else(Failure::code, |code| *code);
    // What failed before is told rather than that nobody measured it.
    let measured = place.output().measurements().write(code, started.elapsed());
    let code = outcome?;
    measured.map(|()| code)
}

/// The words of the command, such as `migrate up`.
fn verb(matches: &ArgMatches) -> String {
    let inner =
        |matches: &ArgMatches| matches.subcommand().map(|(word, inner)| (word.to_owned(), inner.clone()));
    let words = std::iter::successors(inner(matches), |(_, matches)| inner(matches));
    words.map(|(word, _)| word).collect::<Vec<_>>().join(" ")
}

async fn run(noun: Noun, place: &Place) -> Result<u8, Failure> {
    match noun {
        Noun::Db(verb) => db::run(verb, place).await,
        Noun::Migrate(verb) => migrate::run(verb, place).await,
        Noun::Schema(verb) => schema::run(verb, place).await,
        Noun::Bench(verb) => bench::run(verb, place).await,
        Noun::New(verb) => new::run(verb, place).await,
        Noun::Seed(arguments) => seed::run(arguments, place).await,
        Noun::Ops(verb) => ops::run(verb, place).await,
        Noun::Stress(verb) => stress::run(verb, place).await,
        Noun::Test(options) => test::run(&options, place),
        // the next one goes here
    }
}
