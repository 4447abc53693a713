//! What is recorded: `seed_runs`, a row a scenario that was told, and `seed_entries`, a row each row that it made.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Error;
use super::query::{rows, scalar};

/// The engine's own tables, made at the first run. No foreign key: they are written and emptied together.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS seed_runs (
    id uuid PRIMARY KEY,
    scenario text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL DEFAULT session_user
);
CREATE INDEX IF NOT EXISTS idx_seed_runs_scenario ON seed_runs (scenario);
CREATE TABLE IF NOT EXISTS seed_entries (
    run_id uuid NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    key jsonb NOT NULL,
    PRIMARY KEY (run_id, table_schema, table_name, key)
);
COMMENT ON TABLE seed_runs IS 'Scenarios that were told in this database.';
COMMENT ON TABLE seed_entries IS 'The rows that they made, by table and primary key; what `seed clean` removes.';
REVOKE ALL ON seed_runs, seed_entries FROM PUBLIC;";

/// Makes installations wait for each other: "seed" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'73656564'::bigint)";

const ARE_THERE: &str =
    "SELECT to_regclass('seed_runs') IS NOT NULL AND to_regclass('seed_entries') IS NOT NULL";

/// Makes the tables where they are missing.
pub(super) async fn install(db: &DatabaseConnection) -> Result<(), Error> {
    let make = async {
        if are_there(db).await? {
            return Ok(());
        }
        let transaction = db.begin().await?;
        transaction.execute_unprepared(LOCK).await?;
        if !are_there(&transaction).await? {
            transaction.execute_unprepared(TABLES).await?;
        }
        transaction.commit().await
    };
    make.await.map_err(Error::database("make the tables of the scenarios' record"))
}

/// Whether any scenario has ever been told here.
pub(super) async fn are_there(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    scalar(db, ARE_THERE, []).await
}

/// A scenario that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The scenario's name.
    pub scenario: String,
    /// When it was told.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// The database role that told it.
    pub created_by: String,
    /// How many rows it made.
    pub rows: i64,
}

/// How many rows of a table a run made, or lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableRows {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
}

/// All that were told and not removed, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn runs(db: &impl ConnectionTrait) -> Result<Vec<Run>, Error> {
    let read = async {
        if !are_there(db).await? {
            return Ok(Vec::new());
        }
        let query = "SELECT id, scenario, created_at, created_by,
            (SELECT count(*) FROM seed_entries WHERE run_id = seed_runs.id) AS rows
            FROM seed_runs ORDER BY created_at, id";
        let rows = rows(db, query, []).await?;
        let run = |row: &sea_orm::QueryResult| {
            Ok(Run {
                id: row.try_get("", "id")?,
                scenario: row.try_get("", "scenario")?,
                created_at: row.try_get("", "created_at")?,
                created_by: row.try_get("", "created_by")?,
                rows: row.try_get("", "rows")?,
            })
        };
        rows.iter().map(run).collect()
    };
    read.await.map_err(Error::database("read the scenarios' record"))
}
