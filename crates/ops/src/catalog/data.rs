//! What a table holds, as a number of rows and a digest that does not depend on their order.

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool, Row as _};
use sea_orm::{DatabaseConnection, sqlx::Executor as _};

use super::object::Kind;
use super::snapshot::{Snapshot, database};
use crate::{Error, sql};

/// A table's content.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableDigest {
    /// How many rows it has.
    pub rows: u64,
    /// 128 bits over all values of all rows, in whatever order: two sums of hashes.
    pub digest: String,
}

/// How values are written while they are digested: the same in every session.
const SETTINGS: &str = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL row_security = off; SET LOCAL jit = off";

/// The digests of all plain tables of the snapshot, by the table's identity: partitions, not what they are parts of.
///
/// All are of one moment: `exported`, a snapshot that another transaction exported and keeps open, or one that is
/// exported for this. Up to `jobs` connections work at once.
///
/// # Errors
/// Whatever the database answers.
pub async fn digests(
    db: &DatabaseConnection,
    snapshot: &Snapshot,
    exported: Option<&str>,
    jobs: usize,
) -> Result<BTreeMap<String, TableDigest>, Error> {
    let pool = db.get_postgres_connection_pool();
    read(pool, snapshot, exported, jobs.max(1))
        .await
        .map_err(|error| Error::database("failed to digest the tables")(database(error)))
}

async fn read(
    pool: &PgPool,
    snapshot: &Snapshot,
    exported: Option<&str>,
    jobs: usize,
) -> Result<BTreeMap<String, TableDigest>, sqlx::Error> {
    // Connections of its own: the pool may be smaller than the number of jobs.
    let options = pool.connect_options();
    let mut holder = PgConnection::connect_with(&options).await?;
    let exported = match exported {
        Some(exported) => exported.to_owned(),
        None => export(&mut holder).await?,
    };
    let mut tables: Vec<(&str, String)> = snapshot
        .objects
        .iter()
        .filter(|(object, definition)| object.kind == Kind::Table && definition.text("form") == "table")
        .map(|(object, _)| (object.identity.as_str(), query(snapshot, &object.identity)))
        .collect();
    let mut connections = Vec::new();
    for _ in 0..jobs.min(tables.len()) {
        let mut connection = PgConnection::connect_with(&options).await?;
        connection
            .execute(AssertSqlSafe(format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}; {SETTINGS}",
                sql::literal(&exported)
            )))
            .await?;
        connections.push(connection);
    }
    tables.reverse();
    let queue = std::sync::Mutex::new(tables);
    let next = || queue.lock().map_or_else(|poisoned| poisoned.into_inner().pop(), |mut queue| queue.pop());
    let parts: Vec<Vec<(String, TableDigest)>> = stream::iter(connections)
        .map(|mut connection| async {
            let mut done = Vec::new();
            while let Some((table, query)) = next() {
                let row = connection.fetch_one(sqlx::raw_sql(AssertSqlSafe(query))).await?;
                let rows: String = row.try_get(0)?;
                let rows = rows.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
                done.push((table.to_owned(), TableDigest { rows, digest: row.try_get(1)? }));
            }
            connection.close().await?;
            Ok::<_, sqlx::Error>(done)
        })
        .buffer_unordered(jobs)
        .try_collect()
        .await?;
    holder.close().await?;
    Ok(parts.into_iter().flatten().collect())
}

/// Begins a transaction whose view of the database others can take over as long as it is open.
pub(crate) async fn export(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(connection).await
}

/// Columns by name, so that their order does not count.
fn query(snapshot: &Snapshot, table: &str) -> String {
    let columns: Vec<&str> = snapshot
        .objects
        .iter()
        .filter(|(object, definition)| object.kind == Kind::Column && definition.relation == table)
        .filter(|(_, definition)| definition.some("generated").is_none())
        .map(|(_, definition)| definition.name.as_str())
        .collect();
    let row = format!("ROW({})::text COLLATE \"C\"", columns.join(", "));
    format!(
        "SELECT count(*)::text, concat_ws(':', coalesce(sum(hashtextextended(t.row, 0)), 0), coalesce(sum(hashtextextended(t.row, 1)), 0))
         FROM (SELECT {row} AS row FROM ONLY {table} OFFSET 0) t"
    )
}
