//! Catalog snapshots, differences, and the SQL that mends them, on real databases.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod drift;
mod mend;
mod repair;
mod support;
