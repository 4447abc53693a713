//! `cargo xtask bench`: beside its peers, in one run.

mod migrate;
mod ops;
mod rebuild;
mod reset;
mod seed;
mod testdb;

use backline_bench::suite::Setup;
use backline_bench::{Error, Report};
use clap::Subcommand;

use crate::failure::{DONE, FINDING, Failure};
use crate::place::{Place, workspace};

/// What is measured.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// A development database made anew, beside psql and sea-orm-cli
    Reset(Options),
    /// The migration engine, beside psql, sqlx-cli, refinery, sea-orm-cli, `pg_dump` and migra
    Migrate(Options),
    /// Development data, beside psql, `insert_many` and drizzle-seed
    Seed(Options),
    /// A private database in every test, beside psql and `#[sqlx::test]`
    Testdb(Options),
    /// Operations on large databases, beside the programs that others use: `pg_repack`
    Ops(ops::Options),
    /// How long `cargo build -p xtask` takes after an edit
    Rebuild(Options),
}

/// How to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// How often each contender runs, a warm-up not counted
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Only the comparisons whose title contains this; docs/performance.md stays as it is
    #[arg(long, value_name = "WORDS")]
    only: Option<String>,
    /// Keep the server's files in memory, where a disk that others use does not disturb it
    #[arg(long)]
    in_memory: bool,
    /// Exit with 1 when a target is missed
    #[arg(long)]
    check: bool,
    /// Leave docs/performance.md as it is
    #[arg(long)]
    no_write: bool,
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Reset(options) => reset::run(&options, place).await,
        Verb::Migrate(options) => migrate::run(&options, place).await,
        Verb::Seed(options) => seed::run(&options, place).await,
        Verb::Testdb(options) => testdb::run(&options, place).await,
        Verb::Ops(options) => ops::run(&options, place).await,
        Verb::Rebuild(options) => rebuild::run(&options, place).await,
    }
}

type Suite = fn(&Setup<'_>) -> Result<Report, Error>;

/// Measures a suite, shows it, and writes it down.
async fn measure(suite: Suite, options: &Options, place: &Place) -> Result<u8, Failure> {
    measure_with(suite, options, None, place).await
}

/// The same, with tables of so many rows; not written down where that is said.
async fn measure_with(
    suite: Suite,
    options: &Options,
    rows: Option<u64>,
    place: &Place,
) -> Result<u8, Failure> {
    let rounds = usize::from(options.rounds);
    let only = options.only.as_deref().unwrap_or_default().to_lowercase();
    let in_memory = options.in_memory;
    let output = place.output().clone();
    let measured = tokio::task::spawn_blocking(move || {
        let narrate = |line: &str| output.narrate(line);
        let setup = Setup { workspace: workspace(), rounds, only: &only, in_memory, rows, narrate: &narrate };
        suite(&setup).map_err(Failure::from)
    });
    let report = measured.await.map_err(anyhow::Error::new)??;
    place.output().result(&report, || report.markdown(2))?;
    if !options.no_write && options.only.is_none() && rows.is_none() {
        report.write_into(&workspace().join("docs/performance.md"))?;
    }
    Ok(if options.check && report.missed() > 0 { FINDING } else { DONE })
}
