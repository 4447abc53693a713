#![doc = include_str!("../README.md")]

pub mod catalog;
pub mod consent;
pub mod error;
pub mod migrate;
pub mod sql;

pub use error::Error;
