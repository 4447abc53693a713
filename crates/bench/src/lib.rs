#![doc = include_str!("../README.md")]

pub mod chain;
mod chart;
mod claim;
mod error;
pub mod insert_many;
pub mod like;
mod measure;
pub mod pace;
mod process;
mod report;
mod scripts;
mod series;
mod server;
pub mod suite;
mod tools;

pub use claim::{Claim, Line, Target};
pub use error::Error;
pub use measure::{Comparison, Contender, Measured, timed};
pub use report::Report;
pub use scripts::Scripts;
pub use series::{Series, Spread};
pub use server::BenchServer;
pub use tools::{CargoTool, REFINERY_CLI, SEA_ORM_CLI, SQLX_CLI, Tools};
