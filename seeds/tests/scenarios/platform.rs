//! The platform's database, seen as a whole.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use time::OffsetDateTime;
use time::macros::datetime;

/// The moment of the basic seed.
pub const NOW: OffsetDateTime = datetime!(2026-03-14 09:30 UTC);

/// The texts of a query's first column.
pub async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Every table that holds rows, with the digest of its rows.
pub async fn digest(db: &impl ConnectionTrait) -> Vec<String> {
    let tables =
        "SELECT format('SELECT %L || '' '' || md5(string_agg(t::text, E''\\n'' ORDER BY t::text)) AS digest
            FROM ONLY %s AS t HAVING count(*) > 0', relname, oid::regclass)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    let tables = texts(db, tables).await.join(" UNION ALL ");
    texts(db, &format!("{tables} ORDER BY digest")).await
}

/// What the platform's own checks find: derived numbers and search entries that are not as they should be.
pub async fn differences(db: &impl ConnectionTrait) -> Vec<String> {
    let mut found = texts(db, "SELECT d::text FROM derived_number_differences() AS d").await;
    found.extend(texts(db, "SELECT d::text FROM search_index_differences() AS d").await);
    found
}

/// That the platform's own checks find nothing.
pub async fn coherent(db: &impl ConnectionTrait) {
    let found = differences(db).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// An error with its causes.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// A pool of so many connections.
pub async fn pool(url: &str, connections: usize) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(u32::try_from(connections).unwrap()).sqlx_logging(false);
    options.acquire_timeout(std::time::Duration::from_secs(300));
    Database::connect(options).await.unwrap()
}

/// Partitions of this month and the two before it.
pub async fn make_months(db: &impl ConnectionTrait) {
    db.execute_unprepared("SELECT create_month_partitions(2, (now() - interval '2 months')::date)")
        .await
        .unwrap();
}

/// Partitions of the three months before those.
pub async fn make_earlier_months(db: &impl ConnectionTrait) {
    db.execute_unprepared("SELECT create_month_partitions(2, (now() - interval '5 months')::date)")
        .await
        .unwrap();
}
