//! Queries with bound values, short.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, TryGetable, Value};

fn statement<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// The rows of a query.
pub(super) async fn rows<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(statement(db, sql, values)).await
}

/// The one value of a query.
pub(super) async fn scalar<T: TryGetable, const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<T, DbErr> {
    let row = db.query_one_raw(statement(db, sql, values)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
}

/// How many rows a statement changed.
pub(super) async fn execute<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<u64, DbErr> {
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected())
}
