//! The engine on a server, with a stranger's project.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod migrate;
mod snapshot;
mod support;
