//! Proving a backup by restoring it.

use std::path::Path;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, TransactionTrait as _};

use super::manifest::{Manifest, load};
use super::tools::{Tools, server_version};
use super::{BackupError, Event};
use crate::Error;
use crate::catalog::{Snapshot, digests};
use crate::everybody;
use crate::scratch::Scratch;

/// Restores a backup into a scratch database on the server of `beside`, and compares catalog, rows and content with what
/// the manifest says.
///
/// # Errors
/// [`BackupError::Damaged`] before anything is restored, [`BackupError::Differs`] with everything that does, and as
/// [`create`](super::create()).
pub async fn verify(
    beside: &DatabaseConnection,
    tools: &Tools,
    folder: &Path,
    jobs: usize,
    mut tell: impl FnMut(Event),
) -> Result<Manifest, BackupError> {
    tell(Event::Step("checking the files"));
    let manifest = load(folder)?;
    manifest.check_files(folder)?;
    let (_, server) = server_version(beside).await?;
    fits(&manifest, server)?;
    tools.check(manifest.server_major).await?;
    tell(Event::Step("restoring into a scratch database"));
    let scratch = Scratch::empty(beside).await?;
    let proven = fill_and_compare(scratch.conn(), tools, folder, &manifest, jobs).await;
    scratch.drop().await?;
    proven.map(|()| manifest)
}

/// A server can be newer than what was saved, not older.
pub(super) fn fits(manifest: &Manifest, server: u32) -> Result<(), BackupError> {
    if server < manifest.server_major {
        return Err(BackupError::OlderServer { saved: manifest.server_major, server });
    }
    Ok(())
}

/// Restores into an empty database and compares.
pub(super) async fn fill_and_compare(
    empty: &DatabaseConnection,
    tools: &Tools,
    folder: &Path,
    manifest: &Manifest,
    jobs: usize,
) -> Result<(), BackupError> {
    if manifest.public_privileges.is_none() {
        let failed = Error::database("failed to remove the schema \"public\" of the new database");
        empty.execute_unprepared("DROP SCHEMA public").await.map_err(failed)?;
    }
    let options = empty.get_postgres_connection_pool().connect_options();
    tools.restore(&options, &folder.join(&manifest.archive), jobs).await?;
    if let Some(privileges) = &manifest.public_privileges {
        let failed = Error::database("failed to give the privileges of the schema \"public\"");
        everybody::give(empty, "public", privileges).await.map_err(failed)?;
    }
    let failed = || Error::database("failed to read the catalog of what was restored");
    let transaction = empty.begin().await.map_err(failed())?;
    let catalog = Snapshot::read_whole_in(&transaction).await.map_err(failed())?;
    transaction.rollback().await.map_err(failed())?;
    let tables = digests(empty, &catalog, None, jobs).await?;
    let mut differences = Vec::new();
    if catalog.fingerprint() != manifest.catalog_fingerprint {
        differences.push("the catalog has another fingerprint".to_owned());
    }
    for (table, saved) in &manifest.tables {
        match tables.get(table) {
            None => differences.push(format!("{table} is missing")),
            Some(found) if found.rows != saved.rows => {
                differences.push(format!("{table} has {} rows, {} were saved", found.rows, saved.rows));
            }
            Some(found) if found.digest != saved.digest => {
                differences.push(format!("{table} has other content"));
            }
            Some(_) => {}
        }
    }
    let others = tables.keys().filter(|table| !manifest.tables.contains_key(*table));
    differences.extend(others.map(|table| format!("{table} was not saved")));
    if differences.is_empty() { Ok(()) } else { Err(BackupError::Differs { differences }) }
}
