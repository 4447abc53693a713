//! Rows that were copied and are gone from the legacy since.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::guarded::apply;
use super::plan::{Plan, TablePlan};
use crate::sql::{rows, scalar};

/// Notes the mappings of which rows have to be copied again although the source has not changed: those that stand in for
/// what is gone, and those that went with it.
pub(super) async fn note_bereft(
    transaction: &DatabaseTransaction,
    plan: &Plan,
) -> Result<BTreeSet<i32>, DbErr> {
    let mut bereft = BTreeSet::new();
    for table in &plan.tables {
        let query = format!(
            "UPDATE backline_adopt.tables SET is_to_be_read_whole = true WHERE mapping = {number} AND (is_to_be_read_whole
                 OR EXISTS (SELECT FROM backline_adopt.rows AS line WHERE line.mapping = {number}
                     AND NOT EXISTS (SELECT FROM {target} AS there WHERE {same_key})))
             RETURNING mapping",
            number = table.number,
            target = table.target.qualified,
            same_key = table.target.key_is("there", "line.target"),
        );
        if !rows(transaction, &query, []).await?.is_empty() {
            bereft.insert(table.number);
        }
    }
    Ok(bereft)
}

/// Removes them from the new table; whether there were any. What cannot be removed is left over, with the reason.
pub(super) async fn remove(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<bool, DbErr> {
    let number = table.number;
    let exists = "SELECT EXISTS (SELECT FROM backline_adopt.gone WHERE mapping = $1)";
    if !scalar::<bool, 1>(transaction, exists, [number.into()]).await? {
        return Ok(false);
    }
    transaction
        .execute_unprepared(&format!(
            // Another row that was merged into it takes its place, and gives it its own values.
            "WITH heir AS (
                 SELECT DISTINCT ON (line.target) line.key, line.target FROM backline_adopt.rows AS line
                 JOIN backline_adopt.gone AS gone ON gone.mapping = line.mapping AND gone.target = line.target AND gone.state = 'moved'
                 WHERE line.mapping = {number} AND line.state = 'merged'
                     AND NOT EXISTS (SELECT FROM backline_adopt.gone AS other WHERE other.mapping = {number} AND other.key = line.key)
                 ORDER BY line.target, line.key
             ), crowned AS (
                 UPDATE backline_adopt.rows AS line SET state = 'moved', digest = ~line.digest FROM heir
                 WHERE line.mapping = {number} AND line.key = heir.key
             ), noted AS (
                 UPDATE backline_adopt.tables SET is_to_be_read_whole = true WHERE mapping = {number} AND EXISTS (SELECT FROM heir)
             )
             UPDATE backline_adopt.gone AS gone SET state = 'merged' FROM heir
             WHERE gone.mapping = {number} AND gone.target = heir.target;
             DROP TABLE IF EXISTS pg_temp.verdict, pg_temp.leaving;
             CREATE TEMP TABLE verdict (\"adopt number\" bigint, sqlstate text, constraint_name text, column_name text, reason text);
             CREATE TEMP TABLE leaving AS SELECT row_number() OVER (ORDER BY key) AS \"adopt number\", key, state, target
                 FROM backline_adopt.gone WHERE mapping = {number}"
        ))
        .await?;
    apply(
        transaction,
        "SELECT \"adopt number\" AS n FROM pg_temp.leaving WHERE state = 'moved'",
        "leaving.\"adopt number\"",
        |meant| {
            format!(
                "DELETE FROM {} AS there USING pg_temp.leaving WHERE {} AND leaving.state = 'moved' AND {meant}",
                table.target.qualified,
                table.target.key_is("there", "leaving.target")
            )
        },
    )
    .await?;
    transaction
        .execute_unprepared(&format!(
            "UPDATE backline_adopt.gone AS gone SET reason = verdict.reason FROM pg_temp.leaving JOIN pg_temp.verdict USING (\"adopt number\")
             WHERE gone.mapping = {number} AND gone.key = leaving.key;
             DELETE FROM backline_adopt.rows AS line USING pg_temp.leaving LEFT JOIN pg_temp.verdict USING (\"adopt number\")
             WHERE line.mapping = {number} AND line.key = leaving.key AND verdict.reason IS NULL;
             DELETE FROM backline_adopt.gone AS gone USING pg_temp.leaving LEFT JOIN pg_temp.verdict USING (\"adopt number\")
             WHERE gone.mapping = {number} AND gone.key = leaving.key AND verdict.reason IS NULL;
             DROP TABLE pg_temp.verdict, pg_temp.leaving"
        ))
        .await
        .map(|_| true)
}
