//! Deploys of a stranger's project, with the real programs on a real server: done, undone, refused, killed, cut off.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod done;
mod failed;
mod killed;
mod lost;
mod refused;
mod standby;
mod support;
