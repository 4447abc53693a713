//! What a cluster is to be like.

use std::path::PathBuf;
use std::time::Duration;

use crate::binaries::Search;
use crate::progress::Progress;

/// How much a cluster does so that its data outlives a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A commit that was acknowledged survives a power cut, as in production.
    ///
    /// For a development cluster too: measured on a disk, cloning a template of 110 tables, dropping the clone, and 330
    /// small commits took no longer with `fsync` than without beyond the noise, and without it a power cut can leave a
    /// data folder that does not start.
    Full,
    /// Survives the death of its clients, not that of the server or the machine (`fsync=off`,
    /// `synchronous_commit=off`).
    None,
}

/// Where a cluster accepts connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listen {
    /// Only through a socket in a private folder: no port that could clash, no password needed.
    Socket,
    /// Also on a port of 127.0.0.1, with a password, for clients that speak TCP only.
    SocketAndLoopback,
}

/// What a cluster is to be like. Start from [`development`](Self::development) or [`test`](Self::test).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the cluster: data folder, log and socket lie in it. Made when absent.
    pub folder: PathBuf,
    /// Where it accepts connections.
    pub listen: Listen,
    /// What it survives.
    pub durability: Durability,
    /// Server parameters, such as `("max_connections", "50")`. They win over ours.
    pub parameters: Vec<(String, String)>,
    /// Which binaries to use, and the extensions that they must have.
    pub search: Search,
    /// How long to wait for a start, recovery after a crash included, or a stop.
    pub patience: Duration,
}

impl Settings {
    /// A cluster that stays: it loses nothing in a power cut, and also listens on a loopback port.
    pub fn development(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            listen: Listen::SocketAndLoopback,
            durability: Durability::Full,
            parameters: Vec::new(),
            search: Search::from_environment(),
            patience: Duration::from_secs(60),
        }
    }

    /// A cluster that is thrown away: socket only, and nothing is done for durability.
    pub fn test(folder: impl Into<PathBuf>) -> Self {
        Self { listen: Listen::Socket, durability: Durability::None, ..Self::development(folder) }
    }

    /// Demands that these extensions are installed with the binaries.
    #[must_use]
    pub fn with_extensions<'a>(mut self, extensions: impl IntoIterator<Item = &'a str>) -> Self {
        self.search.extensions.extend(extensions.into_iter().map(str::to_owned));
        self
    }

    /// Sets a server parameter.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Tells `progress` what is going on.
    #[must_use]
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.search.progress = progress;
        self
    }

    /// Uses these binaries only.
    #[must_use]
    pub fn with_search(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// The parameters given on the server's command line, ours first, so that the caller's win.
    pub(crate) fn server_parameters(&self) -> Vec<(String, String)> {
        const ALWAYS: &[(&str, &str)] = &[
            ("max_connections", "200"),
            ("shared_buffers", "128MB"),
            // No replica will ever follow this cluster, and bulk loads into new tables then need no WAL.
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("max_wal_size", "2GB"),
            ("jit", "off"),
            ("log_line_prefix", "%m [%p] "),
            ("log_timezone", "UTC"),
            ("timezone", "UTC"),
            ("logging_collector", "off"),
            ("log_destination", "stderr"),
        ];
        const NOT_DURABLE: &[(&str, &str)] = &[
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("autovacuum", "off"),
            ("checkpoint_timeout", "1h"),
            ("bgwriter_lru_maxpages", "0"),
        ];
        let durability = match self.durability {
            Durability::Full => &[][..],
            Durability::None => NOT_DURABLE,
        };
        ALWAYS
            .iter()
            .chain(durability)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .chain(self.parameters.iter().cloned())
            .collect()
    }
}
