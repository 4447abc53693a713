#![doc = include_str!("../README.md")]

pub mod coverage;
pub mod load;
pub mod reference;
pub mod scenario;
mod sql;
pub mod value;
