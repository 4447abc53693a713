//! Where a rewrite stands, as it is recorded in the database: whoever comes after a crash goes on from there.

use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};

use super::attachments::Attachments;
use super::conversion::Conversion;
use super::shadow::Index;
use super::{Error, Specification, Table, table};
use crate::sql::{rows, scalar, statement};

/// The schema of what a rewrite keeps for itself. It goes with the last rewrite.
pub(super) const SCHEMA: &str = "backline_rewrite";

/// The stages of a rewrite, in order. Each is entered in the transaction that does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The shadow is there and every write is noted; rows are being copied.
    Copying,
    /// All rows are copied; indexes are being built.
    Indexing,
    /// The new table is in place; the old one is kept.
    Swapped,
    /// The old table is back in place; what is left of the rewrite is to be removed.
    Reverted,
}

/// A rewrite under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub number: i64,
    pub stage: Stage,
    pub specification: Specification,
    /// The table as it was.
    pub source: Table,
    /// Its columns and key as they become; its schema is that of the shadow.
    pub shadow: Table,
    pub forward: Conversion,
    pub backward: Conversion,
    pub attachments: Attachments,
    pub indexes: Vec<Index>,
    /// Up to which block rows are copied, of how many.
    pub block: i64,
    pub blocks: i64,
    /// The file that these blocks are of.
    pub file: i64,
    /// Rows copied.
    pub copied: i64,
    /// Hours since the swap; none before it.
    #[serde(default)]
    pub hours_since_swap: Option<f64>,
}

impl State {
    pub(super) fn log(&self) -> String {
        table::qualified(SCHEMA, &format!("log_{}", self.number))
    }

    pub(super) fn back_log(&self) -> String {
        table::qualified(SCHEMA, &format!("back_log_{}", self.number))
    }

    /// The old table, once it is set aside.
    pub(super) fn kept(&self) -> Table {
        Table { schema: old_schema(self.number), ..self.source.clone() }
    }

    /// The new table, once it is in place.
    pub(super) fn in_place(&self) -> Table {
        Table { schema: self.source.schema.clone(), ..self.shadow.clone() }
    }
}

/// Where the shadow lies: under its final name, so that indexes need none but their own either.
pub(super) fn new_schema(number: i64) -> String {
    format!("{SCHEMA}_new_{number}")
}

/// Where the old table is kept.
pub(super) fn old_schema(number: i64) -> String {
    format!("{SCHEMA}_old_{number}")
}

const INSTALL: &str = "
CREATE SCHEMA IF NOT EXISTS backline_rewrite;
CREATE TABLE IF NOT EXISTS backline_rewrite.rewrites (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    stage text NOT NULL,
    plan jsonb NOT NULL,
    block bigint NOT NULL DEFAULT 0,
    blocks bigint NOT NULL,
    file bigint NOT NULL,
    copied bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT now(),
    swapped_at timestamptz,
    UNIQUE (table_schema, table_name)
);
COMMENT ON SCHEMA backline_rewrite IS 'Tables that are being rewritten, and what was written to them meanwhile.'";

/// Makes the table of rewrites, where it is missing.
pub(super) async fn install(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared(INSTALL).await.map(drop)
}

/// The number of the next rewrite.
pub(super) async fn next_number(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    scalar(db, "SELECT nextval(pg_get_serial_sequence('backline_rewrite.rewrites', 'number'))", []).await
}

/// Records a new rewrite.
pub(super) async fn insert(db: &impl ConnectionTrait, state: &State) -> Result<(), DbErr> {
    let plan = serde_json::to_value(state).map_err(|error| DbErr::Json(error.to_string()))?;
    db.execute_raw(statement(
        "INSERT INTO backline_rewrite.rewrites (number, table_schema, table_name, stage, plan, blocks, file)
         OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            state.number.into(),
            state.source.schema.as_str().into(),
            state.source.name.as_str().into(),
            word(state.stage).into(),
            plan.into(),
            state.blocks.into(),
            state.file.into(),
        ],
    ))
    .await
    .map(drop)
}

/// Moves a rewrite on.
pub(super) async fn enter(db: &impl ConnectionTrait, number: i64, stage: Stage) -> Result<(), DbErr> {
    db.execute_raw(statement(
        "UPDATE backline_rewrite.rewrites
         SET stage = $2, swapped_at = CASE WHEN $2 IN ('swapped', 'reverted') THEN clock_timestamp() END WHERE number = $1",
        [number.into(), word(stage).into()],
    ))
    .await
    .map(drop)
}

/// The statements that forget a rewrite, and with the last one all that was installed.
pub(super) fn forgetting(number: i64) -> String {
    format!(
        "DELETE FROM backline_rewrite.rewrites WHERE number = {number};
         DO $forget$ BEGIN
             IF NOT EXISTS (SELECT FROM backline_rewrite.rewrites) THEN
                 DROP TABLE backline_rewrite.rewrites;
                 DROP SCHEMA backline_rewrite;
             END IF;
         END $forget$"
    )
}

/// The rewrite of a table, if one is under way. `name` as in a query.
pub(super) async fn find(db: &impl ConnectionTrait, name: &str) -> Result<Option<State>, Error> {
    let mut all = all(db).await?;
    let found = rows(
        db,
        "SELECT number FROM backline_rewrite.rewrites WHERE to_regclass($1) IN (
             to_regclass(format('%I.%I', table_schema, table_name)),
             to_regclass(format('backline_rewrite_new_%s.%I', number, table_name)))",
        [name.into()],
    );
    if all.is_empty() {
        return Ok(None);
    }
    let found = found.await.map_err(Error::database("failed to look the rewrite up"))?;
    let number: Option<i64> = match found.first() {
        Some(row) => row.try_get_by_index(0).map_err(Error::database("failed to read the rewrite"))?,
        None => None,
    };
    Ok(all.iter().position(|state| Some(state.number) == number).map(|position| all.swap_remove(position)))
}

/// All rewrites under way, oldest first.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<State>, Error> {
    let failed = || Error::database("failed to read the rewrites under way");
    let installed = "SELECT to_regclass('backline_rewrite.rewrites') IS NOT NULL";
    if !scalar::<bool, 0>(db, installed, []).await.map_err(failed())? {
        return Ok(Vec::new());
    }
    let found = rows(
        db,
        "SELECT plan || jsonb_build_object('stage', stage, 'block', block, 'blocks', blocks, 'file', file, 'copied', copied,
             'hours_since_swap', (extract(epoch FROM now() - swapped_at) / 3600)::float8)
         FROM backline_rewrite.rewrites ORDER BY number",
        [],
    )
    .await
    .map_err(failed())?;
    found
        .into_iter()
        .map(|row| {
            let plan: serde_json::Value = row.try_get_by_index(0).map_err(failed())?;
            serde_json::from_value(plan).map_err(|error| failed()(DbErr::Json(error.to_string())))
        })
        .collect()
}

fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Copying => "copying",
        Stage::Indexing => "indexing",
        Stage::Swapped => "swapped",
        Stage::Reverted => "reverted",
    }
}
