//! `cargo xtask bench seed`: development data, made and loaded.

use crate::bench::Options;
use crate::failure::Failure;
use crate::place::Place;

/// Runs it.
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    super::measure(backline_bench::suite::seed::run, options, place).await
}
