//! The command line as its users meet it: the built program, real servers, and all that it prints.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod add_a_scenario;
mod db;
mod frame;
mod migrate;
mod new;
mod ops;
mod ops_adopt;
mod ops_deploy;
mod ops_mend;
mod ops_runbooks;
mod rehearse;
mod seed;
mod seed_stories;
mod stress_rewrite;
mod support;
// the next noun goes here
