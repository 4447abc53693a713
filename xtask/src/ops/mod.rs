//! `cargo xtask ops`: compare, check, save and mend databases.

pub mod adopt;
mod backup;
mod check;
mod deploy;
mod diff;
mod drift;
mod drop_empty;
mod mending;
mod merge;
mod platform;
mod restore;
mod rewrite;

use clap::Subcommand;

use crate::failure::Failure;
use crate::place::Place;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Compare two databases, and write the SQL that makes one like the other
    Diff(diff::Options),
    /// Compare the database with what its migrations make, and write the SQL that mends it
    Drift(drift::Options),
    /// Look for what PostgreSQL itself does not refuse
    Check(check::Options),
    /// Save the database, list what was saved, remove old backups
    Backup(backup::Options),
    /// Put a backup in the place of the database
    Restore(restore::Options),
    /// Change a table's column types, or its whole definition, while it is in use
    Rewrite(Box<rewrite::Options>),
    /// Move a duplicate table's rows into the real one, and drop the duplicate
    Merge(merge::Options),
    /// Drop tables that are empty
    DropEmpty(drop_empty::Options),
    /// Deploy the pending migrations: check, back up, close, migrate, check, open
    Deploy(Box<deploy::Options>),
    /// Take a legacy database over: copy its rows into the new schema beside it, then have the two change places
    Adopt(adopt::Options),
    // the next one goes here
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    match verb {
        Verb::Diff(options) => diff::run(&options, place).await,
        Verb::Drift(options) => drift::run(&options, place).await,
        Verb::Check(options) => check::run(&options, place).await,
        Verb::Backup(options) => backup::run(&options, place).await,
        Verb::Restore(options) => restore::run(&options, place).await,
        Verb::Rewrite(options) => rewrite::run(&options, place).await,
        Verb::Merge(options) => merge::run(&options, place).await,
        Verb::DropEmpty(options) => drop_empty::run(&options, place).await,
        Verb::Deploy(options) => deploy::run(&options, place).await,
        Verb::Adopt(options) => adopt::run(&options, place).await,
        // the next one goes here
    }
}
