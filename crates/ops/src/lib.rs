#![doc = include_str!("../README.md")]

pub mod adopt;
pub mod backup;
pub mod catalog;
pub mod check;
pub mod consent;
pub mod deploy;
pub mod drift;
pub mod error;
mod everybody;
mod kept;
pub mod lint;
pub mod metrics;
pub mod migrate;
pub mod note;
pub mod plan;
pub mod rewrite;
pub mod scratch;
pub mod sql;
pub mod tidy;
pub mod verify;

pub use error::Error;
