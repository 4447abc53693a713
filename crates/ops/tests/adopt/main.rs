//! A stranger's legacy taken over by a stranger's schema, with real servers and real processes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod killed;
mod moved;
mod refused;
mod served;
mod support;
mod watched;
