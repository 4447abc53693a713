//! A PostgreSQL of our own, for a machine that has none.

use std::path::PathBuf;

use crate::binaries::{Binaries, Search};
use crate::error::Error;
use crate::process::Identity;

/// Whether this major version can be fetched.
pub(crate) fn offers(_major: u32) -> bool {
    false
}

/// The folder that fetched binaries are kept in.
pub fn cache_folder() -> Option<PathBuf> {
    None
}

pub(crate) fn obtain(_search: &Search, _identity: Identity) -> Result<Binaries, Error> {
    Err(Error::NotObtained { attempts: Vec::new() })
}
