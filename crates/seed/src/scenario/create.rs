//! Telling a scenario.

use std::ops::Deref;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use time::OffsetDateTime;
use uuid::Uuid;

use super::capture::Capture;
use super::query::{execute, rows, scalar};
use super::{Error, Scenario, Stage, TableRows, record};
use crate::sql::identifier;

/// What a scenario made: its handles, which it stands for, and the run by which it can be removed.
#[derive(Debug)]
pub struct Made<H> {
    /// The run, for [`clean_run`](super::clean_run).
    pub run: Uuid,
    /// How many rows it made, by table, those of triggers among them.
    pub tables: Vec<TableRows>,
    /// What the scenario gives.
    pub handles: H,
}

impl<H> Deref for Made<H> {
    type Target = H;

    fn deref(&self) -> &H {
        &self.handles
    }
}

pub(super) async fn create<S: Scenario>(
    scenario: &S,
    db: &DatabaseConnection,
    now: Option<OffsetDateTime>,
) -> Result<Made<S::Handles>, Error> {
    record::install(db).await?;
    let transaction = db.begin().await.map_err(Error::database("begin a transaction"))?;
    refuse_missing_reference::<S>(&transaction).await?;
    let capture = Capture::begin(&transaction).await?;
    let (run, moment) =
        register(&transaction, S::NAME).await.map_err(Error::database("record the scenario"))?;
    let now = now.unwrap_or(moment);
    let stage = Stage { transaction, run, now, namespace: run.simple().to_string() };
    let told = scenario.tell(&stage).await;
    let handles = told.map_err(|source| Error::Told { scenario: S::NAME, source })?;
    let transaction = stage.transaction;
    let pool = db.get_postgres_connection_pool();
    let tables = capture.record(&transaction, S::NAME, run, pool).await?;
    transaction.commit().await.map_err(Error::database("commit"))?;
    Ok(Made { run, tables, handles })
}

/// The id comes from the database, as the moment does: this crate reads neither clock nor dice.
async fn register(transaction: &DatabaseTransaction, name: &str) -> Result<(Uuid, OffsetDateTime), DbErr> {
    let run: Uuid = scalar(transaction, "SELECT gen_random_uuid()", []).await?;
    let insert = "INSERT INTO seed_runs (id, scenario) VALUES ($1, $2)";
    execute(transaction, insert, [run.into(), name.into()]).await?;
    Ok((run, scalar(transaction, "SELECT now()", []).await?))
}

/// Said here, and not by the foreign key that would be violated first.
async fn refuse_missing_reference<S: Scenario>(transaction: &DatabaseTransaction) -> Result<(), Error> {
    for table in S::NEEDS {
        let query = format!("SELECT 1 FROM {} LIMIT 1", identifier(table));
        let found = rows(transaction, &query, [])
            .await
            .map_err(Error::database(format!("read \"{table}\", which scenario \"{}\" needs", S::NAME)))?;
        if found.is_empty() {
            return Err(Error::ReferenceMissing { scenario: S::NAME, table });
        }
    }
    Ok(())
}
