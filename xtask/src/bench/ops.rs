//! `cargo xtask bench ops`: operations on large databases.

use crate::failure::Failure;
use crate::place::Place;

/// How to measure, and how large.
// The options that are common to all are a group of this name already.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Options {
    #[command(flatten)]
    common: super::Options,
    /// Rows of the tables, in the place of those that the targets are about; docs/performance.md stays as it is
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(5..))]
    rows: Option<u64>,
}

/// Runs it.
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    super::measure_with(backline_bench::suite::ops::run, &options.common, options.rows, place).await
}
