//! All that is recorded, in one message: what is asked most often, whether anything is to be done, is asked in a hurry.
//!
//! Plain statements on tables that are taken to be there cost a server that has just begun a session half of what careful ones
//! do. Where they are not, or anything else is unusual, nothing is answered, and [`super::diagnose::read`] looks carefully.

use std::collections::HashMap;

use sea_orm::{DbErr, QueryResult};

use super::record::{Record, Recorded, record};
use super::session::Session;
use super::tables::{Installed, in_current_schema, own_tables};
use crate::sql::identifier;

/// What is there and what is recorded; nothing where it takes a closer look.
pub(super) async fn glance(session: &Session, cli: &str) -> Option<(Installed, Recorded)> {
    let (answers, failed) = session.answers(&questions(cli)).await;
    let tables = answers.first()?.first()?;
    let schema: String = tables.try_get_by_index::<Option<String>>(0).ok()??;
    match (tables.try_get_by_index::<i32>(1).ok()?, failed) {
        (0, _) => {
            let mut installed = Installed::nothing(&schema, cli);
            installed.look_for_others(session, cli).await.ok()?;
            Some((installed, Recorded::default()))
        }
        (4, false) => Some((Installed::all(&schema, cli), recorded(&answers)?)),
        _ => None,
    }
}

/// Which tables are there, and what the three of them hold that are read. What is in the current schema is found by its name
/// alone, in a session that has no temporary tables.
fn questions(cli: &str) -> String {
    let there = own_tables(cli).map(in_current_schema).join(", ");
    let [history, _, lock, cli] = own_tables(cli).map(identifier);
    // Every column, as a table that lacks one is still to be completed; in no order, as what sorts would have to be looked up.
    format!(
        "SELECT current_schema()::text, num_nonnulls({there});
         SELECT migration_name, batch_number,
             (date_part('epoch', coalesce(executed_at, created_at, now())) * 1000000)::bigint, execution_time_ms, checksum,
             coalesce(status, 'completed'), error_message, applied_by, host, statements_done, transactional,
             irreversible_reason, id, rollback_checksum IS NULL,
             engine_version IS NULL, statement_hashes IS NULL, kind IS NULL, up_sql IS NULL, rollback_statements IS NULL
         FROM {history};
         SELECT version, applied_at FROM {cli};
         SELECT is_locked AND process_id IS NOT NULL FROM {lock} WHERE id = 1"
    )
}

/// Nothing where the history and sea-orm's table are not in step: they are read one after the other here.
fn recorded(answers: &[Vec<QueryResult>]) -> Option<Recorded> {
    let [_, history, cli, lock] = answers else { return None };
    let numbered = |row: &QueryResult| Ok((row.try_get_by_index::<i32>(12)?, record(row)?));
    let mut records = history.iter().map(numbered).collect::<Result<Vec<_>, DbErr>>().ok()?;
    records.sort_by_key(|(id, _)| *id);
    let records: Vec<Record> = records.into_iter().map(|(_, record)| record).collect();
    let listed = cli.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    let listed: HashMap<String, i64> = listed.collect::<Result<_, DbErr>>().ok()?;
    let (known, unknown): (Vec<&Record>, Vec<&Record>) =
        records.iter().partition(|record| listed.contains_key(&record.name));
    let are_in_step = known.len() == listed.len() && !unknown.iter().any(|record| record.is_applied());
    let names_holder = match lock.first() {
        Some(row) => row.try_get_by_index::<Option<bool>>(0).ok()?.unwrap_or(false),
        None => false,
    };
    are_in_step.then_some(Recorded { records, listed, only_listed: Vec::new(), names_holder })
}
