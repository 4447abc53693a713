//! The engine on a server, with a stranger's project.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod adopt;
mod blocked;
mod diagnose;
mod groups;
mod kept;
mod kinds;
mod migrate;
mod places;
mod processes;
mod rerun;
mod rollback;
mod snapshot;
mod support;
