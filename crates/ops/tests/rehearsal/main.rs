//! Migrations tried on scratch databases: plans, proofs that they can be undone, and the scratch databases themselves.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod plan;
mod scratch;
mod support;
mod verify;
