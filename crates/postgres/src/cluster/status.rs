//! What can be said of a cluster, running or not.

use std::path::PathBuf;

use serde::Serialize;
use time::OffsetDateTime;

/// The state of a cluster, for `db status` and its JSON. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// Whether the server accepts connections.
    pub running: bool,
    /// Whether a data folder has been made.
    pub initialized: bool,
    /// The process id of the server while it runs.
    pub pid: Option<u32>,
    /// The version of the last start; only the major version where a data folder was never started by us.
    pub version: Option<String>,
    /// When the server was started.
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    /// The URL of the database `postgres` with the password masked, while it runs.
    pub url: Option<String>,
    /// The port, also remembered while it does not run.
    pub port: Option<u16>,
    /// The folder that was asked for.
    pub wished_folder: PathBuf,
    /// The folder that is used: another one when we are root and the server's user cannot enter the wished one.
    pub folder: PathBuf,
    /// The data folder.
    pub data_folder: PathBuf,
    /// The folder of the socket.
    pub socket_folder: PathBuf,
    /// The server's log.
    pub log_file: PathBuf,
    /// The folder of the binaries of the last start.
    pub binaries: Option<PathBuf>,
}
