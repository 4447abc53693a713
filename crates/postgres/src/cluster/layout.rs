//! Where a cluster's files lie.
//!
//! ```text
//! <folder>/lock          held while the cluster is made, started or stopped
//! <folder>/data/         PGDATA, of the server's user, 0700; in it backline-password, 0600
//! <folder>/data.new-*/   a data folder in the making, renamed to data/ when complete
//! <folder>/socket/       the socket, 0700 (or /tmp/backline-<hash>/, where the path would be too long)
//! <folder>/server.log    what the server says
//! <folder>/cluster.json  port and binaries of the last start
//! <folder>/moved-to      only when we are root and the server's user cannot enter <folder>: where the cluster is
//! ```

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::binaries::Binaries;
use crate::error::Error;
use crate::process::Identity;

/// Where a cluster goes that the server's user cannot reach in its own place.
const MOVED: &str = "/var/lib/backline";

/// The longest path of a socket, in bytes, that both Linux (107) and macOS (103) take.
const LONGEST_SOCKET_PATH: usize = 103;

/// Bytes that `/.s.PGSQL.65535` adds to the folder of a socket.
const SOCKET_NAME: usize = 15;

/// The paths of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The folder that was asked for.
    pub(crate) wished: PathBuf,
    /// The folder that is used.
    pub(crate) folder: PathBuf,
}

/// What the last start used; kept in `cluster.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LastStart {
    /// The port, also when only the socket bears it in its name.
    pub(crate) port: u16,
    /// The binaries.
    pub(crate) binaries: Binaries,
}

impl Layout {
    /// Decides where the cluster lies; makes nothing.
    pub(crate) fn resolve(wished: &Path) -> Result<Self, Error> {
        let wished = std::path::absolute(wished).map_err(Error::io("resolve the path", wished))?;
        let moved_to = wished.join("moved-to");
        let folder = match fs::read_to_string(&moved_to) {
            Ok(text) => PathBuf::from(text.trim_end()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::place_for(&wished),
            Err(error) => return Err(Error::Io { action: "read", path: moved_to, source: error }),
        };
        Ok(Self { wished, folder })
    }

    fn place_for(wished: &Path) -> PathBuf {
        let server = Identity::for_server(&wished.join("data"));
        let existing = wished.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
        if !server.is_other() || server.can_enter(existing) {
            wished.to_owned()
        } else {
            Path::new(MOVED).join(short_hash(wished))
        }
    }

    /// The user of the server's processes.
    pub(crate) fn identity(&self) -> Identity {
        Identity::for_server(&self.data())
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.data().join(PASSWORD_FILE)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn last_start_file(&self) -> PathBuf {
        self.folder.join("cluster.json")
    }

    /// The folder of the socket: inside the cluster's folder, or in `/tmp` where that path is too long for a socket
    /// or has a character that PostgreSQL takes for a separator.
    pub(crate) fn socket(&self) -> PathBuf {
        let inside = self.folder.join("socket");
        let bytes = inside.as_os_str().as_bytes();
        let is_plain =
            std::str::from_utf8(bytes).is_ok() && !bytes.iter().any(|byte| b",\"'@\\".contains(byte));
        if is_plain && bytes.len() + SOCKET_NAME <= LONGEST_SOCKET_PATH {
            inside
        } else {
            Path::new("/tmp").join(format!("backline-{}", short_hash(&self.folder)))
        }
    }

    /// Makes the cluster's folder and, where the cluster lies elsewhere than wished, a note of it.
    pub(crate) fn make_folder(&self) -> Result<(), Error> {
        let server = self.identity();
        make_folders(&self.folder, server)?;
        // The server's user only passes through, where it is not the owner; everybody else stays out.
        let owner = fs::metadata(&self.folder).map_err(Error::io("look at", &self.folder))?.uid();
        set_mode(&self.folder, if owner == server.uid { 0o700 } else { 0o711 })?;
        if self.folder != self.wished {
            make_folders(&self.wished, Identity::ours())?;
            let note = self.wished.join("moved-to");
            if !note.exists() {
                write_whole(&note, self.folder.as_os_str().as_bytes(), 0o644)?;
                write_whole(&self.folder.join("wished-for"), self.wished.as_os_str().as_bytes(), 0o644)?;
            }
        }
        Ok(())
    }

    /// Makes the folder of the socket, or checks that it is private to the server's user.
    pub(crate) fn make_socket_folder(&self) -> Result<PathBuf, Error> {
        let folder = self.socket();
        let server = self.identity();
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => {
                server.take(&folder).map_err(Error::io("give to the server's user", &folder))?;
                return Ok(folder);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::Io { action: "create the folder", path: folder, source: error }),
        }
        let metadata = fs::symlink_metadata(&folder).map_err(Error::io("look at", &folder))?;
        let ours = Identity::ours().uid;
        let reason = if !metadata.is_dir() {
            "it is not a folder".to_owned()
        } else if metadata.uid() != server.uid && metadata.uid() != ours {
            format!("it belongs to the user with id {}", metadata.uid())
        } else {
            set_mode(&folder, 0o700)?;
            server.take(&folder).map_err(Error::io("give to the server's user", &folder))?;
            return Ok(folder);
        };
        Err(Error::UnsafeFolder { folder, reason })
    }

    /// What the last start used; `None` before the first one.
    pub(crate) fn last_start(&self) -> Result<Option<LastStart>, Error> {
        let file = self.last_start_file();
        match fs::read(&file) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::Io { action: "read", path: file, source: error }),
        }
    }

    pub(crate) fn remember_start(&self, start: &LastStart) -> Result<(), Error> {
        let file = self.last_start_file();
        let text = serde_json::to_vec_pretty(start).map_err(|error| Error::Io {
            action: "write",
            path: file.clone(),
            source: error.into(),
        })?;
        write_whole(&file, &text, 0o600)?;
        self.leave_to_owner(&file)
    }

    /// Removes the folder of the clusters that lie elsewhere than wished, when this was the last of them.
    pub(crate) fn tidy(&self) {
        if self.folder != self.wished {
            // It is not empty while there are others.
            let _ = fs::remove_dir(MOVED);
        }
    }

    /// When we are root and the cluster belongs to somebody else, gives them a file that we made in it, so that they
    /// can go on with it.
    pub(crate) fn leave_to_owner(&self, file: &Path) -> Result<(), Error> {
        if Identity::ours().uid != 0 {
            return Ok(());
        }
        let folder = fs::metadata(&self.folder).map_err(Error::io("look at", &self.folder))?;
        let owner = Identity { uid: folder.uid(), gid: folder.gid() };
        owner.take(file).map_err(Error::io("give to the cluster's owner", file))
    }
}

/// The name, inside the data folder, of the file that keeps the password for TCP.
pub(crate) const PASSWORD_FILE: &str = "backline-password";

/// The first 16 hexadecimal digits of the path's SHA-256.
pub(crate) fn short_hash(path: &Path) -> String {
    let digest = hex::encode(Sha256::digest(path.as_os_str().as_bytes()));
    digest[..16].to_owned()
}

/// Writes a file so that it is there either whole or not at all.
pub(crate) fn write_whole(file: &Path, content: &[u8], mode: u32) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(Path::new("/"));
    let write = || -> io::Result<()> {
        let mut temporary = tempfile::Builder::new()
            .prefix(".new-")
            .permissions(fs::Permissions::from_mode(mode))
            .tempfile_in(folder)?;
        temporary.write_all(content)?;
        temporary.persist(file)?;
        Ok(())
    };
    write().map_err(Error::io("write", file))
}

/// Opens the lock file, making it when absent.
pub(crate) fn open_lock(file: &Path) -> Result<File, Error> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(file)
        .map_err(Error::io("open the lock file", file))
}

pub(crate) fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Error::io("set the mode of", path))
}

/// Makes a folder and those above it; what is new is open for the server's user to pass through, whatever the umask.
fn make_folders(folder: &Path, server: Identity) -> Result<(), Error> {
    let absent: Vec<&Path> = folder.ancestors().take_while(|ancestor| !ancestor.exists()).collect();
    for new in absent.into_iter().rev() {
        match fs::create_dir(new) {
            Ok(()) if server.is_other() => set_mode(new, 0o755)?,
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(Error::Io { action: "create the folder", path: new.to_owned(), source: error });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_never_gets_too_long_a_path() {
        let short = Layout { wished: "/srv/a b".into(), folder: "/srv/a b".into() };
        assert_eq!(short.socket(), Path::new("/srv/a b/socket"));
        let long: PathBuf = format!("/srv/{}", "x".repeat(200)).into();
        let long = Layout { wished: long.clone(), folder: long };
        assert!(long.socket().starts_with("/tmp") && long.socket().as_os_str().len() < 40);
        let comma = Layout { wished: "/srv/a,b".into(), folder: "/srv/a,b".into() };
        assert!(comma.socket().starts_with("/tmp"));
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("note");
        write_whole(&file, b"one", 0o600).unwrap();
        write_whole(&file, b"two", 0o600).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
