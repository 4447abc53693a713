//! A pass over the sources: what is not yet in the new tables as it is in the legacy is staged, what is gone there is
//! removed, the rest is copied batch by batch.
//!
//! The first pass finds everything to be new; each later one only what has changed. A source row is known by its key, and
//! its content by a digest. All sources are staged in one snapshot; each batch and its position are one transaction.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, TransactionTrait,
};

use super::plan::{Plan, TablePlan};
use super::{Error, Event, batch, gone};
use crate::sql::{identifier, rows, scalar, statement};

/// Rows of a batch: what is lost when it is killed, and what is tried again row by row when one of them is refused.
const BATCH: i64 = 2_000;

/// A pass of its own transactions, from where an interrupted one stopped.
pub(super) async fn run(
    db: &DatabaseConnection,
    plan: &Plan,
    is_open: bool,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let failed = || Error::database("failed to stage what is to be copied");
    if !is_open {
        let snapshot = Some(IsolationLevel::RepeatableRead);
        let transaction = db.begin_with_config(snapshot, None).await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        stage_all(&transaction, plan, false, on_event).await?;
        plan.names.leave(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
    }
    for table in plan.tables.iter().rev() {
        let failed =
            || Error::database(format!("failed to remove from {} what is gone", table.target.qualified));
        let transaction = db.begin().await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        gone::remove(&transaction, table).await.map_err(failed())?;
        plan.names.leave(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
    }
    for table in &plan.tables {
        let failed = || Error::database(format!("failed to copy rows into {}", table.target.qualified));
        loop {
            let transaction = db.begin().await.map_err(failed())?;
            plan.names.enter(&transaction).await.map_err(failed())?;
            let is_done = step(&transaction, plan, table, on_event).await.map_err(failed())?;
            plan.names.leave(&transaction).await.map_err(failed())?;
            transaction.commit().await.map_err(failed())?;
            if is_done {
                break;
            }
        }
    }
    let transaction = db.begin().await.map_err(failed())?;
    close(&transaction, plan).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())
}

/// A pass inside a transaction in which the new schema has its name. `is_last`: rows that were rejected and have not
/// changed since stay rejected.
pub(super) async fn run_inside(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    is_last: bool,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    stage_all(transaction, plan, is_last, on_event).await?;
    let failed = || Error::database("failed to copy what has changed");
    let mut any_gone = false;
    for table in plan.tables.iter().rev() {
        any_gone |= gone::remove(transaction, table).await.map_err(failed())?;
    }
    // Rows that others were merged into: these are to be copied in their place.
    if any_gone {
        stage_all(transaction, plan, is_last, on_event).await?;
    }
    for table in &plan.tables {
        let failed = || Error::database(format!("failed to copy rows into {}", table.target.qualified));
        while !step(transaction, plan, table, on_event).await.map_err(failed())? {}
    }
    close(transaction, plan).await.map_err(failed())
}

async fn stage_all(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    is_last: bool,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    for table in &plan.tables {
        let failed = || Error::database(format!("failed to stage the rows of {}", table.name));
        plan.names.look_at_legacy(transaction).await.map_err(failed())?;
        let staged = stage(transaction, table, is_last).await.map_err(failed())?;
        check_keys(transaction, table).await?;
        on_event(Event::Staged { name: &table.name, rows: staged });
    }
    let failed = || Error::database("failed to record what is staged");
    transaction
        .execute_unprepared("UPDATE backline_adopt.take_over SET pass_open = true")
        .await
        .map_err(failed())?;
    plan.names.settle(transaction).await.map_err(failed())
}

/// The table of staged rows of a mapping.
pub(super) fn staged(table: &TablePlan) -> String {
    format!("backline_adopt.staged_{}", table.number)
}

/// Puts aside, with numbers in the order of copying, what is not known or not known like this.
async fn stage(transaction: &DatabaseTransaction, table: &TablePlan, is_last: bool) -> Result<i64, DbErr> {
    let (number, staged) = (table.number, staged(table));
    let key: Vec<String> = table.key.iter().map(|key| format!("({key})::text")).collect();
    let order: Vec<String> = table.order_by.iter().chain(&table.key).cloned().collect();
    let keyed = format!(
        "SELECT ARRAY[{key}]::text[] AS \"adopt key\", hashtextextended(ROW(source.*)::text, 0) AS \"adopt digest\",
             {kept} AS \"adopt kept\", source.* FROM {from} AS source",
        key = key.join(", "),
        kept = table.filter.as_ref().map_or_else(|| "true".to_owned(), |filter| format!("({filter}) IS TRUE")),
        from = table.source,
    );
    let unchanged_reject = if is_last {
        format!(
            "AND NOT EXISTS (SELECT FROM backline_adopt.rejected AS refused WHERE refused.mapping = {number}
                 AND refused.key = source.\"adopt key\" AND refused.digest = source.\"adopt digest\")"
        )
    } else {
        String::new()
    };
    transaction
        .execute_unprepared(&format!(
            "DELETE FROM backline_adopt.rows AS line WHERE line.mapping = {number}
                 AND NOT EXISTS (SELECT FROM {target} AS there WHERE {same_key});
             DROP TABLE IF EXISTS {staged};
             CREATE TABLE {staged} AS SELECT 0::bigint AS \"adopt number\", keyed.* FROM ({keyed}) AS keyed WITH NO DATA;
             WITH keyed AS MATERIALIZED ({keyed}), counted AS (
                 UPDATE backline_adopt.tables SET position = 0, source_rows = (SELECT count(*) FROM keyed),
                     filtered = (SELECT count(*) FROM keyed WHERE NOT \"adopt kept\") WHERE mapping = {number}
             ), gone AS (
                 INSERT INTO backline_adopt.gone (mapping, key, state, target)
                 SELECT line.mapping, line.key, line.state, line.target FROM backline_adopt.rows AS line
                 WHERE line.mapping = {number} AND NOT EXISTS (
                     SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = line.key)
                 ON CONFLICT DO NOTHING
             ), back AS (
                 DELETE FROM backline_adopt.gone AS gone WHERE gone.mapping = {number} AND EXISTS (
                     SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = gone.key)
             ), cleared AS (
                 DELETE FROM backline_adopt.rejected AS refused WHERE refused.mapping = {number} AND (
                     NOT EXISTS (SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = refused.key)
                     OR EXISTS (SELECT FROM keyed JOIN backline_adopt.rows AS line ON line.key = \"adopt key\" AND line.digest = \"adopt digest\"
                         WHERE line.mapping = {number} AND line.key = refused.key))
             )
             INSERT INTO {staged} SELECT row_number() OVER (ORDER BY {order}), source.* FROM keyed AS source
             WHERE \"adopt kept\" AND NOT EXISTS (SELECT FROM backline_adopt.rows AS line WHERE line.mapping = {number}
                 AND line.key = source.\"adopt key\" AND line.digest = source.\"adopt digest\") {unchanged_reject};
             ALTER TABLE {staged} ADD PRIMARY KEY (\"adopt number\");
             ANALYZE {staged}; ANALYZE backline_adopt.rows;
             UPDATE backline_adopt.tables SET last = (SELECT count(*) FROM {staged}) WHERE mapping = {number}",
            target = table.target.qualified,
            same_key = table.target.key_is("there", "line.target"),
            order = order.join(", "),
        ))
        .await?;
    scalar(transaction, "SELECT last FROM backline_adopt.tables WHERE mapping = $1", [number.into()]).await
}

/// A key has to tell each row from all others.
async fn check_keys(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to check the key of {}", table.name));
    let query = format!(
        "SELECT array_to_string(\"adopt key\", ', ', 'null'), count(*) FROM {} GROUP BY \"adopt key\"
         HAVING count(*) > 1 OR array_position(\"adopt key\", NULL) IS NOT NULL LIMIT 1",
        staged(table)
    );
    let found = rows(transaction, &query, []).await.map_err(failed())?;
    let Some(row) = found.first() else { return Ok(()) };
    let (key, count): (String, i64) =
        (row.try_get_by_index(0).map_err(failed())?, row.try_get_by_index(1).map_err(failed())?);
    Err(Error::Unsuitable {
        problem: format!("{}: {count} rows of its source have the key ({key})", table.name),
        hint: "choose a key without nulls that tells each row from all others: key = [\"…\"]".into(),
    })
}

/// Copies the next batch of a table; whether it was the last one.
async fn step(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    table: &TablePlan,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<bool, DbErr> {
    let found = rows(
        transaction,
        "SELECT position, last FROM backline_adopt.tables WHERE mapping = $1",
        [table.number.into()],
    )
    .await?;
    let Some(row) = found.first() else { return Ok(true) };
    let (position, last): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    if position >= last {
        return Ok(true);
    }
    let until = (position + BATCH).min(last);
    batch::copy(transaction, plan, table, position + 1, until).await?;
    on_event(Event::Copied { name: &table.name, done: until, of: last });
    let again = until == last && table.refers_to_itself && stage_again(transaction, table).await?;
    transaction
        .execute_raw(statement(
            "UPDATE backline_adopt.tables SET position = $2 WHERE mapping = $1",
            [table.number.into(), (if again { 0 } else { until }).into()],
        ))
        .await?;
    Ok(until == last && !again)
}

/// Rows that refer to rows of the same table: those whose row was not there yet are tried once more, as long as that helps.
async fn stage_again(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<bool, DbErr> {
    let query = format!(
        "WITH settled AS (
             DELETE FROM {staged} AS staged WHERE NOT EXISTS (SELECT FROM backline_adopt.rejected AS refused
                 WHERE refused.mapping = {number} AND refused.key = staged.\"adopt key\" AND refused.sqlstate = '23503')
             RETURNING 1
         ) SELECT (SELECT count(*) FROM settled), (SELECT count(*) FROM {staged})",
        staged = staged(table),
        number = table.number,
    );
    let found = rows(transaction, &query, []).await?;
    let Some(row) = found.first() else { return Ok(false) };
    let (settled, all): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(settled > 0 && all > settled)
}

/// What was staged is dropped.
async fn close(transaction: &DatabaseTransaction, plan: &Plan) -> Result<(), DbErr> {
    for table in &plan.tables {
        transaction.execute_unprepared(&format!("DROP TABLE IF EXISTS {}", staged(table))).await?;
    }
    transaction.execute_unprepared("UPDATE backline_adopt.take_over SET pass_open = false").await.map(drop)
}

/// Numbers given from now on are greater than those that were copied. In a transaction in which the new schema has its name.
pub(super) async fn advance_sequences(transaction: &DatabaseTransaction, plan: &Plan) -> Result<(), DbErr> {
    for table in &plan.tables {
        for column in &table.target.columns {
            let Some(sequence) = &column.sequence else { continue };
            transaction
                .execute_unprepared(&format!(
                    "SELECT setval({name}, highest) FROM (SELECT max({column})::bigint AS highest FROM {table}) AS copied, {sequence} AS counter
                     WHERE highest > counter.last_value OR highest = counter.last_value AND NOT counter.is_called",
                    name = crate::sql::literal(sequence),
                    column = identifier(&column.name),
                    table = table.target.qualified,
                ))
                .await?;
        }
    }
    Ok(())
}
