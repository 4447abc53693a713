//! `cargo xtask schema`: the entities against the migrated database, and the documents made of that database.
//!
//! What is here answers with values and texts; printing them is the verb's business.

pub mod check;
pub mod docs;

mod diagram;
mod domains;
mod markdown;
mod transitions;

/// The schema of the database that everything of ours is in.
const SCHEMA: &str = "public";
