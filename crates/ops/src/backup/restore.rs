//! Putting a backup back: beside what serves, compared with the manifest, and then in its place.

use std::path::Path;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{Connection as _, PgConnection};
use sea_orm::{ConnectionTrait as _, SqlxPostgresConnector};

use super::manifest::{Manifest, load};
use super::properties::{copy_properties, copy_settings};
use super::swap::{aside, drop_database, exists, leftovers, lock, rename, unused_beside};
use super::tools::{Tools, server_version};
use super::verify::{fill_and_compare, fits};
use super::{BackupError, Event};
use crate::Error;
use crate::consent::Consent;
use crate::scratch::create_like;

/// How to restore.
#[derive(Debug, Clone)]
pub struct RestoreOptions {
    /// How many jobs work at once.
    pub jobs: usize,
    /// Drop the database that was replaced once the restored one serves, instead of keeping it.
    pub drop_old: bool,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// The database that serves the backup now.
    pub database: String,
    /// The database that served before, under the name that it has now.
    pub kept: Option<String>,
    /// How many rows were restored.
    pub rows: u64,
}

/// Restores the backup as the database of the consent, on the server of these options; `maintenance` is another database
/// on it, such as `postgres`.
///
/// The database that serves is not touched until what was restored is there and compared. Then both change their names
/// in one transaction. Killed at any moment, it leaves one of the two serving; what it was filling then is dropped by the
/// next one.
///
/// # Errors
/// [`BackupError::Damaged`] and [`BackupError::OlderServer`] before anything is done, [`BackupError::Differs`] and those
/// of the programs with the old database serving.
pub async fn restore(
    maintenance: &PgConnectOptions,
    consent: &Consent,
    tools: &Tools,
    folder: &Path,
    options: &RestoreOptions,
    mut tell: impl FnMut(Event),
) -> Result<Restored, BackupError> {
    tell(Event::Step("checking the files"));
    let manifest = load(folder)?;
    manifest.check_files(folder)?;
    let target = consent.database();
    let (new, old) = (unused_beside(target), aside(target));
    let mut session = PgConnection::connect_with(maintenance)
        .await
        .map_err(BackupError::driver("failed to connect to the maintenance database"))?;
    lock(&mut session, target).await?;
    for left in leftovers(&mut session, target).await? {
        tell(Event::Note(format!("dropping \"{left}\", which an earlier restore left behind")));
        drop_database(&mut session, &left).await?;
    }
    let is_there = exists(&mut session, target).await?;
    tell(Event::Step("restoring beside what serves"));
    let filled = async {
        make(maintenance, target, is_there, &new).await?;
        fill(maintenance, &new, tools, folder, &manifest, options.jobs).await?;
        if is_there { copy_properties(&mut session, target, &new).await } else { Ok(()) }
    };
    if let Err(error) = filled.await {
        if let Err(failure) = drop_database(&mut session, &new).await {
            tracing::warn!(database = new, %failure, "it is dropped by the next restore");
        }
        return Err(error);
    }
    tell(Event::Step("putting it in place"));
    if is_there {
        drop_database(&mut session, &old).await?;
        rename(&mut session, &[(target, &old), (&new, target)]).await?;
    } else {
        rename(&mut session, &[(&new, target)]).await?;
    }
    tell(Event::Step("in place"));
    let kept = if is_there && options.drop_old {
        drop_database(&mut session, &old).await?;
        None
    } else {
        is_there.then_some(old)
    };
    session.close().await.map_err(BackupError::driver("failed to leave the maintenance database"))?;
    Ok(Restored { database: target.to_owned(), kept, rows: manifest.rows() })
}

/// An empty database with the encoding, collation and settings of the one that it is to replace.
async fn make(
    maintenance: &PgConnectOptions,
    target: &str,
    is_there: bool,
    new: &str,
) -> Result<(), BackupError> {
    let model = if is_there { maintenance.clone().database(target) } else { maintenance.clone() };
    let mut like = PgConnection::connect_with(&model)
        .await
        .map_err(BackupError::driver("failed to connect to the database that is to be replaced"))?;
    create_like(&mut like, new).await?;
    if is_there {
        copy_settings(&mut like, target, new).await?;
    }
    like.close().await.map_err(BackupError::driver("failed to leave the database that is to be replaced"))
}

async fn fill(
    maintenance: &PgConnectOptions,
    new: &str,
    tools: &Tools,
    folder: &Path,
    manifest: &Manifest,
    jobs: usize,
) -> Result<(), BackupError> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(maintenance.clone().database(new))
        .await
        .map_err(BackupError::driver("failed to connect to the new database"))?;
    let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    let (_, server) = server_version(&db).await?;
    fits(manifest, server)?;
    tools.check(manifest.server_major).await?;
    let filled = fill_and_compare(&db, tools, folder, manifest, jobs).await;
    if filled.is_ok() {
        // A restore brings no statistics along.
        db.execute_unprepared("ANALYZE")
            .await
            .map_err(Error::database("failed to analyze what was restored"))?;
    }
    db.get_postgres_connection_pool().close().await;
    filled
}
