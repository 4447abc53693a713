//! The live schema beside the one that the recorded migrations build.
//!
//! The migrations that are recorded as applied are applied to a scratch database on the same server; the two catalogs
//! must be equal, but for partitions, which come and go with time. A database without a record is measured against all migrations of the code.

mod kept;

use std::path::Path;

use sea_orm::DatabaseConnection;
use sea_orm_migration::{MigratorTrait, SchemaManager};

use crate::Error;
use crate::catalog::{Mending, Snapshot};
use crate::migrate::{Code, Kind, Outline, Problem, Rendered};
use crate::scratch::{Scratch, run_statements};

/// The catalog that the migrations build which the database has recorded; all of them where it has recorded none.
///
/// `keep`: a folder in which it is kept, so that it need not be built the next time. What is kept is used only for the same
/// migrations, with the same content, on a server of the same version with the same extensions.
///
/// # Errors
/// [`Error::Diverged`] when one is recorded that the code does not have; a migration that fails on the scratch
/// database; and whatever the server answers.
pub async fn expected<M: MigratorTrait>(
    live: &DatabaseConnection,
    keep: Option<&Path>,
) -> Result<Snapshot, Error> {
    let code = match keep {
        Some(folder) => Code::kept::<M>(folder).await?,
        None => Code::of::<M>().await?,
    };
    let mut diagnosis = code.diagnose(live).await?;
    diagnosis
        .differences
        .retain(|difference| matches!(difference.problem, Problem::Missing | Problem::Unknown));
    if !diagnosis.differences.is_empty() {
        return Err(Error::Diverged { differences: diagnosis.differences });
    }
    let is_applied =
        |name: &str| diagnosis.migrations.iter().any(|status| status.name == name && status.is_executed());
    let has_record = code.outlines().iter().any(|migration| is_applied(&migration.name));
    let is_wanted = |name: &str| !has_record || is_applied(name);
    let wanted: Vec<&Outline> =
        code.outlines().iter().filter(|migration| is_wanted(&migration.name)).collect();
    // What a dynamic migration builds depends on what it finds.
    let is_known = wanted.iter().all(|migration| !matches!(migration.kind, Kind::Dynamic(_)));
    let place = match keep.filter(|_folder| is_known) {
        Some(folder) => Some(kept::find(folder, live, &wanted).await?),
        None => None,
    };
    if let Some(place) = place.clone() {
        // Long enough to be in the way of what is read meanwhile.
        if let Ok(Some(snapshot)) = tokio::task::spawn_blocking(move || place.read()).await {
            return Ok(snapshot);
        }
    }
    let wanted: Vec<&Rendered> =
        code.migrations().await?.iter().filter(|migration| is_wanted(&migration.name)).collect();
    let snapshot = built::<M>(live, &wanted).await?;
    if let Some(place) = place {
        place.write(&snapshot);
    }
    Ok(snapshot)
}

/// Built on a scratch database.
async fn built<M: MigratorTrait>(
    live: &DatabaseConnection,
    migrations: &[&Rendered],
) -> Result<Snapshot, Error> {
    let scratch = Scratch::empty(live).await?;
    let mut built = Ok(());
    for migration in migrations {
        built = build::<M>(&scratch, migration).await;
        if built.is_err() {
            break;
        }
    }
    let snapshot = match built {
        Ok(()) => Snapshot::read(scratch.conn()).await,
        Err(error) => Err(error),
    };
    scratch.drop().await?;
    snapshot
}

async fn build<M: MigratorTrait>(scratch: &Scratch, migration: &Rendered) -> Result<(), Error> {
    if !matches!(migration.kind, Kind::Dynamic(_)) {
        return run_statements(scratch.conn(), &migration.name, &migration.up, migration.transactional).await;
    }
    // What it does depends on the database, so it is asked there.
    let code = M::migrations().into_iter().find(|code| code.name() == migration.name);
    let Some(code) = code else { return Ok(()) };
    let failed = Error::database(format!("failed to try \"{}\"", migration.name));
    code.up(&SchemaManager::new(scratch.conn())).await.map_err(failed)
}

/// What differs, and the SQL that makes the live schema what the migrations say. `beside`: tables and schemas that are
/// kept in the database by others than its migrations. `keep`: as in [`expected`].
///
/// # Errors
/// As [`expected`].
pub async fn drift<M: MigratorTrait>(
    live: &DatabaseConnection,
    beside: &[&str],
    keep: Option<&Path>,
) -> Result<Mending, Error> {
    let (expected, found) = tokio::try_join!(expected::<M>(live, keep), Snapshot::read(live))?;
    let found = found.without(beside).without_partitions_unknown_to(&expected);
    let expected = expected.without_partitions_unknown_to(&found);
    let mending = Mending::between(&found, &expected);
    // Giving all the small pieces back takes as long as comparing them: nobody need wait for it.
    std::thread::spawn(move || drop((found, expected)));
    Ok(mending)
}
