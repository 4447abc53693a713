//! What is being done, for a caller that wants to show it. The library itself never prints.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::version::Version;

/// One step of the work, told as it begins.
///
/// Its `Display` is a short sentence for a log or a spinner.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Another process is at the same work; we wait for it.
    WaitingForOther {
        /// The lock file that the other process holds.
        lock: PathBuf,
    },
    /// PostgreSQL is about to be fetched, because there is none here.
    Fetching {
        /// The version being fetched.
        version: Version,
        /// The way it is fetched, such as `pip`.
        through: &'static str,
        /// Size of the archive in bytes, where it is known beforehand.
        bytes: Option<u64>,
    },
    /// So much of the archive has arrived.
    Fetched {
        /// Bytes on disk so far.
        bytes: u64,
        /// Size of the archive in bytes, where it is known beforehand.
        total: Option<u64>,
    },
    /// A way of fetching did not work; the next one is tried.
    FetchFailed {
        /// The way that failed.
        through: &'static str,
        /// Why.
        reason: String,
    },
    /// The archive has the right checksum and is being unpacked.
    Unpacking {
        /// The folder it is unpacked to.
        folder: PathBuf,
    },
    /// A new data folder is being made.
    Initializing {
        /// The version of the server.
        version: Version,
        /// The data folder.
        data_folder: PathBuf,
    },
    /// The server is being started.
    Starting {
        /// The version of the server.
        version: Version,
    },
    /// The server accepts connections.
    Started {
        /// The process id of the server.
        pid: u32,
    },
    /// The server is being stopped.
    Stopping {
        /// The process id of the server.
        pid: u32,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WaitingForOther { lock } => {
                write!(formatter, "waiting for another process that holds {}", lock.display())
            }
            Self::Fetching { version, through, bytes } => {
                write!(formatter, "fetching PostgreSQL {version} through {through}")?;
                bytes.map_or(Ok(()), |bytes| write!(formatter, " ({:.1} MB)", megabytes(bytes)))
            }
            Self::Fetched { bytes, total } => {
                write!(formatter, "fetched {:.1}", megabytes(*bytes))?;
                total.map_or(Ok(()), |total| write!(formatter, " of {:.1}", megabytes(total)))?;
                formatter.write_str(" MB")
            }
            Self::FetchFailed { through, reason } => {
                write!(formatter, "fetching through {through} did not work: {reason}")
            }
            Self::Unpacking { folder } => write!(formatter, "unpacking into {}", folder.display()),
            Self::Initializing { version, data_folder } => {
                write!(formatter, "making a PostgreSQL {version} data folder in {}", data_folder.display())
            }
            Self::Starting { version } => write!(formatter, "starting PostgreSQL {version}"),
            Self::Started { pid } => write!(formatter, "PostgreSQL is ready (process {pid})"),
            Self::Stopping { pid } => write!(formatter, "stopping PostgreSQL (process {pid})"),
        }
    }
}

/// Where [`Event`]s go: nowhere by default, or to a function of the caller.
#[derive(Clone, Default)]
pub struct Progress(Option<Listener>);

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

impl Progress {
    /// Sends each event to `listener`, on the thread that does the work.
    pub fn new(listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    pub(crate) fn tell(&self, event: &Event) {
        tracing::debug!(%event, "postgres");
        if let Some(listener) = &self.0 {
            listener(event);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Progress(listener)" } else { "Progress(none)" })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
