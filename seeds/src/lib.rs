#![doc = include_str!("../README.md")]

pub mod basic;
pub mod check;
pub mod coverage;
pub mod factory;
pub mod reference;
mod row;
pub mod scenario;
pub mod story;
#[cfg(feature = "testdb")]
pub mod testdb;
