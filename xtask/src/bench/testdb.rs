//! `cargo xtask bench testdb`: a private database in every test.

use crate::bench::Options;
use crate::failure::Failure;
use crate::place::Place;

/// Runs it.
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    super::measure(backline_bench::suite::testdb::run, options, place).await
}
