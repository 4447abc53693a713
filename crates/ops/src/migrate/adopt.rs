//! Takes over a database that was built by sea-orm-cli or by hand: its catalog is compared with what the migrations build
//! on a scratch database; then they are recorded as applied.

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

use super::code::Code;
use super::diagnose;
use super::lock::{LockOptions, MigrationLock};
use super::options::{Options, Until};
use super::record::{self, Outcome};
use super::up::up;
use super::usage::UsageError;
use crate::Error;
use crate::catalog::{Change, Snapshot};
use crate::scratch::Scratch;

/// What came of it.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Adoption {
    /// The migrations that were recorded as applied; none where something differs.
    pub adopted: Vec<String>,
    /// What differs: from what the migrations build to what is in the database.
    pub changes: Vec<String>,
}

/// Compares and, where nothing differs, records. `at` is the last migration that the database has; without it, those that
/// sea-orm-cli recorded are meant.
///
/// # Errors
/// [`Error::Usage`] where the engine has recorded something already, where sea-orm-cli recorded nothing and `at` is not given,
/// and for an unknown name; [`Error::Locked`]; [`Error::Scratch`]; whatever the database answers.
pub async fn adopt<M: MigratorTrait>(
    db: &DatabaseConnection,
    at: Option<&str>,
    lock: LockOptions,
) -> Result<Adoption, Error> {
    let code = Code::of::<M>().await?;
    let last = last(db, &code, at).await?;
    let built = build::<M>(db, &code.outlines()[last].name).await?;
    let found = Snapshot::read(db).await?;
    let changes: Vec<String> = built.diff(&found).iter().map(Change::to_string).collect();
    if !changes.is_empty() {
        return Ok(Adoption { adopted: Vec::new(), changes });
    }
    let mut lock = MigrationLock::acquire_for(db, lock, &code.cli_table).await?;
    let outcome = write(db, &code, last, at, &mut lock).await;
    let released = lock.release().await;
    let adopted = outcome?;
    released.map(|()| Adoption { adopted, changes })
}

/// The place of the last migration that the database is said to have.
async fn last(db: &DatabaseConnection, code: &Code, at: Option<&str>) -> Result<usize, Error> {
    let (_, diagnosis) = diagnose::read(db, code, false).await?;
    let by_engine = diagnosis.records.iter().filter(|record| {
        record.is_applied() && !diagnosis.reconciled.iter().any(|one| one.name == record.name)
    });
    match by_engine.count() {
        0 => {}
        recorded => return Err(UsageError::AlreadyRecorded(recorded).into()),
    }
    if let Some(name) = at {
        return Ok(code.position(name)?);
    }
    // What sea-orm-cli recorded must be known, and without gaps.
    if diagnosis.differences.iter().any(super::Difference::is_blocking) {
        return Err(Error::Diverged { differences: diagnosis.differences });
    }
    let applied = diagnosis.migrations.iter().rposition(super::Status::is_executed);
    applied.ok_or_else(|| UsageError::NothingToAdopt.into())
}

/// What the migrations build up to this one.
async fn build<M: MigratorTrait>(db: &DatabaseConnection, name: &str) -> Result<Snapshot, Error> {
    let scratch = Scratch::empty(db).await?;
    let options = Options { until: Until::Name(name.to_owned()), ..Options::default() };
    let built = match up::<M>(scratch.conn(), options, |_event| {}).await {
        Ok(_report) => Snapshot::read(scratch.conn()).await,
        Err(error) => Err(error),
    };
    scratch.drop().await?;
    built
}

async fn write(
    db: &DatabaseConnection,
    code: &Code,
    last: usize,
    at: Option<&str>,
    lock: &mut MigrationLock,
) -> Result<Vec<String>, Error> {
    // Somebody else may have been faster.
    self::last(db, code, at).await?;
    lock.announce().await?;
    let (installed, _) = diagnose::read(lock.session(), code, true).await?;
    let migrations = code.migrations().await?;
    let failed = || Error::database("failed to record what was adopted");
    let session = lock.session();
    session.execute_unprepared("BEGIN").await.map_err(failed())?;
    let mut adopted = Vec::with_capacity(last + 1);
    for migration in &migrations[..=last] {
        let outcome = Outcome { migration, batch: 1, elapsed_ms: 0, event: "adopted" };
        record::write_applied(session, &installed.tables, &outcome, "").await.map_err(failed())?;
        adopted.push(migration.name.clone());
    }
    session.execute_unprepared("COMMIT").await.map_err(failed())?;
    Ok(adopted)
}
