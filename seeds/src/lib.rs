#![doc = include_str!("../README.md")]

pub mod basic;
pub mod reference;
#[cfg(feature = "testdb")]
pub mod testdb;
