//! Starts the server process and waits until it accepts connections.
//!
//! `postgres` is spawned directly: `pg_ctl` would add more than 100 ms.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::initialize::FULL_DISK;
use super::layout::Layout;
use super::log;
use super::pid_file::PidFile;
use super::probe::{self, Answer};
use super::settings::{Listen, Settings};
use crate::binaries::Binaries;
use crate::error::{Error, mentions};
use crate::process::postgres_command;

/// How often we look whether the server is ready.
const STEP: Duration = Duration::from_millis(5);

/// How a start ended that may be tried again.
pub(super) enum Outcome {
    /// It accepts connections.
    Ready(PidFile),
    /// Its port was taken in the last moment.
    PortTaken,
    /// Processes of a server that was killed are still ending.
    OldBackends,
}

/// Starts a server on the data folder. The caller holds the cluster's lock and has made the folders.
pub(super) fn start(
    layout: &Layout,
    settings: &Settings,
    binaries: &Binaries,
    socket_folder: &Path,
    port: u16,
) -> Result<Outcome, Error> {
    let log_file = layout.log();
    let (log, offset) = log::open(&log_file).map_err(Error::io("open the log", &log_file))?;
    layout.leave_to_owner(&log_file)?;
    let stderr = log.try_clone().map_err(Error::io("open the log", &log_file))?;
    let data = layout.data();

    let mut command = postgres_command(&binaries.postgres());
    command.arg("-D").arg(&data).arg("-k").arg(socket_folder).arg("-p").arg(port.to_string());
    let addresses = match settings.listen {
        Listen::Socket => "listen_addresses=",
        Listen::SocketAndLoopback => "listen_addresses=127.0.0.1",
    };
    command.arg("-c").arg(addresses);
    for (name, value) in settings.server_parameters() {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    layout.identity().apply(&mut command);
    // A process group of its own: Ctrl-C in our terminal is not meant for it.
    command.process_group(0).stdin(Stdio::null()).stdout(log).stderr(stderr);
    let mut child = command.spawn().map_err(Error::io("run", &binaries.postgres()))?;
    let pid = child.id();

    // Somebody has to wait for the child, or it stays a zombie while this process lives.
    let (sender, ended) = channel();
    std::thread::Builder::new()
        .name("postgres-reaper".to_owned())
        .spawn(move || {
            if let Ok(status) = child.wait() {
                // Nobody listens any more once the start is over.
                let _ = sender.send(status);
            }
        })
        .map_err(Error::io("start a thread to wait for", &binaries.postgres()))?;

    match wait(&data, socket_folder, pid, port, &ended, settings.patience) {
        Waited::Ready(file) => Ok(Outcome::Ready(file)),
        Waited::Ended(status) => explain(layout, status, log::tail(&log_file, offset)),
        Waited::TooLong => Err(Error::StartTimeout {
            seconds: settings.patience.as_secs(),
            log: log::tail(&log_file, offset),
            log_file,
        }),
    }
}

enum Waited {
    Ready(PidFile),
    Ended(Option<ExitStatus>),
    TooLong,
}

fn wait(
    data: &Path,
    socket_folder: &Path,
    pid: u32,
    port: u16,
    ended: &Receiver<ExitStatus>,
    patience: Duration,
) -> Waited {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(file) = PidFile::read(data).filter(|file| file.pid == pid && file.is_ready)
            && probe::ask(socket_folder, port) == Answer::Ready
        {
            return Waited::Ready(file);
        }
        match ended.try_recv() {
            Ok(status) => return Waited::Ended(Some(status)),
            Err(TryRecvError::Disconnected) => return Waited::Ended(None),
            Err(TryRecvError::Empty) => {}
        }
        if Instant::now() >= deadline {
            return Waited::TooLong;
        }
        std::thread::sleep(STEP);
    }
}

/// Says why the server ended, from what it wrote to its log.
fn explain(layout: &Layout, status: Option<ExitStatus>, log: Vec<String>) -> Result<Outcome, Error> {
    const DAMAGE: &[&str] = &[
        "could not locate a valid checkpoint record",
        "could not locate required checkpoint record",
        "invalid checkpoint record",
        "could not read from control file",
        "could not read file \"global/pg_control\"",
        "could not open file \"global/",
        "could not open file \"pg_xact",
        "could not open directory \"",
        "could not open control file",
        "calculated CRC checksum does not match",
        "incorrect checksum in control file",
        "database system is in an unknown state",
        "database files are incompatible",
        "could not find the database system",
        "is not a valid data directory",
        "does not contain valid data",
        "could not access status of transaction",
        "invalid page in block",
        "PANIC:",
    ];
    if mentions(&log, FULL_DISK) {
        return Err(Error::DiskFull { folder: layout.folder.clone(), log });
    }
    if mentions(&log, &["Address already in use", "could not create any TCP/IP sockets"]) {
        return Ok(Outcome::PortTaken);
    }
    if mentions(&log, &["pre-existing shared memory block"]) {
        return Ok(Outcome::OldBackends);
    }
    if mentions(&log, DAMAGE) {
        return Err(Error::DamagedDataFolder { folder: layout.data(), log });
    }
    let status = status.map_or_else(|| "ended".to_owned(), |status| status.to_string());
    Err(Error::Start { status, log_file: layout.log(), log })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(line: &str) -> Result<Outcome, Error> {
        let layout = Layout { wished: "/srv".into(), folder: "/srv".into() };
        explain(&layout, None, vec![line.to_owned()])
    }

    /// Each line as a server wrote it.
    #[test]
    fn the_log_tells_why_a_server_did_not_start() {
        let full = "FATAL:  could not write lock file \"postmaster.pid\": No space left on device";
        assert!(matches!(explained(full), Err(Error::DiskFull { .. })));
        let damaged = "PANIC:  could not locate a valid checkpoint record";
        assert!(matches!(explained(damaged), Err(Error::DamagedDataFolder { .. })));
        let taken = "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use";
        assert!(matches!(explained(taken), Ok(Outcome::PortTaken)));
        let old = "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use";
        assert!(matches!(explained(old), Ok(Outcome::OldBackends)));
        let other = "FATAL:  unrecognized configuration parameter \"no_such_parameter\"";
        assert!(matches!(explained(other), Err(Error::Start { .. })));
    }
}
