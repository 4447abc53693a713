//! What can go wrong between "no server" and "a server that accepts connections", and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::version::Version;

/// Why there is no server. Every variant has a [`hint`](Error::hint).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No usable binaries on this machine, and none could be or were to be fetched.
    #[error("no usable PostgreSQL binaries found{}", listed(rejected))]
    BinariesNotFound {
        /// The folders that were looked at and why each was refused.
        rejected: Vec<Rejected>,
    },
    /// Binaries are there, but an extension that is needed was not installed with them.
    #[error("the PostgreSQL {version} in {} lacks the extension{} {}", folder.display(),
            if extensions.len() == 1 { "" } else { "s" }, extensions.join(", "))]
    MissingExtension {
        /// The folder of the binaries.
        folder: PathBuf,
        /// Their version.
        version: Version,
        /// The extensions that are missing.
        extensions: Vec<String>,
    },
    /// Every way of fetching PostgreSQL failed.
    #[error("PostgreSQL could not be fetched{}", listed(attempts))]
    NotObtained {
        /// Each way that was tried, and why it failed.
        attempts: Vec<Attempt>,
    },
    /// The data folder was made by another major version than the binaries that are left on this machine.
    #[error("the data folder {} was made by PostgreSQL {major}, of which there are no binaries here", folder.display())]
    OtherMajor {
        /// The data folder.
        folder: PathBuf,
        /// The major version that made it.
        major: u32,
    },
    /// A folder that we need belongs to somebody else, or others may enter it.
    #[error("the folder {} is not safe to use: {reason}", folder.display())]
    UnsafeFolder {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// `initdb` failed.
    #[error("initdb failed ({status}){}", quoted(output))]
    Initialize {
        /// How it ended.
        status: String,
        /// The last lines of what it said.
        output: Vec<String>,
    },
    /// No room is left on the disk.
    #[error("no space left on the disk that holds {}{}", folder.display(), quoted(log))]
    DiskFull {
        /// The folder that could not grow.
        folder: PathBuf,
        /// The last lines of the server's log, or what could not be written.
        log: Vec<String>,
    },
    /// The data folder is incomplete or its files are damaged.
    #[error("the data folder {} is damaged{}", folder.display(), quoted(log))]
    DamagedDataFolder {
        /// The data folder.
        folder: PathBuf,
        /// The last lines of the server's log, or what is missing.
        log: Vec<String>,
    },
    /// The server ended while it was starting, for a reason that has no variant of its own.
    #[error("the server did not start ({status}){}", quoted(log))]
    Start {
        /// How it ended.
        status: String,
        /// The server's log file.
        log_file: PathBuf,
        /// The last lines of that log.
        log: Vec<String>,
    },
    /// The server runs, but was not ready in time.
    #[error("the server was not ready after {seconds} s{}", quoted(log))]
    StartTimeout {
        /// How long we waited, in seconds.
        seconds: u64,
        /// The server's log file.
        log_file: PathBuf,
        /// The last lines of that log.
        log: Vec<String>,
    },
    /// The server did not stop in time.
    #[error("the server (process {pid}) did not stop within {seconds} s")]
    StopTimeout {
        /// The process id of the server.
        pid: u32,
        /// How long we waited, in seconds.
        seconds: u64,
    },
    /// The operating system refused something.
    #[error("failed to {action} {}", path.display())]
    Io {
        /// What was being done, such as `create the folder`.
        action: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// What the user can do about it, in the imperative.
    pub fn hint(&self) -> String {
        match self {
            Self::BinariesNotFound { .. } | Self::NotObtained { .. } => format!(
                "install PostgreSQL 14 to 18 ({INSTALL}), or point PG_BIN at the folder of its binaries, \
                 or set DATABASE_URL to a server that runs elsewhere"
            ),
            Self::MissingExtension { version, .. } => format!(
                "install the contrib extensions of this PostgreSQL (apt-get install postgresql-contrib, \
                 dnf install postgresql{0}-contrib), or point PG_BIN at a PostgreSQL that has them",
                version.major
            ),
            Self::OtherMajor { folder, major } => format!(
                "install PostgreSQL {major} and try again, or move {} away to begin with an empty database",
                folder.display()
            ),
            Self::UnsafeFolder { folder, .. } => {
                format!("remove {} or give it to the user who runs this command, mode 0700", folder.display())
            }
            Self::Initialize { output, .. } if mentions(output, &["could not look up effective user"]) => {
                "add the current user id to /etc/passwd: PostgreSQL wants it to have a name".to_owned()
            }
            Self::Initialize { .. } => {
                "read what initdb said above; set PG_BIN to use other binaries".to_owned()
            }
            Self::DiskFull { folder, .. } => {
                format!("make room on the disk that holds {}, then try again", folder.display())
            }
            Self::DamagedDataFolder { folder, .. } => {
                format!("move {} away (its databases are lost) and start again", folder.display())
            }
            Self::Start { log_file, .. } | Self::StartTimeout { log_file, .. } => {
                format!("read the whole log in {}", log_file.display())
            }
            Self::StopTimeout { .. } => {
                "close the sessions that are still open, or stop it immediately".to_owned()
            }
            Self::Io { source, path, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    format!("check who owns {}: was it made by another user?", path.display())
                }
                _ => format!("check {}", path.display()),
            },
        }
    }

    /// Turns an [`io::Error`] into an [`Error`] that says what was being done, for `map_err`.
    pub(crate) fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                let folder = path.parent().unwrap_or(path).to_owned();
                Self::DiskFull {
                    folder,
                    log: vec![format!("failed to {action} {}: {source}", path.display())],
                }
            }
            _ => Self::Io { action, path: path.to_owned(), source },
        }
    }
}

/// How PostgreSQL is installed, for a hint.
const INSTALL: &str = "apt-get install postgresql, dnf install postgresql-server postgresql-contrib, \
                       brew install postgresql@17";

/// A folder of binaries that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The folder.
    pub folder: PathBuf,
    /// Why it was refused.
    pub reason: String,
}

impl std::fmt::Display for Rejected {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.folder.display(), self.reason)
    }
}

/// One way of fetching PostgreSQL that failed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The way, such as `npm`.
    pub through: &'static str,
    /// Why it failed.
    pub reason: String,
}

impl std::fmt::Display for Attempt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.through, self.reason)
    }
}

/// Whether one of the lines holds one of the texts.
pub(crate) fn mentions(lines: &[String], texts: &[&str]) -> bool {
    lines.iter().any(|line| texts.iter().any(|text| line.contains(text)))
}

fn listed<T: std::fmt::Display>(items: &[T]) -> String {
    items.iter().map(|item| format!("\n  {item}")).collect()
}

fn quoted(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n  | {line}")).collect()
}
