//! What a take-over keeps in the database: where it stands, which source row became which new row, which were rejected.

use sea_orm::{ConnectionTrait, DbErr};

use super::Error;
use super::names::Names;
use super::report::Stage;
use crate::sql::{rows, scalar, statement};

/// The schema of what a take-over keeps for itself.
pub(super) const SCHEMA: &str = "backline_adopt";

/// A take-over under way.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub stage: Stage,
    /// The mapping file.
    pub mapping: String,
    pub names: Names,
    /// Whether a pass over the sources was begun and is not through.
    pub pass_open: bool,
}

const INSTALL: &str = "
CREATE SCHEMA backline_adopt;
COMMENT ON SCHEMA backline_adopt IS 'The take-over of a legacy database: which of its rows became what, and which were rejected.';
CREATE TABLE backline_adopt.take_over (
    is_the_only_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_only_one),
    stage text NOT NULL DEFAULT 'copying',
    schema_name text NOT NULL,
    mapping text NOT NULL,
    extensions text[] NOT NULL,
    pass_open boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT now(),
    cut_over_at timestamptz,
    cut_over_transaction text
);
CREATE TABLE backline_adopt.tables (
    mapping integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    target text NOT NULL,
    source_rows bigint NOT NULL DEFAULT 0,
    filtered bigint NOT NULL DEFAULT 0,
    last bigint NOT NULL DEFAULT 0,
    position bigint NOT NULL DEFAULT 0,
    -- Rows that are as they were in the source have to be copied again.
    is_to_be_read_whole boolean NOT NULL DEFAULT false
);
CREATE TABLE backline_adopt.rows (
    mapping integer NOT NULL,
    key text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('moved', 'merged')),
    target text[] NOT NULL,
    digest bigint NOT NULL,
    PRIMARY KEY (mapping, key)
);
CREATE TABLE backline_adopt.rejected (
    mapping integer NOT NULL,
    name text NOT NULL,
    key text[] NOT NULL,
    source jsonb NOT NULL,
    digest bigint NOT NULL,
    sqlstate text NOT NULL,
    constraint_name text,
    column_name text,
    reason text NOT NULL,
    rejected_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mapping, key)
);
COMMENT ON TABLE backline_adopt.rows IS 'Which source row became, or was merged into, which new row.';
COMMENT ON TABLE backline_adopt.rejected IS 'Source rows that cannot be new rows, whole, and why; kept when the take-over is finished.';
CREATE TABLE backline_adopt.gone (
    mapping integer NOT NULL,
    key text[] NOT NULL,
    state text NOT NULL,
    target text[] NOT NULL,
    reason text,
    PRIMARY KEY (mapping, key)
);
CREATE FUNCTION backline_adopt.refuse(state text, problem text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = state, MESSAGE = problem; END $$;
CREATE FUNCTION backline_adopt.must(row_value anyelement, problem text) RETURNS anyelement LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF row_value IS NULL THEN RAISE EXCEPTION USING ERRCODE = '23503', MESSAGE = problem; END IF;
    RETURN row_value;
END $$;
-- Whether a row is at fault, and not the server, the mapping or our rights.
CREATE FUNCTION backline_adopt.is_of_row(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT left(state, 2) NOT IN ('08', '0A', '25', '28', '40', '42', '53', '54', '55', '57', '58', 'F0', 'XX') $$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA backline_adopt FROM PUBLIC";

/// Makes the tables and records a new take-over.
pub(super) async fn install(db: &impl ConnectionTrait, names: &Names, mapping: &str) -> Result<(), DbErr> {
    db.execute_unprepared(INSTALL).await?;
    db.execute_raw(statement(
        "INSERT INTO backline_adopt.take_over (schema_name, mapping, extensions) VALUES ($1, $2, $3)",
        [names.schema.as_str().into(), mapping.into(), names.extensions.clone().into()],
    ))
    .await
    .map(drop)
}

/// The take-over under way, if there is one.
pub(super) async fn find(db: &impl ConnectionTrait) -> Result<Option<State>, Error> {
    let failed = || Error::database("failed to read where the take-over stands");
    let installed = "SELECT to_regclass('backline_adopt.take_over') IS NOT NULL";
    if !scalar::<bool, 0>(db, installed, []).await.map_err(failed())? {
        return Ok(None);
    }
    let found = rows(
        db,
        "SELECT stage, mapping, schema_name, extensions, pass_open FROM backline_adopt.take_over",
        [],
    )
    .await
    .map_err(failed())?;
    let Some(row) = found.first() else { return Ok(None) };
    let read = || -> Result<State, DbErr> {
        Ok(State {
            stage: if row.try_get_by_index::<String>(0)? == "cut_over" {
                Stage::CutOver
            } else {
                Stage::Copying
            },
            mapping: row.try_get_by_index(1)?,
            names: Names { schema: row.try_get_by_index(2)?, extensions: row.try_get_by_index(3)? },
            pass_open: row.try_get_by_index(4)?,
        })
    };
    read().map(Some).map_err(failed())
}

/// The take-over under way; says so where there is none.
pub(super) async fn expect(db: &impl ConnectionTrait) -> Result<State, Error> {
    find(db)
        .await?
        .ok_or_else(|| Error::Stage("no take-over is under way".into(), "start one: name the mapping file"))
}

/// The new schema serves from now on; what is written later is told by the transaction's number.
pub(super) async fn enter_cut_over(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared(
        "UPDATE backline_adopt.take_over SET stage = 'cut_over', cut_over_at = now(),
             cut_over_transaction = pg_current_xact_id()::text",
    )
    .await
    .map(drop)
}

/// The legacy serves again.
pub(super) async fn leave_cut_over(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared(
        "UPDATE backline_adopt.take_over SET stage = 'copying', cut_over_at = NULL, cut_over_transaction = NULL",
    )
    .await
    .map(drop)
}
