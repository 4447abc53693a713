//! Saving a database.

use std::fs;
use std::path::{Path, PathBuf};

use sea_orm::{AccessMode, DatabaseConnection, DatabaseTransaction, IsolationLevel, TransactionTrait};
use time::{OffsetDateTime, macros::format_description};

use super::folder::Partial;
use super::manifest::{self, File, Manifest};
use super::tools::{Tools, server_version};
use super::{BackupError, Event};
use crate::Error;
use crate::catalog::{Snapshot, digests};
use crate::everybody;
use crate::migrate::{self, RecordState};
use crate::sql;

/// How the archive is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One file.
    Custom,
    /// A folder, by several jobs at once: for large databases.
    Directory,
}

/// How to save.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of all backups.
    pub root: PathBuf,
    /// How the archive is written.
    pub format: Format,
    /// How many jobs work at once.
    pub jobs: usize,
    /// The moment, which is part of the backup's name.
    pub now: OffsetDateTime,
}

/// Saves the database that `db` is connected to: archive, schema and data as SQL beside it, and the manifest, all of
/// one moment. Gives the backup's folder.
///
/// # Errors
/// Programs that are older than the server or fail, a full disk, whatever the server answers. Nothing that has the name
/// of a backup is left then.
pub async fn create(
    db: &DatabaseConnection,
    tools: &Tools,
    options: &Options,
    mut tell: impl FnMut(Event),
) -> Result<(PathBuf, Manifest), BackupError> {
    let (server_version, server_major) = server_version(db).await?;
    tools.check(server_major).await?;
    let failed = || Error::database("failed to begin the transaction of the backup");
    let database: String = sql::scalar(db, "SELECT current_database()::text", []).await.map_err(failed())?;
    let name = unused(&options.root, name(&database, options.now));
    let partial = Partial::begin(&options.root, &name)?;
    // Everything sees the database as this transaction does.
    let transaction = db
        .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
        .await
        .map_err(failed())?;
    let exported: String =
        sql::scalar(&transaction, "SELECT pg_export_snapshot()", []).await.map_err(failed())?;
    let catalog =
        Snapshot::read_whole_in(&transaction).await.map_err(Error::database("failed to read the catalog"))?;
    let migrations = applied(&transaction).await?;
    let failed_to_look = Error::database("failed to look at the schema \"public\"");
    let public_privileges = everybody::privileges(&transaction, "public").await.map_err(failed_to_look)?;

    tell(Event::Step("dumping, and digesting the tables"));
    let archive = match options.format {
        Format::Custom => "full_backup.dump",
        Format::Directory => "full_backup",
    };
    let (path, jobs) = (partial.path.join(archive), options.jobs.max(1).to_string());
    let arguments: &[&str] = match options.format {
        Format::Custom => &["--format=custom"],
        Format::Directory => &["--format=directory", "--jobs", &jobs],
    };
    let connection = db.get_postgres_connection_pool().connect_options();
    let dumping = tools.dump(&connection, &exported, arguments, &path);
    let digesting = async { Ok(digests(db, &catalog, Some(&exported), options.jobs).await?) };
    let ((), tables) = tokio::try_join!(dumping, digesting)?;
    transaction.rollback().await.map_err(failed())?;

    tell(Event::Step("writing schema and data as SQL"));
    tools.script(&path, "--schema-only", &partial.path.join("schema_only.sql")).await?;
    tools.script(&path, "--data-only", &partial.path.join("data_only.sql")).await?;

    let manifest = Manifest {
        version: manifest::VERSION,
        name,
        database,
        created_at: options.now,
        server_version,
        server_major,
        archive: archive.to_owned(),
        files: files(&partial.path)?,
        migrations,
        catalog_fingerprint: catalog.fingerprint(),
        public_privileges,
        tables,
    };
    let file = partial.path.join(manifest::FILE);
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| BackupError::file("write", &file)(std::io::Error::other(error)))?;
    fs::write(&file, text).map_err(BackupError::file("write", &file))?;
    Ok((partial.keep()?, manifest))
}

fn name(database: &str, now: OffsetDateTime) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let moment = now.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default();
    let safe = |letter: char| if letter.is_alphanumeric() || "_-".contains(letter) { letter } else { '_' };
    format!("{}-{moment}", database.chars().map(safe).collect::<String>())
}

/// Another backup may have been made in the same second.
fn unused(root: &Path, name: String) -> String {
    let others = (2..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(others).find(|name| !root.join(name).exists());
    free.unwrap_or(name)
}

/// The names of the applied migrations; none in a database without a history.
async fn applied(db: &DatabaseTransaction) -> Result<Vec<String>, BackupError> {
    let failed = || Error::database("failed to read the history of the migrations");
    let has_history: bool =
        sql::scalar(db, "SELECT to_regclass('migration_history') IS NOT NULL", []).await.map_err(failed())?;
    if !has_history {
        return Ok(Vec::new());
    }
    let records = migrate::records(db).await.map_err(failed())?;
    Ok(records
        .into_iter()
        .filter(|record| record.state == RecordState::Completed)
        .map(|record| record.name)
        .collect())
}

/// Every file that is there, with its checksum.
fn files(folder: &Path) -> Result<Vec<File>, BackupError> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                collect(root, &path, found)?;
            } else if let Ok(path) = path.strip_prefix(root) {
                found.push(path.to_string_lossy().into_owned());
            }
        }
        Ok(())
    }
    let mut paths = Vec::new();
    collect(folder, folder, &mut paths).map_err(BackupError::file("read", folder))?;
    paths.retain(|path| !path.starts_with('.'));
    paths.sort();
    paths
        .iter()
        .map(|path| manifest::describe(folder, path).map_err(BackupError::file("read", &folder.join(path))))
        .collect()
}
