//! What takes long to work out, kept in a folder: read from a file as long as nothing changes that it follows from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// Changes when files of before can no longer be read, or hold something else.
const FORMAT: &str = concat!("1 ", env!("CARGO_PKG_VERSION"));

/// How many files of a sort stay: one for each branch and server that are worked on by turns.
const FILES: usize = 4;

/// How their names end.
const END: &str = ".json";

/// The file of one thing.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    folder: PathBuf,
    /// How the names of this sort begin.
    begin: &'static str,
    file: PathBuf,
}

impl Kept {
    /// Where in the folder something of this sort is, or would be, that follows from all of these.
    pub(crate) fn find<'a>(
        folder: &Path,
        begin: &'static str,
        follows_from: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut digest = Sha256::new();
        for part in std::iter::once(FORMAT).chain(follows_from) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        let file = folder.join(format!("{begin}{}{END}", hex::encode(digest.finalize())));
        Self { folder: folder.to_owned(), begin, file }
    }

    /// What is kept; none where nothing is, or nothing that can be read.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let text = fs::read(&self.file).ok()?;
        match serde_json::from_slice(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::warn!(file = %self.file.display(), %error, "what was kept cannot be read, and is worked out anew");
                None
            }
        }
    }

    /// Keeps it. That it could not be kept costs time, and nothing else.
    pub(crate) fn write(&self, value: &impl Serialize) {
        if let Err(error) = self.try_to_write(value) {
            tracing::warn!(file = %self.file.display(), %error, "failed to keep what was worked out");
        }
    }

    fn try_to_write(&self, value: &impl Serialize) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let beside = self.file.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&beside, serde_json::to_vec(value)?)?;
        fs::rename(&beside, &self.file)?;
        self.remove_oldest()
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(self.begin) && name.ends_with(END) {
                files.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        files.sort();
        let too_many = files.len().saturating_sub(FILES);
        for (_written, path) in &files[..too_many] {
            // Another process may have been faster.
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What the running program is: where its file is, and everything that changes when the file does, as git tells whether a
/// file is as it was. None where the system does not tell.
pub(crate) fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    identity(&path, &fs::metadata(&path).ok()?)
}

#[cfg(unix)]
fn identity(path: &Path, file: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    Some(format!(
        "{}|{}|{}|{}|{}.{:09}|{}.{:09}",
        path.display(),
        file.dev(),
        file.ino(),
        file.size(),
        file.mtime(),
        file.mtime_nsec(),
        file.ctime(),
        file.ctime_nsec()
    ))
}

#[cfg(not(unix))]
fn identity(_path: &Path, _file: &fs::Metadata) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_something_else_is_another_file_and_the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        let kept = |from: &str| Kept::find(folder.path(), "numbers-", ["sort", from]);
        assert_eq!(kept("1").read::<i32>(), None);
        for number in 1..=i32::try_from(FILES).unwrap() + 2 {
            kept(&number.to_string()).write(&number);
            assert_eq!(kept(&number.to_string()).read(), Some(number));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FILES);
        fs::write(&kept("6").file, "{").unwrap();
        assert_eq!(kept("6").read::<i32>(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_another_one_when_its_file_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("program");
        let identity = || identity(&file, &fs::metadata(&file).unwrap());
        fs::write(&file, "one").unwrap();
        let first = identity();
        assert_eq!(first, identity());
        // Of the same length, at the same place, with its time set back: what builds reproducibly does that.
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        fs::remove_file(&file).unwrap();
        fs::write(folder.path().join("another"), "two").unwrap();
        fs::rename(folder.path().join("another"), &file).unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        assert_ne!(first, identity());
    }
}
