//! A pass over the sources: what is not yet in the new tables as it is in the legacy is staged, what is gone there is
//! removed, the rest is copied batch by batch.
//!
//! The first pass finds everything to be new; each later one only what has changed. A source row is known by its key, and
//! its content by a digest. All sources are staged in one snapshot; each batch and its position are one transaction. Once the
//! legacy is watched, passes read what was written and no more.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, TransactionTrait,
};

use super::expression::missing;
use super::plan::{Plan, TablePlan};
use super::watch::{self, Reading};
use super::{Error, Event, batch, gone};
use crate::sql::{identifier, literal, rows, scalar, statement};

/// Which rows of the sources a pass reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// All.
    Whole,
    /// What was written since the pass before.
    Written,
    /// The same while writers wait: rows that were rejected and have not changed since stay rejected.
    Last,
    /// All, while writers wait.
    LastOfAll,
}

/// Rows of a batch: what is lost when it is killed, and what is tried again row by row when one of them is refused.
const BATCH: i64 = 2_000;

/// A pass of its own transactions; without one, from where an interrupted one stopped.
pub(super) async fn run(
    db: &DatabaseConnection,
    plan: &Plan,
    pass: Option<Pass>,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let failed = || Error::database("failed to stage what is to be copied");
    if let Some(pass) = pass {
        let snapshot = Some(IsolationLevel::RepeatableRead);
        let transaction = db.begin_with_config(snapshot, None).await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        stage_all(&transaction, plan, pass, on_event).await?;
        plan.names.leave(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
    }
    let mut any_gone = false;
    for table in plan.tables.iter().rev() {
        let failed =
            || Error::database(format!("failed to remove from {} what is gone", table.target.qualified));
        let transaction = db.begin().await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        any_gone |= gone::remove(&transaction, table).await.map_err(failed())?;
        plan.names.leave(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
    }
    if any_gone {
        let transaction = db.begin().await.map_err(failed())?;
        plan.names.enter(&transaction).await.map_err(failed())?;
        gone::note_bereft(&transaction, plan).await.map_err(failed())?;
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

/// A pass inside a transaction in which the new schema has its name. Gives the mappings whose sources or rows it touched.
pub(super) async fn run_inside(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    pass: Pass,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<BTreeSet<i32>, Error> {
    let mut touched = stage_all(transaction, plan, pass, on_event).await?;
    let failed = || Error::database("failed to copy what has changed");
    let mut any_gone = false;
    for table in plan.tables.iter().rev() {
        any_gone |= gone::remove(transaction, table).await.map_err(failed())?;
    }
    if any_gone {
        let bereft = gone::note_bereft(transaction, plan).await.map_err(failed())?;
        for table in plan.tables.iter().filter(|table| bereft.contains(&table.number)) {
            stage_one(transaction, plan, table, pass, &Reading::Whole, on_event).await?;
        }
        plan.names.settle(transaction).await.map_err(failed())?;
        touched.extend(bereft);
    }
    for table in plan.tables.iter().filter(|table| touched.contains(&table.number)) {
        let failed = || Error::database(format!("failed to copy rows into {}", table.target.qualified));
        while !step(transaction, plan, table, on_event).await.map_err(failed())? {}
    }
    close(transaction, plan).await.map_err(failed())?;
    Ok(touched)
}

/// Stages what the pass reads; gives the mappings that it reads anything of.
async fn stage_all(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    pass: Pass,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<BTreeSet<i32>, Error> {
    let failed = || Error::database("failed to look what was written");
    let readings = match pass {
        Pass::Written | Pass::Last => watch::readings(transaction, plan).await.map_err(failed())?,
        Pass::Whole | Pass::LastOfAll => {
            watch::forget(transaction, plan).await.map_err(failed())?;
            vec![Reading::Whole; plan.tables.len()]
        }
    };
    let mut touched = BTreeSet::new();
    for (table, reading) in plan.tables.iter().zip(&readings) {
        if *reading == Reading::Nothing {
            let nothing = "UPDATE backline_adopt.tables SET position = 0, last = 0 WHERE mapping = $1";
            transaction.execute_raw(statement(nothing, [table.number.into()])).await.map_err(failed())?;
            continue;
        }
        stage_one(transaction, plan, table, pass, reading, on_event).await?;
        touched.insert(table.number);
    }
    if pass != Pass::Whole {
        // Rejected rows that have not changed, and whose missing row may have come.
        for table in &plan.tables {
            if is_any_freed(transaction, plan, table, &touched).await.map_err(failed())? {
                stage_one(transaction, plan, table, Pass::Whole, &Reading::Whole, on_event).await?;
                touched.insert(table.number);
            }
        }
    }
    let failed = || Error::database("failed to record what is staged");
    transaction
        .execute_unprepared("UPDATE backline_adopt.take_over SET pass_open = true")
        .await
        .map_err(failed())?;
    plan.names.settle(transaction).await.map_err(failed())?;
    Ok(touched)
}

/// Whether a row was rejected for want of one that is staged now.
async fn is_any_freed(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    table: &TablePlan,
    touched: &BTreeSet<i32>,
) -> Result<bool, DbErr> {
    let wants = plan.tables.iter().filter(|other| touched.contains(&other.number)).map(|other| {
        let reason = literal(&(missing(&other.name) + " "));
        format!("SELECT {reason} || array_to_string(\"adopt key\", ', ') FROM {}", staged(other))
    });
    let wants = wants.collect::<Vec<_>>().join(" UNION ALL ");
    if wants.is_empty() {
        return Ok(false);
    }
    let query = format!(
        "SELECT EXISTS (SELECT FROM backline_adopt.rejected WHERE mapping = $1 AND sqlstate = '23503' AND reason IN ({wants}))"
    );
    scalar(transaction, &query, [table.number.into()]).await
}

async fn stage_one(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    table: &TablePlan,
    pass: Pass,
    reading: &Reading,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to stage the rows of {}", table.name));
    plan.names.look_at_legacy(transaction).await.map_err(failed())?;
    let staged = stage(transaction, table, pass, reading).await.map_err(failed())?;
    check_keys(transaction, table).await?;
    on_event(Event::Staged { name: &table.name, rows: staged });
    Ok(())
}

/// The table of staged rows of a mapping.
pub(super) fn staged(table: &TablePlan) -> String {
    format!("backline_adopt.staged_{}", table.number)
}

/// Puts aside, with numbers in the order of copying, what is not known or not known like this.
async fn stage(
    transaction: &DatabaseTransaction,
    table: &TablePlan,
    pass: Pass,
    reading: &Reading,
) -> Result<i64, DbErr> {
    let (number, staged) = (table.number, staged(table));
    let key: Vec<String> = table.key.iter().map(|key| format!("({key})::text")).collect();
    let order: Vec<String> = table.order_by.iter().chain(&table.key).cloned().collect();
    let kept =
        table.filter.as_ref().map_or_else(|| "true".to_owned(), |filter| format!("({filter}) IS TRUE"));
    // Which rows are read, and which of those that are known these would be.
    let (these, is_one_of_these, count, looked_after) = match reading {
        Reading::Keys { written, columns } => {
            let list = |row: &str| {
                columns.iter().map(|name| format!("{row}{}", identifier(name))).collect::<Vec<_>>().join(", ")
            };
            let texts: Vec<String> =
                columns.iter().map(|name| format!("{}::text", identifier(name))).collect();
            let one = |key: &str| {
                format!("AND {key} IN (SELECT ARRAY[{}]::text[] FROM {written})", texts.join(", "))
            };
            (
                format!("WHERE ({}) IN (SELECT {} FROM {written})", list("source."), list("")),
                [one("line.key"), one("refused.key")],
                format!(
                    "(SELECT count(*), count(*) FILTER (WHERE NOT ({kept})) FROM {} AS source)",
                    table.source
                ),
                String::new(),
            )
        }
        Reading::Nothing | Reading::Whole => (
            String::new(),
            [String::new(), String::new()],
            "(SELECT count(*), count(*) FILTER (WHERE NOT \"adopt kept\") FROM keyed)".to_owned(),
            format!(
                "DELETE FROM backline_adopt.rows AS line WHERE line.mapping = {number}
                     AND NOT EXISTS (SELECT FROM {target} AS there WHERE {same_key});
                 UPDATE backline_adopt.tables SET is_to_be_read_whole = false WHERE mapping = {number};",
                target = table.target.qualified,
                same_key = table.target.key_is("there", "line.target"),
            ),
        ),
    };
    let [line_is_one, refused_is_one] = is_one_of_these;
    let keyed = format!(
        "SELECT ARRAY[{key}]::text[] AS \"adopt key\", hashtextextended(ROW(source.*)::text, 0) AS \"adopt digest\",
             {kept} AS \"adopt kept\", source.* FROM {from} AS source {these}",
        key = key.join(", "),
        from = table.source,
    );
    let unchanged_reject = match pass {
        Pass::Whole => String::new(),
        Pass::Written | Pass::Last | Pass::LastOfAll => format!(
            "AND NOT EXISTS (SELECT FROM backline_adopt.rejected AS refused WHERE refused.mapping = {number}
                 AND refused.key = source.\"adopt key\" AND refused.digest = source.\"adopt digest\")"
        ),
    };
    let analyzed = if *reading == Reading::Whole { "ANALYZE backline_adopt.rows;" } else { "" };
    transaction
        .execute_unprepared(&format!(
            "{looked_after}
             DROP TABLE IF EXISTS {staged};
             CREATE TABLE {staged} AS SELECT 0::bigint AS \"adopt number\", keyed.* FROM ({keyed}) AS keyed WITH NO DATA;
             WITH keyed AS MATERIALIZED ({keyed}), counted AS (
                 UPDATE backline_adopt.tables SET position = 0, (source_rows, filtered) = {count} WHERE mapping = {number}
             ), gone AS (
                 INSERT INTO backline_adopt.gone (mapping, key, state, target)
                 SELECT line.mapping, line.key, line.state, line.target FROM backline_adopt.rows AS line
                 WHERE line.mapping = {number} {line_is_one} AND NOT EXISTS (
                     SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = line.key)
                 ON CONFLICT DO NOTHING
             ), back AS (
                 DELETE FROM backline_adopt.gone AS gone WHERE gone.mapping = {number} AND EXISTS (
                     SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = gone.key)
             ), cleared AS (
                 DELETE FROM backline_adopt.rejected AS refused WHERE refused.mapping = {number} {refused_is_one} AND (
                     NOT EXISTS (SELECT FROM keyed WHERE \"adopt kept\" AND \"adopt key\" = refused.key)
                     OR EXISTS (SELECT FROM keyed JOIN backline_adopt.rows AS line ON line.key = \"adopt key\" AND line.digest = \"adopt digest\"
                         WHERE line.mapping = {number} AND line.key = refused.key))
             )
             INSERT INTO {staged} SELECT row_number() OVER (ORDER BY {order}), source.* FROM keyed AS source
             WHERE \"adopt kept\" AND NOT EXISTS (SELECT FROM backline_adopt.rows AS line WHERE line.mapping = {number}
                 AND line.key = source.\"adopt key\" AND line.digest = source.\"adopt digest\") {unchanged_reject};
             ALTER TABLE {staged} ADD PRIMARY KEY (\"adopt number\");
             ANALYZE {staged}; {analyzed}
             UPDATE backline_adopt.tables SET last = (SELECT count(*) FROM {staged}) WHERE mapping = {number}",
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
                    name = literal(sequence),
                    column = identifier(&column.name),
                    table = table.target.qualified,
                ))
                .await?;
        }
    }
    Ok(())
}
