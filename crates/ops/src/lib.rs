//! Placeholder.

pub mod catalog;
pub mod error;
pub mod migrate;
pub mod sql;

pub use error::Error;
