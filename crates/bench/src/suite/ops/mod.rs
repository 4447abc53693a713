//! `cargo xtask bench ops`: operations on large databases, beside the programs that others use for them.

mod backup;
mod catalog;
mod rewrite;

use super::{Setup, Step};
use crate::{Error, Report};

/// What a server in production has and one for development has not: whatever is written to a table goes to the log.
const AS_IN_PRODUCTION: [(&str, &str); 1] = [("wal_level", "replica")];

/// Runs the suite on a thread that may block.
///
/// # Errors
/// The first of anything that is measured or prepared.
pub fn run(setup: &Setup<'_>) -> Result<Report, Error> {
    let steps: [(&str, Step); 4] = [
        (rewrite::WHOLE, rewrite::whole),
        (rewrite::RATE, rewrite::rate),
        (backup::VERIFIED, backup::verified),
        (catalog::COMPARED, catalog::compared),
    ];
    setup.run_with("ops", &AS_IN_PRODUCTION, &steps)
}
