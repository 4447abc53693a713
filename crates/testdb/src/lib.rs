#![doc = include_str!("../README.md")]

mod cluster;
mod error;
mod maintenance;
mod template;
mod test_db;
mod test_result;

pub use error::{BoxError, Error};
pub use template::{Template, executable_fingerprint};
pub use test_db::TestDb;
pub use test_result::{TestError, TestResult};
