//! What a backup says of itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::BackupError;
use crate::catalog::TableDigest;

/// The manifest's file.
pub(super) const FILE: &str = "manifest.json";

/// The only version of the manifest so far.
pub(super) const VERSION: u32 = 2;

/// What a backup says of itself: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// The version of this format.
    pub version: u32,
    /// The backup's name, that of its folder.
    pub name: String,
    /// The database that was saved.
    pub database: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// The server's version, as it tells it.
    pub server_version: String,
    /// The server's major version.
    pub server_major: u32,
    /// The archive for `pg_restore`: a file of the custom format, or a folder.
    pub archive: String,
    /// Every file but this one.
    pub files: Vec<File>,
    /// The migrations that were applied, in order.
    pub migrations: Vec<String>,
    /// The fingerprint of the catalog, the engine's own tables included.
    pub catalog_fingerprint: String,
    /// What everybody might do in the schema `public`; none where there was no such schema.
    pub public_privileges: Option<Vec<String>>,
    /// Rows and content of every table.
    pub tables: BTreeMap<String, TableDigest>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct File {
    /// Its path within the backup.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// A folder that is no whole backup.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unreadable {
    /// The folder.
    pub path: PathBuf,
    /// What is the matter.
    pub why: String,
}

impl Manifest {
    /// How many rows were saved.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// How large the backup is.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Whether every file is there and as it was written.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] with the first that is not.
    pub fn check_files(&self, folder: &Path) -> Result<(), BackupError> {
        for file in &self.files {
            let damaged = |why: String| BackupError::Damaged { file: file.path.clone(), why };
            let found =
                describe(folder, &file.path).map_err(|error| damaged(format!("cannot be read: {error}")))?;
            if found.bytes != file.bytes {
                return Err(damaged(format!("has {} bytes, {} were written", found.bytes, file.bytes)));
            }
            if found.sha256 != file.sha256 {
                return Err(damaged("has another SHA-256 than what was written".to_owned()));
            }
        }
        Ok(())
    }
}

/// Reads the manifest of a backup.
///
/// # Errors
/// [`BackupError::NoBackup`] when there is none, or one of another version.
pub fn load(folder: &Path) -> Result<Manifest, BackupError> {
    let none = |why: String| BackupError::NoBackup { path: folder.to_owned(), why };
    let text =
        fs::read_to_string(folder.join(FILE)).map_err(|error| none(format!("no {FILE} in it: {error}")))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| none(format!("{FILE}: {error}")))?;
    if manifest.version != VERSION {
        return Err(none(format!("{FILE} is of version {}, not {VERSION}", manifest.version)));
    }
    Ok(manifest)
}

/// Size and checksum of a file.
pub(super) fn describe(folder: &Path, path: &str) -> std::io::Result<File> {
    let mut file = fs::File::open(folder.join(path))?;
    let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok(File { path: path.to_owned(), bytes, sha256: hex::encode(digest.finalize()) })
}
