//! What can be told of a batch before it is inserted: nulls where none may be, and checks that do not hold. So that a few bad
//! rows do not have the rest of their batch tried one by one.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::plan::TablePlan;
use crate::sql::{identifier, literal};

/// Notes the rows that would be refused, and takes them out of the batch.
pub(super) async fn reject(transaction: &DatabaseTransaction, table: &TablePlan) -> Result<(), DbErr> {
    // A trigger may yet mend them.
    if table.target.is_changed_by_triggers {
        return Ok(());
    }
    let is_given = |name: &String| table.columns.iter().any(|column| &column.name == name);
    let mut tests = Vec::new();
    for column in table.target.columns.iter().filter(|column| column.is_not_null && is_given(&column.name)) {
        let name = identifier(&column.name);
        let problem = format!("null value in column {name} violates not-null constraint");
        tests.push(format!(
            "SELECT '23502', NULL, {}, {} WHERE converted.{name} IS NULL",
            literal(&column.name),
            literal(&problem)
        ));
    }
    for check in table.target.checks.iter().filter(|check| check.columns.iter().all(is_given)) {
        let problem = format!(
            "new row for relation {} violates check constraint {}",
            identifier(&table.target.name),
            identifier(&check.name)
        );
        tests.push(format!(
            "SELECT '23514', {}, NULL, {} WHERE NOT ({})",
            literal(&check.name),
            literal(&problem),
            check.expression
        ));
    }
    if tests.is_empty() {
        return Ok(());
    }
    transaction
        .execute_unprepared(&format!(
            "INSERT INTO pg_temp.verdict SELECT converted.\"adopt number\", refused.*
             FROM pg_temp.converted, LATERAL ({} LIMIT 1) AS refused WHERE \"adopt outcome\" = 'new';
             UPDATE pg_temp.converted SET \"adopt outcome\" = 'rejected' FROM pg_temp.verdict AS refused
             WHERE refused.\"adopt number\" = converted.\"adopt number\"",
            tests.join(" UNION ALL ")
        ))
        .await
        .map(drop)
}
