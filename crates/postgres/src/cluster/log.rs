//! The server's log file: kept small, and read when a start fails.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A log that has grown past this many bytes is put aside as `server.log.1`.
const LIMIT: u64 = 8 << 20;

/// How many lines of the log stand in an error.
const LINES_SHOWN: usize = 12;

/// Puts a log aside that has grown too large. A running server appends, so its file is copied and emptied, not moved.
pub(super) fn rotate(log: &Path) -> io::Result<()> {
    match fs::metadata(log) {
        Ok(metadata) if metadata.len() > LIMIT => {
            fs::copy(log, log.with_extension("log.1"))?;
            File::options().write(true).open(log)?.set_len(0)
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens the log to append to, and says how long it is now.
pub(super) fn open(log: &Path) -> io::Result<(File, u64)> {
    let file = File::options().create(true).append(true).open(log)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// The last lines that were written after `offset`.
pub(super) fn tail(log: &Path, offset: u64) -> Vec<String> {
    let read = || -> io::Result<String> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(offset.max(length.saturating_sub(1 << 16)).min(length)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    last_lines(&read().unwrap_or_default())
}

/// The last lines of a text that are not empty.
pub(super) fn last_lines(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(LINES_SHOWN)..].iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_log_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("server.log");
        rotate(&log).unwrap();
        fs::write(&log, vec![b'x'; usize::try_from(LIMIT).unwrap() + 1]).unwrap();
        rotate(&log).unwrap();
        assert_eq!(fs::metadata(&log).unwrap().len(), 0);
        assert_eq!(fs::metadata(folder.path().join("server.log.1")).unwrap().len(), LIMIT + 1);
    }

    #[test]
    fn shows_what_was_written_since() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("server.log");
        fs::write(&log, "old\nnew\n\nnewer\n").unwrap();
        assert_eq!(tail(&log, 4), ["new", "newer"]);
    }
}
