//! Removing what a scenario made, and nothing else.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult, TransactionTrait,
};
use serde::Serialize;
use uuid::Uuid;

use super::query::{execute, rows, scalar};
use super::{Error, Held, TableRows, record};

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cleaned {
    /// The run.
    pub run: Uuid,
    /// Its scenario.
    pub scenario: String,
    /// How many rows were removed, by table. Those that somebody else had removed are not counted.
    pub tables: Vec<TableRows>,
}

/// Removes the rows of a run, in one transaction: killed in its middle, it has removed nothing.
///
/// Triggers are off, as the rows of what they would do (audit, history, search) are among those that go; that asks for a
/// superuser, or for the right to set `session_replication_role`.
///
/// # Errors
/// [`Error::NoRun`]; [`Error::Held`] where rows of others refer to the run's; [`Error::Database`].
pub async fn clean_run(db: &DatabaseConnection, run: Uuid) -> Result<Cleaned, Error> {
    let about = || Error::database(format!("remove the rows of run \"{run}\""));
    let transaction = db.begin().await.map_err(about())?;
    let scenario = lock(&transaction, run).await.map_err(about())?.ok_or(Error::NoRun { run })?;
    let tables = tables(&transaction, run).await.map_err(about())?;
    for table in &tables {
        table.lock(&transaction, run).await.map_err(about())?;
    }
    let held = held(&transaction, run).await.map_err(about())?;
    if !held.is_empty() {
        return Err(Error::Held { run, held });
    }
    transaction.execute_unprepared("SET LOCAL session_replication_role = replica").await.map_err(about())?;
    let mut removed = Vec::with_capacity(tables.len());
    for table in tables {
        let rows = table.delete(&transaction, run).await.map_err(about())?;
        removed.push(TableRows { table: table.name, rows });
    }
    for own in ["DELETE FROM seed_entries WHERE run_id = $1", "DELETE FROM seed_runs WHERE id = $1"] {
        execute(&transaction, own, [run.into()]).await.map_err(about())?;
    }
    transaction.commit().await.map_err(about())?;
    Ok(Cleaned { run, scenario, tables: removed })
}

/// The run's scenario; others who would remove it wait.
async fn lock(transaction: &DatabaseTransaction, run: Uuid) -> Result<Option<String>, DbErr> {
    if !record::are_there(transaction).await? {
        return Ok(None);
    }
    let found =
        rows(transaction, "SELECT scenario FROM seed_runs WHERE id = $1 FOR UPDATE", [run.into()]).await?;
    found.first().map(|row| row.try_get_by_index(0)).transpose()
}

/// A table with rows of the run.
struct Table {
    name: String,
    schema: String,
    /// Quoted, with its schema.
    whole: String,
    /// That the key of `t` is that of `e.key`.
    has_key: String,
}

/// How the keys of a table's rows, aliased `$alias`, are compared with `e.key`: a query for a correlated `pg_class.oid`.
macro_rules! has_key {
    ($alias:literal, $oid:literal) => {
        concat!(
            "(SELECT string_agg(format('",
            $alias,
            ".%I = (e.key ->> %L)::%s', attname, attname,
                format_type(atttypid, atttypmod)), ' AND ' ORDER BY attnum)
            FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
            WHERE indrelid = ",
            $oid,
            " AND indisprimary)"
        )
    };
}

/// Tables that are gone, and so their rows, are passed over.
const TABLES: &str = concat!(
    "SELECT relname::text AS name, nspname::text AS schema, format('%I.%I', nspname, relname) AS whole, ",
    has_key!("t", "pg_class.oid"),
    " AS has_key
    FROM (SELECT DISTINCT table_schema, table_name FROM seed_entries WHERE run_id = $1) AS entry
    JOIN pg_namespace ON nspname = table_schema
    JOIN pg_class ON relnamespace = pg_namespace.oid AND relname = table_name
    ORDER BY nspname, relname"
);

async fn tables(transaction: &DatabaseTransaction, run: Uuid) -> Result<Vec<Table>, DbErr> {
    let table = |row: &QueryResult| {
        Ok(Table {
            name: row.try_get("", "name")?,
            schema: row.try_get("", "schema")?,
            whole: row.try_get("", "whole")?,
            has_key: row.try_get("", "has_key")?,
        })
    };
    rows(transaction, TABLES, [run.into()]).await?.iter().map(table).collect()
}

impl Table {
    /// Waits for those who are adding rows that refer to these, and keeps others from it.
    async fn lock(&self, transaction: &DatabaseTransaction, run: Uuid) -> Result<(), DbErr> {
        let Self { whole, has_key, .. } = self;
        let select = format!(
            "SELECT count(*) FROM (SELECT FROM seed_entries AS e JOIN {whole} AS t ON {has_key}
            WHERE e.run_id = $1 AND e.table_schema = $2 AND e.table_name = $3 FOR UPDATE OF t) AS locked"
        );
        scalar::<i64, 3>(transaction, &select, self.named(run)).await.map(drop)
    }

    async fn delete(&self, transaction: &DatabaseTransaction, run: Uuid) -> Result<u64, DbErr> {
        let Self { whole, has_key, .. } = self;
        let delete = format!(
            "DELETE FROM {whole} AS t USING seed_entries AS e
            WHERE e.run_id = $1 AND e.table_schema = $2 AND e.table_name = $3 AND {has_key}"
        );
        execute(transaction, &delete, self.named(run)).await
    }

    fn named(&self, run: Uuid) -> [sea_orm::Value; 3] {
        [run.into(), self.schema.as_str().into(), self.name.as_str().into()]
    }
}

/// Every foreign key to a table with rows of the run, with the query that counts the rows of others behind it.
const FOREIGN_KEYS: &str = concat!(
    "SELECT child.relname::text AS child, conname::text AS constraint_name,
        format(
            'SELECT count(*) FROM seed_entries AS e JOIN %s AS t ON %s JOIN %s AS c ON %s
            WHERE e.run_id = $1 AND e.table_schema = %L AND e.table_name = %L%s',
            parent.oid::regclass, ",
    has_key!("t", "parent.oid"),
    ",
            child.oid::regclass,
            (SELECT string_agg(format('c.%I = t.%I', of_child.attname, of_parent.attname), ' AND ')
                FROM unnest(conkey, confkey) AS pair (of_child, of_parent)
                JOIN pg_attribute AS of_child ON of_child.attrelid = conrelid AND of_child.attnum = pair.of_child
                JOIN pg_attribute AS of_parent ON of_parent.attrelid = confrelid AND of_parent.attnum = pair.of_parent),
            parent_space.nspname, parent.relname,
            format(
                ' AND NOT EXISTS (SELECT FROM seed_entries AS e WHERE e.run_id = $1 AND e.table_schema = %L
                AND e.table_name = %L AND %s)',
                child_space.nspname, child.relname, coalesce(",
    has_key!("c", "child.oid"),
    ", 'false'))
        ) AS count
    FROM pg_constraint
    JOIN pg_class AS parent ON parent.oid = confrelid
    JOIN pg_namespace AS parent_space ON parent_space.oid = parent.relnamespace
    JOIN pg_class AS child ON child.oid = conrelid
    JOIN pg_namespace AS child_space ON child_space.oid = child.relnamespace
    WHERE contype = 'f' AND conparentid = 0 AND EXISTS (
        SELECT FROM seed_entries
        WHERE run_id = $1 AND table_schema = parent_space.nspname AND table_name = parent.relname
    )
    ORDER BY child.relname, conname"
);

/// Rows of others that refer to the run's.
async fn held(transaction: &DatabaseTransaction, run: Uuid) -> Result<Vec<Held>, DbErr> {
    let mut held = Vec::new();
    for row in rows(transaction, FOREIGN_KEYS, [run.into()]).await? {
        let count: String = row.try_get("", "count")?;
        let rows: i64 = scalar(transaction, &count, [run.into()]).await?;
        if rows > 0 {
            let (table, constraint) = (row.try_get("", "child")?, row.try_get("", "constraint_name")?);
            held.push(Held { table, constraint, rows });
        }
    }
    Ok(held)
}
