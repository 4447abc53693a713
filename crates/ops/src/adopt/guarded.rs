//! Statements over many rows of which some may be refused: tried at once, then in small parts, then row by row, so that
//! each refused row gets its own reason.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};

use crate::error::sqlstate;

/// Rows that are tried together once a whole batch was refused.
const CHUNK: u32 = 50;

/// Whether a row is at fault, and not the server, the mapping or our rights; as `backline_adopt.is_of_row`.
fn is_of_row(error: &DbErr) -> bool {
    const OTHERS: [&str; 13] = ["08", "0A", "25", "28", "40", "42", "53", "54", "55", "57", "58", "F0", "XX"];
    sqlstate(error).is_some_and(|state| !OTHERS.contains(&state.get(..2).unwrap_or_default()))
}

/// Tries it and takes it back where a row is at fault; whether it was done.
pub(super) async fn tried(transaction: &DatabaseTransaction, script: &str) -> Result<bool, DbErr> {
    let inner = transaction.begin().await?;
    // What is checked at the end of a transaction is checked here, while it can still be told who is at fault.
    let whole = format!("{script}; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED");
    match inner.execute_unprepared(&whole).await {
        Ok(_) => inner.commit().await.map(|()| true),
        Err(error) if is_of_row(&error) => inner.rollback().await.map(|()| false),
        Err(error) => Err(error),
    }
}

/// What is done in the handler of a failure.
const NOTE: &str = "
GET STACKED DIAGNOSTICS adopt_state = RETURNED_SQLSTATE, adopt_message = MESSAGE_TEXT,
    adopt_constraint = CONSTRAINT_NAME, adopt_column = COLUMN_NAME;
IF NOT backline_adopt.is_of_row(adopt_state) THEN RAISE; END IF;
INSERT INTO pg_temp.verdict VALUES (adopt_number, adopt_state, nullif(adopt_constraint, ''),
    coalesce(nullif(adopt_column, ''), adopt_place), adopt_message);";

const VARIABLES: &str = "adopt_number bigint; adopt_low bigint; adopt_high bigint; adopt_place text;
    adopt_state text; adopt_message text; adopt_constraint text; adopt_column text;";

/// Does `statement` to the rows whose numbers `numbers` selects, each as `n`; those that are refused are in `pg_temp.verdict`.
/// The statement is given the condition on a number that says which rows are meant.
pub(super) async fn apply(
    transaction: &DatabaseTransaction,
    numbers: &str,
    number: &str,
    statement: impl Fn(&str) -> String,
) -> Result<(), DbErr> {
    if tried(transaction, &statement("true")).await? {
        return Ok(());
    }
    let script = format!(
        "DO $adopt_body$ DECLARE {VARIABLES} BEGIN
             FOR adopt_low, adopt_high IN
                 SELECT min(n), max(n) FROM (SELECT n, (row_number() OVER (ORDER BY n) - 1) / {CHUNK} AS part FROM ({numbers}) AS numbers) AS parts
                 GROUP BY part ORDER BY part
             LOOP
                 BEGIN
                     {together}; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
                 EXCEPTION WHEN OTHERS THEN
                     FOR adopt_number IN SELECT n FROM ({numbers}) AS numbers WHERE n BETWEEN adopt_low AND adopt_high ORDER BY n LOOP
                         BEGIN
                             {alone}; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
                         EXCEPTION WHEN OTHERS THEN
                             {NOTE}
                         END;
                     END LOOP;
                 END;
             END LOOP;
         END $adopt_body$",
        together = statement(&format!("{number} BETWEEN adopt_low AND adopt_high")),
        alone = statement(&format!("{number} = adopt_number")),
    );
    transaction.execute_unprepared(&script).await.map(drop)
}

/// Evaluates expressions, each with its type and the name of its column, over each row of `pg_temp.batch`; those that fail
/// are in `pg_temp.verdict`, with the column.
pub(super) async fn evaluate(
    transaction: &DatabaseTransaction,
    expressions: &[(&str, &str, &str)],
) -> Result<(), DbErr> {
    let variables: Vec<String> = expressions
        .iter()
        .enumerate()
        .map(|(index, (_, sql_type, _))| format!("adopt_{index} {sql_type};"))
        .collect();
    let steps: Vec<String> = expressions
        .iter()
        .enumerate()
        .map(|(index, (name, _, expression))| {
            format!(
                "adopt_place := {}; adopt_{index} := (SELECT {expression} FROM pg_temp.batch AS source WHERE source.\"adopt number\" = adopt_number);",
                crate::sql::literal(name)
            )
        })
        .collect();
    let script = format!(
        "DO $adopt_body$ DECLARE {VARIABLES} {variables} BEGIN
             FOR adopt_number IN SELECT source.\"adopt number\" FROM pg_temp.batch AS source LOOP
                 BEGIN
                     {steps}
                 EXCEPTION WHEN OTHERS THEN
                     {NOTE}
                 END;
             END LOOP;
         END $adopt_body$",
        variables = variables.join(" "),
        steps = steps.join("\n"),
    );
    transaction.execute_unprepared(&script).await.map(drop)
}
