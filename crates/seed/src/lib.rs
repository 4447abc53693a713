#![doc = include_str!("../README.md")]

pub mod reference;
pub mod scenario;
mod sql;
