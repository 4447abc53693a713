//! The copy of the rows that nobody wrote since the mirror was installed: block after block, in the order of the file.
//!
//! A row that was written since is noted, and left to the mirror. One that was not lies where it lay. So each is copied
//! exactly once, without any index on the shadow, at a rate that does not depend on how far the copy is. Should the file
//! be replaced under way (`VACUUM FULL`, `CLUSTER`, `TRUNCATE`), the copy begins again.

use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};

use super::mirror::Mirror;
use super::state::State;
use super::{Error, Event, Options};
use crate::sql::{identifier, literal, scalar, statement};

/// Blocks of the smallest batch, and of the first.
const SMALLEST_BATCH: i64 = 16;

/// Copies from where the state says, to the end.
pub(super) async fn copy(
    db: &DatabaseConnection,
    state: &mut State,
    options: &Options,
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<(), Error> {
    let failed = || Error::database(format!("failed to copy the rows of {}", state.source.qualified()));
    let mut size = SMALLEST_BATCH;
    let wanted = options.batch.as_secs_f64();
    let (mut block, mut blocks, mut file, mut copied) = (state.block, state.blocks, state.file, state.copied);
    while block < blocks {
        options.wait_for_replicas(db, &mut *on_event).await?;
        let started = Instant::now();
        let until = (block + size).min(blocks);
        match batch(db, state, block, until, file).await.map_err(failed())? {
            Some(rows) => {
                copied += rows;
                block = until;
            }
            None => {
                (blocks, file) = restart(db, state).await.map_err(failed())?;
                (block, copied) = (0, 0);
            }
        }
        on_event(Event::Copied {
            rows: copied,
            part: if blocks == 0 { 1.0 } else { fraction(block, blocks) },
        });
        let seconds = started.elapsed().as_secs_f64();
        // At most twice or half as much as the last, so that one slow batch does not decide.
        if seconds < wanted / 1.5 {
            size *= 2;
        } else if seconds > wanted * 1.5 {
            size = (size / 2).max(SMALLEST_BATCH);
        }
    }
    (state.block, state.blocks, state.file, state.copied) = (block, blocks, file, copied);
    Ok(())
}

/// Copies some blocks and records that; none where the file is another by now.
async fn batch(
    db: &DatabaseConnection,
    state: &State,
    from: i64,
    until: i64,
    file: i64,
) -> Result<Option<i64>, DbErr> {
    let log = state.log();
    let mirror = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
    let transaction = db.begin().await?;
    let done = transaction
        .execute_unprepared(&format!(
            "INSERT INTO {shadow} ({columns}) OVERRIDING SYSTEM VALUE
             SELECT {values} FROM (
                 SELECT * FROM ONLY {table} AS source
                 WHERE ctid >= '({from},0)' AND ctid < '({until},0)' AND NOT {noted}
             ) AS source",
            shadow = state.shadow.qualified(),
            columns = state.forward.columns(),
            values = state.forward.values(),
            table = state.source.qualified(),
            noted = mirror.is_noted(),
        ))
        .await?
        .rows_affected();
    let rows = i64::try_from(done).unwrap_or(i64::MAX);
    // The statement holds a lock that keeps the file from being replaced until the transaction ends.
    if self::file(&transaction, state).await? != file {
        transaction.rollback().await?;
        return Ok(None);
    }
    transaction
        .execute_raw(statement(
            "UPDATE backline_rewrite.rewrites SET block = $2, copied = copied + $3 WHERE number = $1",
            [state.number.into(), until.into(), rows.into()],
        ))
        .await?;
    transaction.commit().await?;
    Ok(Some(rows))
}

async fn restart(db: &DatabaseConnection, state: &State) -> Result<(i64, i64), DbErr> {
    let transaction = db.begin().await?;
    transaction
        .execute_unprepared(&format!("LOCK TABLE {} IN ACCESS SHARE MODE", state.source.qualified()))
        .await?;
    let (blocks, file) = (blocks(&transaction, state).await?, file(&transaction, state).await?);
    transaction.execute_unprepared(&format!("TRUNCATE {}", state.shadow.qualified())).await?;
    transaction
        .execute_raw(statement(
            "UPDATE backline_rewrite.rewrites SET block = 0, copied = 0, blocks = $2, file = $3 WHERE number = $1",
            [state.number.into(), blocks.into(), file.into()],
        ))
        .await?;
    transaction.commit().await?;
    Ok((blocks, file))
}

/// How many blocks the table has.
pub(super) async fn blocks(db: &impl ConnectionTrait, state: &State) -> Result<i64, DbErr> {
    let table = literal(&state.source.qualified());
    let query = format!("SELECT pg_relation_size({table}) / current_setting('block_size')::bigint");
    scalar(db, &query, []).await
}

/// The file in which the table lies.
pub(super) async fn file(db: &impl ConnectionTrait, state: &State) -> Result<i64, DbErr> {
    let table = literal(&state.source.qualified());
    scalar(db, &format!("SELECT pg_relation_filenode({table})::bigint"), []).await
}

/// Whether source and shadow hold the same rows, as one snapshot sees them, those aside that are still to be mirrored.
pub(super) async fn compare(db: &DatabaseConnection, state: &State) -> Result<(), Error> {
    let failed =
        || Error::database(format!("failed to compare {} with its shadow", state.source.qualified()));
    let log = state.log();
    let mirror = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
    let config = Some(sea_orm::IsolationLevel::RepeatableRead);
    let transaction =
        db.begin_with_config(config, Some(sea_orm::AccessMode::ReadOnly)).await.map_err(failed())?;
    leave_processors(&transaction, state).await.map_err(failed())?;
    let digest = |of_rows: String, from: &str| {
        format!("SELECT count(*) || ' rows, digest ' || coalesce(sum({of_rows}), 0) FROM {from}")
    };
    let source = digest(
        row_digest(state, |_, value| value.to_owned()),
        &format!("ONLY {} AS source WHERE NOT {}", state.source.qualified(), mirror.is_noted()),
    );
    let shadow = digest(
        row_digest(state, |name, _| identifier(name)),
        &format!(
            "{} AS shadow WHERE NOT EXISTS (SELECT FROM (SELECT {} FROM {log} AS source WHERE NOT is_truncation) AS noted WHERE {})",
            state.shadow.qualified(),
            state.forward.key(&state.shadow.key),
            super::mirror::equal(&state.shadow.key, "noted", "shadow"),
        ),
    );
    let source: String = scalar(&transaction, &source, []).await.map_err(failed())?;
    let shadow: String = scalar(&transaction, &shadow, []).await.map_err(failed())?;
    let truncated = format!("SELECT EXISTS (SELECT FROM {log} WHERE is_truncation)");
    let truncated: bool = scalar(&transaction, &truncated, []).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    if source != shadow && !truncated {
        let table = identifier(&state.source.name);
        return Err(Error::Differs { table, detail: format!("{source}; the shadow has {shadow}") });
    }
    Ok(())
}

/// So many noted writes a second, and a table is in use.
const IN_USE: i64 = 20;

/// Where the table is in use, what this transaction does is done by one process: several would take the processors from
/// the writers. Where it is not, nobody needs them.
pub(super) async fn leave_processors(db: &impl ConnectionTrait, state: &State) -> Result<(), DbErr> {
    let in_use = format!(
        "SELECT pg_stat_get_tuples_inserted({}::regclass) > {IN_USE} * extract(epoch FROM clock_timestamp() - started_at)
         FROM backline_rewrite.rewrites WHERE number = $1",
        literal(&state.log())
    );
    if scalar(db, &in_use, [state.number.into()]).await? {
        db.execute_unprepared(
            "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL max_parallel_maintenance_workers = 0",
        )
        .await?;
    }
    Ok(())
}

/// The digest of a row, whose columns are spelled from their names and their converted values.
///
/// Types whose values are equal only where they are the same are hashed as they are, which takes half the time; the
/// others by their text, as there `1.0` equals `1.00`, and a few cannot be hashed.
fn row_digest(state: &State, spelled: impl Fn(&str, &str) -> String) -> String {
    let columns = state.forward.pairs().map(|(name, value)| {
        let data_type = state.shadow.column(name).map_or("", |column| column.data_type.as_str());
        let spelled = spelled(name, value);
        if is_exact(data_type) { spelled } else { format!("({spelled})::text COLLATE \"C\"") }
    });
    format!("hash_record_extended(ROW({}), 0)", columns.collect::<Vec<_>>().join(", "))
}

/// Whether values of this type are equal only where they are the same, and can be hashed.
fn is_exact(data_type: &str) -> bool {
    const EXACT: [&str; 9] = [
        "smallint",
        "integer",
        "bigint",
        "boolean",
        "uuid",
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
        "bytea",
    ];
    let precision = data_type.find('(').zip(data_type.find(')'));
    let bare = precision.map(|(from, until)| [&data_type[..from], &data_type[until + 1..]].concat());
    EXACT.contains(&bare.as_deref().unwrap_or(data_type))
}

/// A part of a whole, between 0 and 1.
fn fraction(part: i64, whole: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a progress bar needs no more than 52 bits")]
    let fraction = part as f64 / whole as f64;
    fraction
}

#[cfg(test)]
mod tests {
    use super::is_exact;

    #[test]
    fn only_types_whose_equality_is_identity_are_hashed_as_they_are() {
        for exact in ["bigint", "uuid", "timestamp(3) with time zone"] {
            assert!(is_exact(exact), "{exact}");
        }
        for other in
            ["numeric(10,2)", "double precision", "public.citext", "jsonb", "uuid[]", "text", "interval"]
        {
            assert!(!is_exact(other), "{other}");
        }
    }
}
