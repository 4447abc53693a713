//! Every row of the legacy accounted for: source = filtered + moved + merged + rejected, and each moved row is there.

use std::collections::BTreeSet;

use sea_orm::{DatabaseTransaction, DbErr};

use super::plan::{Plan, TablePlan};
use super::report::{Counts, Rejected, Report, Stage};
use crate::sql::rows;

/// Rejected rows that a report lists.
const LISTED: i64 = 20;

/// Counts, in a transaction in which the new schema has its name.
pub(super) async fn report(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    stage: Stage,
) -> Result<Report, DbErr> {
    let all = plan.tables.iter().map(|table| table.number).collect();
    report_since(transaction, plan, stage, &[], &all).await
}

/// Counts the mappings that were touched since `before`, which counted all.
pub(super) async fn report_since(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    stage: Stage,
    before: &[Counts],
    touched: &BTreeSet<i32>,
) -> Result<Report, DbErr> {
    let mut tables = Vec::with_capacity(plan.tables.len());
    for table in &plan.tables {
        let known =
            before.iter().find(|counts| counts.name == table.name && !touched.contains(&table.number));
        tables.push(match known {
            Some(counts) => counts.clone(),
            None => counts(transaction, table).await?,
        });
    }
    let mut rejected = Vec::new();
    // Some of each kind, so that many of one do not hide the others.
    let listed =
        "SELECT name, array_to_string(key, ', '), sqlstate, constraint_name, column_name, reason FROM (
            SELECT *, row_number() OVER (PARTITION BY mapping, sqlstate, constraint_name, column_name ORDER BY key) AS turn
            FROM backline_adopt.rejected ORDER BY turn, mapping, key LIMIT $1
        ) AS shown ORDER BY mapping, key";
    for row in rows(transaction, listed, [LISTED.into()]).await? {
        rejected.push(Rejected {
            name: row.try_get_by_index(0)?,
            key: row.try_get_by_index(1)?,
            sqlstate: row.try_get_by_index(2)?,
            constraint: row.try_get_by_index(3)?,
            column: row.try_get_by_index(4)?,
            reason: row.try_get_by_index(5)?,
        });
    }
    Ok(Report {
        stage,
        tables,
        rejected,
        unread_columns: plan.unread_columns.clone(),
        writers_waited_ms: None,
    })
}

async fn counts(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<Counts, DbErr> {
    let query = format!(
        "SELECT source_rows, filtered,
             (SELECT count(*) FROM backline_adopt.rejected AS refused WHERE refused.mapping = tables.mapping),
             (SELECT count(*) FROM backline_adopt.gone AS gone WHERE gone.mapping = tables.mapping),
             count(*) FILTER (WHERE line.state = 'moved' AND is_present), count(*) FILTER (WHERE line.state = 'merged' AND is_present),
             count(*) FILTER (WHERE is_present AND NOT is_there)
         FROM backline_adopt.tables AS tables LEFT JOIN LATERAL (
             SELECT line.state, refused.key IS NULL AND gone.key IS NULL AS is_present, there.is_there IS NOT NULL AS is_there
             FROM backline_adopt.rows AS line
             LEFT JOIN backline_adopt.rejected AS refused ON refused.mapping = line.mapping AND refused.key = line.key
             LEFT JOIN backline_adopt.gone AS gone ON gone.mapping = line.mapping AND gone.key = line.key
             LEFT JOIN (SELECT {key}, true AS is_there FROM {target}) AS there ON {same_key}
             WHERE line.mapping = tables.mapping
         ) AS line ON true
         WHERE tables.mapping = $1 GROUP BY tables.mapping",
        key = table.target.key.iter().map(|name| crate::sql::identifier(name)).collect::<Vec<_>>().join(", "),
        target = table.target.qualified,
        same_key = table.target.key_is("there", "line.target"),
    );
    let found = rows(transaction, &query, [table.number.into()]).await?;
    let row = found.first().ok_or_else(|| DbErr::RecordNotFound(table.name.clone()))?;
    let count = |index: usize| row.try_get_by_index::<i64>(index);
    let (source, filtered, rejected, left_over) = (count(0)?, count(1)?, count(2)?, count(3)?);
    let (moved, merged, missing) = (count(4)?, count(5)?, count(6)?);
    Ok(Counts {
        name: table.name.clone(),
        target: table.target.qualified.clone(),
        source,
        filtered,
        moved,
        merged,
        rejected,
        unaccounted: source - filtered - moved - merged - rejected,
        missing,
        left_over,
    })
}
