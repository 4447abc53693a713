//! A private cluster: a data folder and the server on it, made and started on demand, and found again when it runs.

mod initialize;
mod layout;
mod log;
mod pid_file;
mod port;
mod probe;
mod server;
mod settings;
mod start;
mod status;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use time::OffsetDateTime;

use crate::binaries::{self, Binaries, Search, Source};
use crate::error::Error;
use crate::mask::mask_password;
use crate::process;
use crate::progress::Event;
use crate::version::Version;
use layout::{LastStart, Layout};
use pid_file::PidFile;
use probe::Answer;
use start::Outcome;

pub(crate) use initialize::remove_tree;
pub(crate) use layout::{open_lock, set_mode, short_hash, write_whole};
pub use server::Server;
pub use settings::{Durability, Listen, Settings};
pub use status::Status;

/// The port in the socket's name where there is no TCP: it clashes with nothing.
const SOCKET_ONLY_PORT: u16 = 5432;

/// How long a server that calls itself ready may leave its socket unanswered before it is started anew.
const SILENCE: Duration = Duration::from_secs(3);

/// How a server is told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopMode {
    /// Open sessions are closed, transactions rolled back, everything written (`SIGINT`).
    Fast,
    /// At once, as in a crash; the next start recovers (`SIGQUIT`).
    Immediate,
}

/// A private cluster in a folder.
///
/// All functions block; in async code call them through `tokio::task::spawn_blocking` where that matters. Several
/// processes may use one cluster at once.
#[derive(Debug, Clone)]
pub struct Cluster {
    settings: Settings,
    layout: Layout,
}

impl Cluster {
    /// Decides where the cluster lies; makes and starts nothing.
    ///
    /// # Errors
    /// [`Error::Io`] when the path cannot be looked at.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let layout = Layout::resolve(&settings.folder)?;
        Ok(Self { settings, layout })
    }

    /// The server: found running, or started, its data folder made if need be. Of several at once, one starts it and
    /// the others wait for that.
    ///
    /// # Errors
    /// Any [`Error`]: no binaries, no disk space, a damaged data folder, …; each has a hint.
    pub fn ensure_started(&self) -> Result<Server, Error> {
        if let Some(server) = self.running()? {
            return Ok(server);
        }
        self.layout.make_folder()?;
        let _lock = self.lock()?;
        self.wait_until_settled()?;
        match self.running()? {
            Some(server) => Ok(server),
            None => self.start(),
        }
    }

    /// The server if it runs; starts nothing.
    ///
    /// # Errors
    /// [`Error::MissingExtension`] when it runs from binaries without an extension that the settings demand;
    /// [`Error::Io`] when its password cannot be read.
    pub fn running(&self) -> Result<Option<Server>, Error> {
        let Some(file) = PidFile::read(&self.layout.data()).filter(|file| file.is_ready) else {
            return Ok(None);
        };
        let (Some(port), Some(socket_folder)) = (file.port, file.socket_folder.clone()) else {
            return Ok(None);
        };
        let is_up = match probe::ask(&socket_folder, port) {
            Answer::Ready | Answer::Slow => true,
            // 57P01 to 57P03: shutting down, crashed, starting up. Anything else comes from a server that is up.
            Answer::Refused(code) => !code.starts_with("57P0"),
            Answer::Silent => false,
        };
        if !is_up || !file.is_of_live_server(&self.layout.data()) {
            return Ok(None);
        }
        let Some(last) = self.layout.last_start()? else { return Ok(None) };
        last.binaries.require_extensions(&self.settings.search.extensions)?;
        self.server(&file, port, &socket_folder, last.binaries).map(Some)
    }

    /// Stops the server and waits for its end; `false` when it did not run.
    ///
    /// # Errors
    /// [`Error::StopTimeout`] when it does not end within the settings' patience; [`Error::Io`] when it may not be
    /// signalled, because it belongs to another user.
    pub fn stop(&self, mode: StopMode) -> Result<bool, Error> {
        if !self.layout.folder.is_dir() {
            return Ok(false);
        }
        let _lock = self.lock()?;
        self.stop_locked(mode)
    }

    /// What can be said of the cluster now; changes nothing.
    ///
    /// # Errors
    /// As [`running`](Self::running), but for a missing extension.
    pub fn status(&self) -> Result<Status, Error> {
        let mut tolerant = self.clone();
        tolerant.settings.search.extensions.clear();
        let server = tolerant.running()?;
        let last = self.layout.last_start()?;
        let file = server.as_ref().and_then(|_| PidFile::read(&self.layout.data()));
        let version = match &last {
            Some(last) => Some(last.binaries.version.to_string()),
            None => self.data_major()?.map(|major| major.to_string()),
        };
        Ok(Status {
            running: server.is_some(),
            initialized: self.layout.data().is_dir(),
            pid: server.as_ref().map(Server::pid),
            version,
            started_at: file
                .and_then(|file| file.started_at)
                .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()),
            url: server.as_ref().map(|server| mask_password(&server.url("postgres"))),
            port: server.as_ref().map(Server::port).or(last.as_ref().map(|last| last.port)),
            wished_folder: self.layout.wished.clone(),
            folder: self.layout.folder.clone(),
            data_folder: self.layout.data(),
            socket_folder: self.layout.socket(),
            log_file: self.layout.log(),
            binaries: last.map(|last| last.binaries.folder),
        })
    }

    /// Stops the server and removes the cluster with all its databases.
    ///
    /// # Errors
    /// As [`stop`](Self::stop), or [`Error::Io`] when a folder cannot be removed.
    pub fn destroy(&self) -> Result<(), Error> {
        self.stop(StopMode::Immediate)?;
        remove_tree(&self.layout.socket())?;
        remove_tree(&self.layout.folder)?;
        remove_tree(&self.layout.wished)?;
        self.layout.tidy();
        Ok(())
    }

    /// The folder that is used; another one than in the settings when we are root and the server's user cannot enter
    /// that.
    pub fn folder(&self) -> &Path {
        &self.layout.folder
    }

    /// The folder of the socket, whether the server runs or not.
    pub(crate) fn socket_folder(&self) -> PathBuf {
        self.layout.socket()
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.layout.lock();
        let file = open_lock(&path)?;
        self.layout.leave_to_owner(&path)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(Error::Io { action: "lock", path, source }),
        }
        self.settings.search.progress.tell(&Event::WaitingForOther { lock: path.clone() });
        file.lock().map_err(Error::io("lock", &path))?;
        Ok(file)
    }

    /// Waits while a server is between "process is there" and "accepts connections", or on its way out.
    fn wait_until_settled(&self) -> Result<(), Error> {
        let began = Instant::now();
        let data = self.layout.data();
        while let Some(file) = PidFile::read(&data) {
            if !file.is_of_live_server(&data) || self.running()?.is_some() {
                return Ok(());
            }
            if file.is_ready && began.elapsed() > SILENCE {
                // Its socket has been removed from under it, or its state file is gone: nobody can reach it.
                tracing::warn!(
                    pid = file.pid,
                    "the server runs but does not answer on its socket; restarting it"
                );
                self.stop_locked(StopMode::Fast)?;
                return Ok(());
            }
            if began.elapsed() > self.settings.patience {
                return Err(Error::StartTimeout {
                    seconds: self.settings.patience.as_secs(),
                    log_file: self.layout.log(),
                    log: log::tail(&self.layout.log(), 0),
                });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Starts the server. The lock is held, and no server runs.
    fn start(&self) -> Result<Server, Error> {
        let (layout, settings) = (&self.layout, &self.settings);
        log::rotate(&layout.log()).map_err(Error::io("put aside the log", &layout.log()))?;
        let major = self.data_major()?;
        let last = layout.last_start()?;
        let binaries = self.binaries(major, last.as_ref())?;
        if major.is_none() {
            initialize::initialize(layout, settings, &binaries)?;
        }
        initialize::remove_leftovers(layout)?;
        pid_file::disown_stranger(&layout.data())?;
        let socket_folder = layout.make_socket_folder()?;

        settings.search.progress.tell(&Event::Starting { version: binaries.version });
        let began = Instant::now();
        let mut taken = Vec::new();
        loop {
            let port = self.port(last.as_ref(), &taken)?;
            layout.remember_start(&LastStart { port, binaries: binaries.clone() })?;
            match start::start(layout, settings, &binaries, &socket_folder, port)? {
                Outcome::Ready(file) => {
                    settings.search.progress.tell(&Event::Started { pid: file.pid });
                    return self.server(&file, port, &socket_folder, binaries);
                }
                Outcome::PortTaken if taken.len() < 10 => taken.push(port),
                Outcome::OldBackends if began.elapsed() < settings.patience => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Outcome::PortTaken | Outcome::OldBackends => {
                    return Err(Error::Start {
                        status: "gave up trying".to_owned(),
                        log_file: layout.log(),
                        log: log::tail(&layout.log(), 0),
                    });
                }
            }
        }
    }

    fn stop_locked(&self, mode: StopMode) -> Result<bool, Error> {
        let data = self.layout.data();
        let Some(file) = PidFile::read(&data).filter(|file| file.is_of_live_server(&data)) else {
            return Ok(false);
        };
        self.settings.search.progress.tell(&Event::Stopping { pid: file.pid });
        let signal = match mode {
            StopMode::Fast => Signal::INT,
            StopMode::Immediate => Signal::QUIT,
        };
        process::send(file.pid, signal).map_err(Error::io("stop the server of", &data))?;
        let deadline = Instant::now() + self.settings.patience;
        while process::is_alive(file.pid) {
            if Instant::now() >= deadline {
                return Err(Error::StopTimeout { pid: file.pid, seconds: self.settings.patience.as_secs() });
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(true)
    }

    /// The major version that made the data folder; `None` when there is no data folder.
    fn data_major(&self) -> Result<Option<u32>, Error> {
        let data = self.layout.data();
        if !data.is_dir() {
            return Ok(None);
        }
        let damaged = |missing: &str| Error::DamagedDataFolder {
            folder: data.clone(),
            log: vec![format!("its file {missing} is missing or unreadable")],
        };
        let text = fs::read_to_string(data.join("PG_VERSION")).map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied => {
                Error::Io { action: "read", path: data.join("PG_VERSION"), source: error }
            }
            _ => damaged("PG_VERSION"),
        })?;
        if !data.join("global/pg_control").is_file() {
            return Err(damaged("global/pg_control"));
        }
        Version::from_text(&text).map(|version| Some(version.major)).ok_or_else(|| damaged("PG_VERSION"))
    }

    /// The binaries for this start: those of the last one while they still fit, else the best that can be found.
    fn binaries(&self, major: Option<u32>, last: Option<&LastStart>) -> Result<Binaries, Error> {
        let identity = self.layout.identity();
        let search = Search { major: major.or(self.settings.search.major), ..self.settings.search.clone() };
        if let (Some(_), Some(last), binaries::Local::Anywhere) = (major, last, &search.local)
            && let Ok(again) = binaries::inspect(&last.binaries.folder, last.binaries.source, identity, major)
            && again.require_extensions(&search.extensions).is_ok()
        {
            return Ok(again);
        }
        // A data folder of ours was perhaps made by binaries that we fetched: those are used again.
        if let (Some(major), Some(last)) = (major, last)
            && last.binaries.source == Source::Fetched
            && let Ok(again) =
                binaries::inspect(&last.binaries.folder, Source::Fetched, identity, Some(major))
            && again.require_extensions(&search.extensions).is_ok()
        {
            return Ok(again);
        }
        binaries::find_for(&search, identity).map_err(|error| match (error, major) {
            (Error::BinariesNotFound { .. }, Some(major)) => {
                Error::OtherMajor { folder: self.layout.data(), major }
            }
            (error, _) => error,
        })
    }

    fn port(&self, last: Option<&LastStart>, taken: &[u16]) -> Result<u16, Error> {
        match self.settings.listen {
            Listen::Socket => Ok(SOCKET_ONLY_PORT),
            Listen::SocketAndLoopback => port::choose(&self.layout.folder, last.map(|last| last.port), taken)
                .ok_or_else(|| Error::Io {
                    action: "find a free port of 127.0.0.1 for",
                    path: self.layout.folder.clone(),
                    source: std::io::ErrorKind::AddrInUse.into(),
                }),
        }
    }

    fn server(
        &self,
        file: &PidFile,
        port: u16,
        socket_folder: &Path,
        binaries: Binaries,
    ) -> Result<Server, Error> {
        let password = match self.settings.listen {
            Listen::Socket => None,
            Listen::SocketAndLoopback => {
                let path = self.layout.password();
                Some(fs::read_to_string(&path).map_err(Error::io("read the password in", &path))?)
            }
        };
        Ok(Server {
            pid: file.pid,
            port,
            socket_folder: socket_folder.to_owned(),
            data_folder: self.layout.data(),
            binaries,
            password,
        })
    }
}
