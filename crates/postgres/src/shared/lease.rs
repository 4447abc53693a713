//! A lease: the file that says "this process uses the cluster".

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::cluster::{set_mode, write_whole};
use crate::error::Error;
use crate::process::{self, Identity};

/// A lease of this process; removed when dropped. A process that is killed leaves the file, which then names a process
/// that is gone.
#[derive(Debug)]
pub(super) struct Lease {
    file: PathBuf,
}

impl Lease {
    /// Leaves a lease in the folder; `None` when the folder has just been closed.
    pub(super) fn write(folder: &Path) -> Result<Option<Self>, Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let pid = std::process::id();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let token = process::start_token(pid).unwrap_or_default();
        let file = folder.join("leases").join(format!("{pid}-{number}"));
        match write_whole(&file, format!("{pid} {token}\n").as_bytes(), 0o600) {
            Ok(()) => Ok(Some(Self { file })),
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the lease still stands, which it does not when its folder was removed.
    pub(super) fn is_there(&self) -> bool {
        self.file.exists()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Left behind, it is removed with the folder when this process has ended.
        let _ = fs::remove_file(&self.file);
    }
}

/// Makes the cluster's folder and the one of the leases, and checks that nobody else has a hand in them.
pub(super) fn make_folders(folder: &Path) -> Result<(), Error> {
    let ours = Identity::ours();
    // The server's user passes through the one, and stays out of the other.
    let outer_mode = if ours.uid == 0 { 0o711 } else { 0o700 };
    for (path, mode) in [(folder.to_owned(), outer_mode), (folder.join("leases"), 0o700)] {
        match DirBuilder::new().mode(mode).create(&path) {
            // The umask may have taken bits away.
            Ok(()) => match set_mode(&path, mode) {
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
                other => other?,
            },
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check(&path, ours.uid)?,
            // The outer folder was closed in between; the lease will tell.
            Err(error) if error.kind() == io::ErrorKind::NotFound && path != folder => {}
            Err(error) => return Err(Error::Io { action: "create the folder", path, source: error }),
        }
    }
    Ok(())
}

fn check(path: &Path, uid: u32) -> Result<(), Error> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::Io { action: "look at", path: path.to_owned(), source: error }),
    };
    let reason = if !metadata.is_dir() {
        "it is not a folder".to_owned()
    } else if metadata.uid() != uid {
        format!("it belongs to the user with id {}", metadata.uid())
    } else {
        return Ok(());
    };
    Err(Error::UnsafeFolder { folder: path.to_owned(), reason })
}
