//! `postmaster.pid`: what a running server says of itself.
//!
//! Lines: process id, data folder, start time (Unix seconds), port, socket folder, listen address, shared memory key,
//! state. Source: `src/include/utils/pidfile.h` of PostgreSQL.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::process;

/// The content of a `postmaster.pid`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: u32,
    /// Unix seconds.
    pub(super) started_at: Option<i64>,
    pub(super) port: Option<u16>,
    pub(super) socket_folder: Option<PathBuf>,
    /// Whether the server has said that it accepts connections.
    pub(super) is_ready: bool,
}

impl PidFile {
    /// Reads the file of this data folder; `None` when there is none, or it is being written just now.
    pub(super) fn read(data_folder: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(path(data_folder)).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim_end);
        // A negative id is that of a stand-alone backend.
        let pid = lines.next()?.trim().trim_start_matches('-').parse().ok()?;
        let started_at = lines.nth(1).and_then(|line| line.trim().parse().ok());
        let port = lines.next().and_then(|line| line.trim().parse().ok());
        let socket_folder = lines.next().filter(|line| !line.is_empty()).map(PathBuf::from);
        let is_ready = lines.nth(2).is_some_and(|line| line.trim() == "ready");
        Some(Self { pid, started_at, port, socket_folder, is_ready })
    }

    /// Whether the process that it names is alive and is a server on this data folder: after a crash and a restart of
    /// the machine the id may belong to any other process.
    pub(super) fn is_of_live_server(&self, data_folder: &Path) -> bool {
        process::is_alive(self.pid) && process::is_server_on(self.pid, data_folder)
    }
}

/// Makes a stale file harmless whose process id now belongs to a stranger.
///
/// A new server refuses to start while that id is alive. The file is not removed, for a new server also reads in it
/// which shared memory to check for forgotten backends; the id is replaced by ours, which as its parent it ignores.
pub(super) fn disown_stranger(data_folder: &Path) -> Result<(), Error> {
    let file = path(data_folder);
    let Some(stale) = PidFile::read(data_folder) else { return Ok(()) };
    if !process::is_alive(stale.pid) || process::is_server_on(stale.pid, data_folder) {
        return Ok(());
    }
    let text = fs::read_to_string(&file).map_err(Error::io("read", &file))?;
    let (_, rest) = text.split_once('\n').unwrap_or(("", ""));
    let ours = std::process::id();
    tracing::info!(stale_pid = stale.pid, "the process id in postmaster.pid belongs to another program now");
    fs::write(&file, format!("{ours}\n{rest}")).map_err(Error::io("write", &file))
}

fn path(data_folder: &Path) -> PathBuf {
    data_folder.join("postmaster.pid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_running_servers_file() {
        let text = "4711\n/srv/data\n1763696506\n15432\n/srv/socket\n127.0.0.1\n   123456    7\nready   \n";
        let file = PidFile::parse(text).unwrap();
        assert_eq!((file.pid, file.port, file.is_ready), (4711, Some(15_432), true));
        assert_eq!(file.started_at, Some(1_763_696_506));
        assert_eq!(file.socket_folder.as_deref(), Some(Path::new("/srv/socket")));
    }

    #[test]
    fn reads_a_half_written_file() {
        assert_eq!(PidFile::parse(""), None);
        let file = PidFile::parse("4711\n/srv/data\n1763696506\n").unwrap();
        assert_eq!((file.port, file.is_ready), (None, false));
        assert!(!PidFile::parse("1\n/d\n2\n3\n/s\n\n  1 2\nstarting\n").unwrap().is_ready);
    }
}
