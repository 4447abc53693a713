//! What migrations build, kept in a folder: built once on a scratch database, and read from a file until anything changes
//! that it follows from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::catalog::Snapshot;
use crate::migrate::Rendered;
use crate::sql::scalar;

/// Changes when files of before can no longer be read, or hold something else.
const FORMAT: &str = concat!("1 ", env!("CARGO_PKG_VERSION"));

/// How many files stay: one for each branch and server that are worked on by turns.
const FILES: usize = 4;

/// How the files' names begin and end.
const NAME: (&str, &str) = ("expected-", ".json");

/// What a catalog follows from beside the migrations.
const SERVER: &str = "
    SELECT concat_ws('|', version(), session_user, current_user, current_setting('search_path'), pg_encoding_to_char(encoding), datcollate,
        datctype, (SELECT string_agg(name || ' ' || default_version, ',' ORDER BY name) FROM pg_available_extensions),
        (SELECT string_agg(setdatabase || ' ' || setrole || ' ' || setconfig::text, ',' ORDER BY setdatabase, setrole)
            FROM pg_db_role_setting WHERE setdatabase = 0))
    FROM pg_database WHERE datname = current_database()";

/// Where the catalog that these migrations build is kept, for this server.
#[derive(Debug, Clone)]
pub(super) struct Place {
    folder: PathBuf,
    file: PathBuf,
}

impl Place {
    pub(super) async fn find(
        folder: &Path,
        live: &DatabaseConnection,
        migrations: &[&Rendered],
    ) -> Result<Self, Error> {
        let asked = scalar(live, SERVER, []).await;
        let server: String = asked.map_err(Error::database("failed to ask what server this is"))?;
        let mut digest = Sha256::new();
        for part in [FORMAT, &server] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        for migration in migrations {
            digest.update(migration.name.as_bytes());
            digest.update(migration.checksum().as_bytes());
        }
        let file = folder.join(format!("{}{}{}", NAME.0, hex::encode(digest.finalize()), NAME.1));
        Ok(Self { folder: folder.to_owned(), file })
    }

    /// What is kept; none where nothing is, or nothing that can be read.
    pub(super) fn read(&self) -> Option<Snapshot> {
        let text = fs::read(&self.file).ok()?;
        match serde_json::from_slice(&text) {
            Ok(snapshot) => Some(snapshot),
            Err(error) => {
                tracing::warn!(file = %self.file.display(), %error, "what was kept cannot be read, and is built anew");
                None
            }
        }
    }

    /// Keeps it. That it could not be kept costs time, and nothing else.
    pub(super) fn write(&self, snapshot: &Snapshot) {
        if let Err(error) = self.try_to_write(snapshot) {
            tracing::warn!(file = %self.file.display(), %error, "failed to keep what the migrations build");
        }
    }

    fn try_to_write(&self, snapshot: &Snapshot) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let beside = self.file.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&beside, serde_json::to_vec(snapshot)?)?;
        fs::rename(&beside, &self.file)?;
        self.remove_oldest()
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(NAME.0) && name.ends_with(NAME.1) {
                files.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        files.sort();
        let too_many = files.len().saturating_sub(FILES);
        for (_written, path) in &files[..too_many] {
            fs::remove_file(path)?;
        }
        Ok(())
    }
}
