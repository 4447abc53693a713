//! The folder that fetched binaries are kept in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::cluster::{remove_tree, set_mode};
use crate::error::Error;
use crate::process::Identity;

/// What the folder of an unfinished fetch begins with.
pub(super) const LEFTOVER: &str = ".fetching-";

/// The usual place for root, whose home others cannot enter.
const FOR_ROOT: &str = "/var/cache/backline";

/// The folder that fetched binaries are kept in: `BACKLINE_CACHE`, else `backline` in `XDG_CACHE_HOME`, else
/// `~/.cache/backline`; and `/var/cache/backline` when we are root and the user of the server cannot enter that.
pub fn cache_folder() -> PathBuf {
    if let Some(folder) = absolute("BACKLINE_CACHE") {
        return folder;
    }
    let usual = absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .map_or_else(|| std::env::temp_dir().join("backline-cache"), |folder| folder.join("backline"));
    let existing = usual.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    if Identity::for_server(Path::new("")).can_enter(existing) { usual } else { PathBuf::from(FOR_ROOT) }
}

fn absolute(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
}

/// Makes the folder; when we are root, what is new may be entered by everybody, whatever the umask.
pub(super) fn make_folder(cache: &Path) -> Result<(), Error> {
    let absent: Vec<&Path> = cache.ancestors().take_while(|ancestor| !ancestor.exists()).collect();
    fs::create_dir_all(cache).map_err(Error::io("create the folder", cache))?;
    if Identity::ours().uid == 0 {
        for new in absent {
            set_mode(new, 0o755)?;
        }
    }
    Ok(())
}

/// Removes what fetches left behind that were killed. The lock is held.
///
/// Versions that an older release of this crate fetched stay: a data folder of their major version may need them.
pub(super) fn remove_leftovers(cache: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(cache).map_err(Error::io("read the folder", cache))?.flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(LEFTOVER.as_bytes()) {
            remove_tree(&entry.path())?;
        }
    }
    Ok(())
}

/// Lets everybody read what is in a folder, and run what its owner may run.
pub(super) fn open_to_all(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            open_to_all(&entry.path())?;
        } else {
            let is_program = entry.metadata()?.permissions().mode() & 0o100 != 0;
            fs::set_permissions(
                entry.path(),
                fs::Permissions::from_mode(if is_program { 0o755 } else { 0o644 }),
            )?;
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}
