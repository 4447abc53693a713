#![doc = include_str!("../README.md")]

#[cfg(not(unix))]
compile_error!("backline-postgres starts servers on Linux and macOS only");

pub mod binaries;
mod cluster;
mod diagnose;
mod error;
mod mask;
pub mod obtain;
mod process;
mod progress;
mod shared;
mod version;

pub use binaries::{Binaries, Local, Search};
pub use cluster::{Cluster, Durability, Listen, Server, Settings, Status, StopMode};
pub use diagnose::{Address, ConnectError, DIAGNOSING, ServerInfo, diagnose, hint_for_sqlstate};
pub use error::{Attempt, Error, Rejected};
pub use mask::mask_password;
pub use obtain::Way;
pub use progress::{Event, Progress};
pub use shared::{SharedCluster, SharedSettings};
pub use version::{SUPPORTED_MAJORS, Version};
