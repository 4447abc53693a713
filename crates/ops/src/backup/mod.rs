//! Backups that are known to be good: dumped, described by a manifest, proven by restoring them, and put back beside
//! what is there.
//!
//! A backup is a folder. It is written under another name and renamed when it is whole; what has a manifest under its
//! own name is complete. `pg_dump` and `pg_restore` do the work; passwords reach them by the environment only.

mod create;
mod error;
mod folder;
mod manifest;
mod properties;
mod restore;
mod swap;
mod tools;
mod verify;

pub use create::{Format, Options, create};
pub use error::BackupError;
pub use folder::{Backups, list, prune};
pub use manifest::{File, Manifest, Unreadable, load};
pub use restore::{RestoreOptions, Restored, restore};
pub use swap::undo;
pub use tools::Tools;
pub use verify::verify;

/// What is being done, for whoever waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A step begins.
    Step(&'static str),
    /// Something that a person should know.
    Note(String),
}
