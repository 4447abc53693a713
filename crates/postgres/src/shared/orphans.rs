//! Clusters that nobody watches any more: their supervisor was killed too, as when a whole session or container is.

use std::fs;
use std::path::Path;

use super::{is_supervised, supervise, supervisor_file};
use crate::cluster::{Cluster, Settings, open_lock};
use crate::error::Error;
use crate::process;

/// Gives each abandoned cluster beside `folder` a supervisor, which removes it as it would have been; and removes what
/// a killed supervisor was removing. A neighbour that cannot be looked at is its own user's concern, not ours.
pub(super) fn adopt(folder: &Path) {
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name().and_then(|name| name.to_str()))
    else {
        return;
    };
    // All clusters of this user are called alike but for the hash at the end.
    let Some((family, _)) = name.rsplit_once('-') else { return };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(family)) else { continue };
        if path == folder || !rest.starts_with('-') {
            continue;
        }
        let _ = match rest.rsplit_once(".gone.") {
            Some((_, supervisor)) => remove_gone(&path, supervisor),
            None => adopt_one(&path),
        };
    }
}

fn adopt_one(folder: &Path) -> Result<(), Error> {
    if is_supervised(folder) || !supervisor_file(folder).exists() {
        return Ok(());
    }
    let lock = open_lock(&folder.join("join.lock"))?;
    // Who holds it is about to use the cluster, and starts the supervisor.
    if lock.try_lock().is_err() || is_supervised(folder) {
        return Ok(());
    }
    let _was_closing = fs::remove_dir(folder.join("closing"));
    // A database that was kept to be looked at has gone with the server.
    let _was_kept = fs::remove_file(folder.join("keep"));
    let socket_folder = Cluster::new(Settings::test(folder))?.socket_folder();
    supervise(folder, super::ORPHAN_LINGER, &socket_folder)
}

fn remove_gone(folder: &Path, supervisor: &str) -> Result<(), Error> {
    if supervisor.parse().is_ok_and(process::is_alive) {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(Error::io("remove the folder", folder))
}
