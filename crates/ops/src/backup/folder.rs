//! The folder of backups: half-written ones under another name, those that are there, those that may go.

use std::fs;
use std::path::{Path, PathBuf};

use super::BackupError;
use super::manifest::{Manifest, Unreadable, load};

/// How the name of a backup begins that is being written.
const PARTIAL: &str = ".partial-";

/// How the name of one ends that is being removed.
const GONE: &str = "gone";

/// The file that its writer holds a lock on for as long as it lives.
const LOCK: &str = ".lock";

/// A backup that is being written. Dropped before it is kept, it is removed.
#[derive(Debug)]
pub(super) struct Partial {
    /// Where it is written.
    pub path: PathBuf,
    whole: PathBuf,
    _lock: fs::File,
    kept: bool,
}

impl Partial {
    /// Begins a backup; those that a killed process left half-written are removed.
    pub(super) fn begin(root: &Path, name: &str) -> Result<Self, BackupError> {
        fs::create_dir_all(root).map_err(BackupError::file("make the folder", root))?;
        remove_abandoned(root)?;
        let path = root.join(format!("{PARTIAL}{name}-{}", std::process::id()));
        fs::create_dir(&path).map_err(BackupError::file("make the folder", &path))?;
        let lock = fs::File::create(path.join(LOCK)).map_err(BackupError::file("make the lock in", &path))?;
        lock.lock().map_err(BackupError::file("lock", &path))?;
        Ok(Self { path, whole: root.join(name), _lock: lock, kept: false })
    }

    /// Makes all of it durable, and gives it its name. Until it has that, it is locked: others would remove it.
    pub(super) fn keep(mut self) -> Result<PathBuf, BackupError> {
        sync(&self.path)?;
        if self.whole.exists() {
            let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(BackupError::file("write", &self.whole)(there));
        }
        fs::rename(&self.path, &self.whole).map_err(BackupError::file("rename", &self.path))?;
        self.kept = true;
        let lock = self.whole.join(LOCK);
        fs::remove_file(&lock).map_err(BackupError::file("remove", &lock))?;
        let root = self.whole.parent().unwrap_or(&self.whole);
        sync_one(root)?;
        Ok(self.whole.clone())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // What stays is removed by the next backup.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn sync(folder: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(BackupError::file("read", folder))? {
        let path = entry.map_err(BackupError::file("read", folder))?.path();
        if path.is_dir() { sync(&path)? } else { sync_one(&path)? }
    }
    sync_one(folder)
}

fn sync_one(path: &Path) -> Result<(), BackupError> {
    let file = fs::File::open(path).map_err(BackupError::file("open", path))?;
    file.sync_all().map_err(BackupError::file("write to disk", path))
}

/// Removes what nobody is writing any more.
fn remove_abandoned(root: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(root).map_err(BackupError::file("read", root))? {
        let path = entry.map_err(BackupError::file("read", root))?.path();
        let is_partial = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL));
        let is_held = || fs::File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err());
        if is_partial && !is_held() {
            // A pg_dump may have outlived who started it: under another name, it writes no more files into it.
            let gone = path.with_extension(GONE);
            if path != gone {
                fs::rename(&path, &gone).map_err(BackupError::file("rename", &path))?;
            }
            fs::remove_dir_all(&gone).map_err(BackupError::file("remove", &gone))?;
        }
    }
    Ok(())
}

/// Whole backups: folder and manifest.
pub type Backups = Vec<(PathBuf, Manifest)>;

/// The backups of a folder, the oldest first, and what lies there and is none.
///
/// # Errors
/// When the folder cannot be read; one that is not there has no backups.
pub fn list(root: &Path) -> Result<(Backups, Vec<Unreadable>), BackupError> {
    let (mut backups, mut others) = (Vec::new(), Vec::new());
    if !root.exists() {
        return Ok((backups, others));
    }
    for entry in fs::read_dir(root).map_err(BackupError::file("read", root))? {
        let path = entry.map_err(BackupError::file("read", root))?.path();
        if !path.is_dir() || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL))
        {
            continue;
        }
        match load(&path) {
            Ok(manifest) => backups.push((path, manifest)),
            Err(error) => others.push(Unreadable { path, why: error.to_string() }),
        }
    }
    backups.sort_by(|(_, one), (_, other)| (one.created_at, &one.name).cmp(&(other.created_at, &other.name)));
    Ok((backups, others))
}

/// Removes all but the newest `keep` backups of each database, and what killed processes left half-written; gives the
/// folders that went.
///
/// # Errors
/// When a folder cannot be read or removed.
pub fn prune(root: &Path, keep: usize) -> Result<Vec<PathBuf>, BackupError> {
    let (mut backups, _) = list(root)?;
    backups.reverse();
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut gone = Vec::new();
    for (path, manifest) in backups {
        let number = seen.entry(manifest.database).or_default();
        *number += 1;
        if *number > keep {
            // Without its manifest it is no backup any more, whatever happens while it is removed.
            let file = path.join(super::manifest::FILE);
            fs::remove_file(&file).map_err(BackupError::file("remove", &file))?;
            fs::remove_dir_all(&path).map_err(BackupError::file("remove", &path))?;
            gone.push(path);
        }
    }
    if root.exists() {
        remove_abandoned(root)?;
    }
    Ok(gone)
}
