//! One throw-away server for all the processes of a test run, gone when the last of them is.
//!
//! `cargo test` runs one process a test binary, one after another; nextest runs one a test, many at once. None of them
//! knows which is the last, and each may be killed. So each leaves a lease, a file with its process id and start time,
//! and a small shell in the background (`supervisor.sh`) watches them: when no lease of a live process is left for a
//! few seconds, it stops the server and removes the folder.
//!
//! The one race, a process that comes while the supervisor decides to close, is settled as by two people at a door:
//! the one writes its lease and then looks for `closing`, the other makes `closing` and then looks for leases. At
//! least one of them sees the other.

mod lease;
mod orphans;

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::binaries::{Local, Search};
use crate::cluster::{Cluster, Server, Settings, open_lock, short_hash, write_whole};
use crate::error::Error;
use crate::process::{self, Identity};
use crate::progress::Progress;
use lease::Lease;

const SUPERVISOR: &str = include_str!("supervisor.sh");

/// A file system in memory is used when it has at least this many bytes of room.
const ROOM: u64 = 1 << 30;

/// How long a supervisor may take to stop a server and remove its folder.
const CLOSING: Duration = Duration::from_secs(60);

/// How long an abandoned cluster stays, for a process that is just about to use it.
const ORPHAN_LINGER: Duration = Duration::from_secs(5);

/// What a shared cluster is to be like.
#[derive(Debug, Clone)]
pub struct SharedSettings {
    /// Processes of one user that give the same name, the same binaries and the same parameters share a cluster.
    pub name: String,
    /// The folder to put the cluster's folder in; `None` for memory (`/dev/shm`) where that has room, else the
    /// system's temporary folder.
    pub parent: Option<PathBuf>,
    /// For how long nobody must use the cluster before it goes, in whole seconds, at least one.
    pub linger: Duration,
    /// Server parameters, as [`Settings::parameters`].
    pub parameters: Vec<(String, String)>,
    /// Which binaries to use, and the extensions that they must have.
    pub search: Search,
}

impl SharedSettings {
    /// A cluster of this name, for example the path of the workspace; it lingers for five seconds.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parent: None,
            linger: Duration::from_secs(5),
            parameters: Vec::new(),
            search: Search::from_environment(),
        }
    }

    /// A cluster that no other process shares; it goes as soon as this process has.
    pub fn private() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let pid = std::process::id();
        let started = process::start_token(pid).unwrap_or_default();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self { linger: Duration::from_secs(1), ..Self::new(format!("{pid} {started} {number}")) }
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

    /// The folder of the cluster.
    pub fn folder(&self) -> PathBuf {
        let mut identity = OsString::from(&self.name);
        match &self.search.local {
            Local::Anywhere => {}
            Local::Hidden => identity.push("\0hidden"),
            Local::Folder(folder) => {
                identity.push("\0");
                identity.push(folder);
            }
        }
        if let Some(major) = self.search.major {
            identity.push(format!("\0{major}"));
        }
        for (name, value) in &self.parameters {
            identity.push(format!("\0{name}={value}"));
        }
        let user = Identity::ours().uid;
        let parent = self.parent.clone().unwrap_or_else(fast_folder);
        parent.join(format!("backline-shared-{user}-{}", short_hash(Path::new(&identity))))
    }
}

/// A use of a shared cluster. While it lives, or at least its process does, the cluster stays.
#[derive(Debug)]
pub struct SharedCluster {
    cluster: Cluster,
    server: Server,
    folder: PathBuf,
    _lease: Lease,
}

impl SharedCluster {
    /// Uses the shared cluster: starts it when no other process has.
    ///
    /// Nothing is done for durability, it listens on its socket only, and its only user is the superuser `postgres`.
    ///
    /// # Errors
    /// As [`Cluster::ensure_started`]; [`Error::UnsafeFolder`] when its folder belongs to somebody else.
    pub fn join(settings: &SharedSettings) -> Result<Self, Error> {
        let folder = settings.folder();
        let mut cluster_settings = Settings::test(&folder).with_search(settings.search.clone());
        cluster_settings.parameters.clone_from(&settings.parameters);
        let deadline = Instant::now() + CLOSING;
        loop {
            lease::make_folders(&folder)?;
            let Some(lease) = Lease::write(&folder)? else { continue };
            if !wait_while_closing(&folder, &lease, deadline)? {
                continue;
            }
            let lock_file = folder.join("join.lock");
            let lock = match open_lock(&lock_file) {
                Ok(lock) => lock,
                Err(_) if !lease.is_there() => continue,
                Err(error) => return Err(error),
            };
            lock.lock().map_err(Error::io("lock", &lock_file))?;
            if !lease.is_there() {
                continue;
            }
            let cluster = Cluster::new(cluster_settings)?;
            // The supervisor before the server: killed in between, we leave nothing that nobody watches.
            if !is_supervised(&folder) {
                supervise(&folder, settings.linger, &cluster.socket_folder())?;
                orphans::adopt(&folder);
            }
            let server = cluster.ensure_started()?;
            return Ok(Self { cluster, server, folder, _lease: lease });
        }
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Has the cluster stay for this long after its last use, in whole seconds, where that is longer than it lingers
    /// anyway: until it goes, whoever uses it before.
    ///
    /// # Errors
    /// [`Error::Io`] when that cannot be written down.
    pub fn keep_for(&self, time: Duration) -> Result<(), Error> {
        let file = self.folder.join("keep");
        write_whole(&file, format!("{}\n", time.as_secs()).as_bytes(), 0o600)
    }

    /// The server, started anew if it has ended since.
    ///
    /// # Errors
    /// As [`Cluster::ensure_started`].
    pub fn ensure_started(&self) -> Result<Server, Error> {
        self.cluster.ensure_started()
    }
}

/// Memory where there is some to spare, else the system's temporary folder, else `/tmp`.
fn fast_folder() -> PathBuf {
    let server = Identity::for_server(Path::new(""));
    let memory = PathBuf::from("/dev/shm");
    let has_room = rustix::fs::statvfs(&memory).is_ok_and(|room| room.f_bavail * room.f_frsize >= ROOM);
    if has_room && memory.is_dir() {
        return memory;
    }
    let temporary = std::env::temp_dir();
    // A temporary folder of root's own is closed to the server's user.
    if server.can_enter(&temporary) { temporary } else { PathBuf::from("/tmp") }
}

/// Waits while a supervisor closes the folder; `false` when the folder, and our lease with it, is gone.
fn wait_while_closing(folder: &Path, lease: &Lease, deadline: Instant) -> Result<bool, Error> {
    let closing = folder.join("closing");
    while closing.exists() {
        if !lease.is_there() {
            return Ok(false);
        }
        if !is_supervised(folder) || Instant::now() > deadline {
            // It was killed while it closed. Whoever is first to remove its mark goes on with the folder.
            match fs::remove_dir(&closing) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::Io { action: "remove the folder", path: closing, source: error });
                }
                _ => {}
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(lease.is_there())
}

/// Starts a supervisor where none is at work. The lock is held.
fn supervise(folder: &Path, linger: Duration, socket_folder: &Path) -> Result<(), Error> {
    let shell = Path::new("/bin/sh");
    let script = folder.join("supervisor.sh");
    write_whole(&script, SUPERVISOR.as_bytes(), 0o600)?;
    let mut child = Command::new(shell)
        .arg(&script)
        .arg(folder)
        .arg(linger.as_secs().max(1).to_string())
        .arg(socket_folder)
        .current_dir("/")
        // It reads times as start_token does.
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(Error::io("run", shell))?;
    let pid = child.id();
    let token = process::start_token(pid).unwrap_or_default();
    std::thread::Builder::new()
        .name("supervisor-reaper".to_owned())
        .spawn(move || child.wait())
        .map_err(Error::io("start a thread to wait for", shell))?;
    write_whole(&supervisor_file(folder), format!("{pid} {token}\n").as_bytes(), 0o600)
}

fn is_supervised(folder: &Path) -> bool {
    let Ok(text) = fs::read_to_string(supervisor_file(folder)) else { return false };
    let Some((pid, token)) = text.trim_end().split_once(' ') else { return false };
    pid.parse().is_ok_and(|pid| process::is_alive(pid) && process::start_token(pid).as_deref() == Some(token))
}

fn supervisor_file(folder: &Path) -> PathBuf {
    folder.join("supervisor")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_depends_on_everything_that_makes_a_cluster_another() {
        let base = SharedSettings { search: Search::default(), ..SharedSettings::new("workspace") };
        let others = [
            SharedSettings { name: "other".to_owned(), ..base.clone() },
            base.clone().with_parameter("max_connections", "20"),
            SharedSettings { search: Search { major: Some(14), ..Search::default() }, ..base.clone() },
            SharedSettings {
                search: Search { local: Local::Folder("/opt/pg/bin".into()), ..Search::default() },
                ..base.clone()
            },
        ];
        assert_eq!(base.folder(), base.clone().folder());
        assert_ne!(SharedSettings::private().folder(), SharedSettings::private().folder());
        for other in others {
            assert_ne!(base.folder(), other.folder());
        }
    }
}
