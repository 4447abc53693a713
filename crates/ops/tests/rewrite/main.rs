//! Online rewrites on a stranger's tables, with real writers and real processes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod copied;
mod exports;
mod features;
mod killed;
mod outrun;
mod writers;
