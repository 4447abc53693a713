//! What the ways of fetching share: running a client that may be slow, and checking what it brought.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256, Sha512};

use super::platform::Platform;
use crate::progress::{Event, Progress};
use crate::version::Version;

/// No client may take longer than this.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How often progress is told.
const STEP: Duration = Duration::from_millis(100);

/// What a way of fetching works with.
pub(super) struct Fetcher<'a> {
    /// An empty folder to fetch into.
    pub(super) folder: &'a Path,
    /// The machine to fetch for.
    pub(super) platform: Platform,
    /// The version to fetch.
    pub(super) version: Version,
    /// Told how far it is.
    pub(super) progress: &'a Progress,
    /// The base of the URLs of release archives, in place of the usual one.
    pub(super) mirror: Option<&'a str>,
}

/// What a way of fetching brought.
pub(super) struct Fetched {
    /// The archive: `.tgz`, `.tar.gz` or `.whl`.
    pub(super) archive: PathBuf,
    /// What its checksum must be.
    pub(super) checksum: Checksum,
}

/// A checksum in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    Sha256(String),
    Sha512(String),
}

impl Checksum {
    /// Checks the file; the error tells both checksums.
    pub(super) fn verify(&self, file: &Path) -> Result<(), String> {
        let (wanted, found) = match self {
            Self::Sha256(wanted) => (wanted, digest::<Sha256>(file)),
            Self::Sha512(wanted) => (wanted, digest::<Sha512>(file)),
        };
        let found = found.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        if found.eq_ignore_ascii_case(wanted) {
            return Ok(());
        }
        Err(format!("wrong checksum: {found} where {wanted} was expected"))
    }
}

fn digest<D: Digest + io::Write>(file: &Path) -> io::Result<String> {
    let mut hasher = D::new();
    io::copy(&mut File::open(file)?, &mut hasher)?;
    Ok(hex::encode(hasher.finalize()))
}

impl Fetcher<'_> {
    /// Runs a client that downloads into the folder, telling how many bytes are there; the error is the last line
    /// that it said.
    pub(super) fn run(&self, command: &mut Command, total: Option<u64>) -> Result<(), String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let said = self.folder.join(".said");
        let file =
            File::create(&said).map_err(|error| format!("cannot write {}: {error}", said.display()))?;
        let mut child = command
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .map_err(|error| format!("cannot run {program}: {error}"))?;
        let began = Instant::now();
        let mut told = 0;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => {}
                Err(error) => return Err(format!("cannot wait for {program}: {error}")),
            }
            let bytes = size_of(self.folder);
            if bytes != told {
                told = bytes;
                self.progress
                    .tell(&Event::Fetched { bytes: total.map_or(bytes, |total| bytes.min(total)), total });
            }
            if began.elapsed() > PATIENCE {
                // It may have ended by itself in this moment, which is as good.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("{program} took longer than {} minutes", PATIENCE.as_secs() / 60));
            }
            std::thread::sleep(STEP);
        };
        if status.success() {
            return Ok(());
        }
        let said = fs::read_to_string(&said).unwrap_or_default();
        let reason = said
            .lines()
            .map(str::trim)
            .rfind(|line| line.to_ascii_lowercase().contains("err"))
            .or_else(|| said.lines().map(str::trim).rfind(|line| !line.is_empty()))
            .unwrap_or("it said nothing");
        Err(format!("{program} failed ({status}): {reason}"))
    }

    /// The only file in the folder with this ending.
    pub(super) fn file_ending_in(&self, ending: &str) -> Result<PathBuf, String> {
        fs::read_dir(self.folder)
            .map_err(|error| error.to_string())?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().ends_with(ending))
            .ok_or_else(|| format!("it brought no {ending} file"))
    }
}

/// The first of these programs that can be run with `--version`; each is a program and its first arguments.
pub(super) fn first_that_runs(clients: &[&'static [&'static str]]) -> Option<&'static [&'static str]> {
    clients.iter().copied().find(|client| {
        command(client)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// A command of a program and its first arguments.
pub(super) fn command(client: &[&str]) -> Command {
    let mut command = Command::new(client.first().copied().unwrap_or_default());
    command.args(client.get(1..).unwrap_or_default());
    command
}

/// Bytes of all files in a folder and those below it.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("archive");
        fs::write(&file, "abc").unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Checksum::Sha256(abc.to_owned()).verify(&file).unwrap();
        fs::write(&file, "abd").unwrap();
        let error = Checksum::Sha256(abc.to_owned()).verify(&file).unwrap_err();
        assert!(error.contains("wrong checksum") && error.contains(abc), "{error}");
    }

    #[test]
    fn a_client_that_fails_tells_why() {
        let folder = tempfile::tempdir().unwrap();
        let fetcher = Fetcher {
            folder: folder.path(),
            platform: Platform::LinuxX64,
            version: Version { major: 18, minor: 4 },
            progress: &Progress::default(),
            mirror: None,
        };
        let error =
            fetcher.run(&mut command(&["sh", "-c", "echo ERROR: no network >&2; exit 3"]), None).unwrap_err();
        assert!(error.contains("ERROR: no network"), "{error}");
        let error = fetcher.run(&mut command(&["no-such-client"]), None).unwrap_err();
        assert!(error.contains("cannot run no-such-client"), "{error}");
    }
}
