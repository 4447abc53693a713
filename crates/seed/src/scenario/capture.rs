//! Which rows a transaction made, of whatever table and by whatever trigger.
//!
//! PostgreSQL counts what a transaction does to each table, and stamps each row version with the transaction that wrote
//! it: in the tables with a count, the rows with the stamp are those that were inserted or updated. Which of them were
//! there before is asked of a second connection, which cannot see what is not committed.

use std::collections::HashMap;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool};
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::query::{execute, rows, scalar};
use super::{Error, TableRows};
use crate::sql::literal;

/// What a transaction did to a table.
#[derive(Debug, Clone, Copy, Default)]
struct Changes {
    inserted: i64,
    updated: i64,
    deleted: i64,
}

/// The counts of a session when its transaction began: they may hold what earlier ones did.
#[derive(Debug)]
pub(super) struct Capture {
    before: HashMap<i64, Changes>,
}

const COUNTS: &str = "SELECT relid::bigint, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0";

async fn counts(transaction: &DatabaseTransaction) -> Result<HashMap<i64, Changes>, DbErr> {
    let rows = rows(transaction, COUNTS, []).await?;
    let counted = |row: &sea_orm::QueryResult| {
        let changes = Changes {
            inserted: row.try_get_by_index(1)?,
            updated: row.try_get_by_index(2)?,
            deleted: row.try_get_by_index(3)?,
        };
        Ok((row.try_get_by_index(0)?, changes))
    };
    rows.iter().map(counted).collect()
}

/// A table, and how its rows are told from each other. A partition goes by the table that it is part of.
#[derive(Debug)]
struct Table {
    schema: String,
    name: String,
    /// The part that was written to, quoted and with its schema.
    part: String,
    /// The whole table, quoted and with its schema.
    whole: String,
    /// The key of `t` as an object.
    key: Option<String>,
    /// That the key of `t` is that of `e.key`.
    has_key: Option<String>,
}

const TABLE: &str = "SELECT nspname::text AS schema, whole.relname::text AS name,
        format('%I.%I', part.relnamespace::regnamespace::text, part.relname) AS part,
        format('%I.%I', nspname, whole.relname) AS whole,
        (SELECT 'jsonb_build_object(' || string_agg(format('%L, t.%I', attname, attname), ', ' ORDER BY attnum) || ')'
            FROM pg_attribute WHERE attrelid = whole.oid AND attnum = ANY (indkey)) AS key,
        (SELECT string_agg(format('t.%I = (e.key ->> %L)::%s', attname, attname, format_type(atttypid, atttypmod)),
                ' AND ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = whole.oid AND attnum = ANY (indkey)) AS has_key
    FROM pg_class AS part
    JOIN pg_class AS whole ON whole.oid = coalesce(pg_partition_root(part.oid), part.oid)
    JOIN pg_namespace AS namespace ON namespace.oid = whole.relnamespace
    LEFT JOIN pg_index ON indrelid = whole.oid AND indisprimary
    WHERE part.oid::bigint = $1 AND part.relpersistence <> 't'";

/// That this transaction wrote the version of `t`, or one within it: the stamp is no older than the transaction's, and
/// its writer is not done. Others' rows that can be seen are committed.
const OWN: &str = "CASE WHEN age(t.xmin) <= 0
    THEN pg_xact_status((pg_current_xact_id()::text::numeric - age(t.xmin))::text::xid8) = 'in progress'
    ELSE false END";

impl Capture {
    /// Begins. The first thing in the transaction.
    pub(super) async fn begin(transaction: &DatabaseTransaction) -> Result<Self, Error> {
        let before =
            counts(transaction).await.map_err(Error::database("read what the transaction has changed"))?;
        Ok(Self { before })
    }

    /// Writes an entry for each row that the transaction made, and gives their number by table. The last thing in the
    /// transaction.
    pub(super) async fn record(
        self,
        transaction: &DatabaseTransaction,
        scenario: &'static str,
        run: Uuid,
        pool: &PgPool,
    ) -> Result<Vec<TableRows>, Error> {
        // What triggers put off until the end they do now.
        execute(transaction, "SET CONSTRAINTS ALL IMMEDIATE", [])
            .await
            .map_err(|source| Error::Told { scenario, source: source.into() })?;
        let reading = || Error::database("read what the transaction has changed");
        let own: i64 =
            scalar(transaction, "SELECT 'seed_runs'::regclass::oid::bigint", []).await.map_err(reading())?;
        let counts = counts(transaction).await.map_err(reading())?;
        if !counts.contains_key(&own) {
            return Err(Error::NotCounting);
        }
        let mut recorded: Vec<TableRows> = Vec::new();
        let mut updated = Vec::new();
        for (relation, now) in counts.into_iter().filter(|(relation, _)| *relation != own) {
            let before = self.before.get(&relation).copied().unwrap_or_default();
            let changes = Changes {
                inserted: now.inserted - before.inserted,
                updated: now.updated - before.updated,
                deleted: now.deleted - before.deleted,
            };
            let Some(table) = table(transaction, relation).await.map_err(reading())? else { continue };
            if changes.deleted > 0 {
                return Err(Error::Deleted { scenario, table: table.name });
            }
            if changes.inserted + changes.updated == 0 {
                continue;
            }
            let rows = table.record(transaction, run).await?;
            match recorded.iter_mut().find(|there| there.table == table.name) {
                Some(there) => there.rows += rows,
                None if rows > 0 => recorded.push(TableRows { table: table.name.clone(), rows }),
                None => {}
            }
            if changes.updated > 0 {
                updated.push(table);
            }
        }
        refuse_changes_of_others(transaction, scenario, run, &updated, pool).await?;
        recorded.sort_by(|one, other| one.table.cmp(&other.table));
        Ok(recorded)
    }
}

async fn table(transaction: &DatabaseTransaction, relation: i64) -> Result<Option<Table>, DbErr> {
    let rows = rows(transaction, TABLE, [relation.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Table {
        schema: row.try_get("", "schema")?,
        name: row.try_get("", "name")?,
        part: row.try_get("", "part")?,
        whole: row.try_get("", "whole")?,
        key: row.try_get("", "key")?,
        has_key: row.try_get("", "has_key")?,
    }))
}

impl Table {
    async fn record(&self, transaction: &DatabaseTransaction, run: Uuid) -> Result<u64, Error> {
        let Some(key) = &self.key else { return Err(Error::NoKey { table: self.name.clone() }) };
        let insert = format!(
            "INSERT INTO seed_entries (run_id, table_schema, table_name, key)
            SELECT $1, $2, $3, {key} FROM ONLY {} AS t WHERE {OWN}",
            self.part
        );
        let values = [run.into(), self.schema.as_str().into(), self.name.as_str().into()];
        execute(transaction, &insert, values)
            .await
            .map_err(Error::database(format!("record rows of \"{}\"", self.name)))
    }
}

/// Asks a connection of its own, so that a small pool does not wait for itself.
async fn refuse_changes_of_others(
    transaction: &DatabaseTransaction,
    scenario: &'static str,
    run: Uuid,
    updated: &[Table],
    pool: &PgPool,
) -> Result<(), Error> {
    const READING: &str = "read what was there before";
    let mut onlooker: Option<PgConnection> = None;
    for table in updated {
        let Some(has_key) = &table.has_key else { continue };
        let keys = "SELECT coalesce(jsonb_agg(key), '[]')::text FROM seed_entries
            WHERE run_id = $1 AND table_schema = $2 AND table_name = $3";
        let values = [run.into(), table.schema.as_str().into(), table.name.as_str().into()];
        let keys: String = scalar(transaction, keys, values).await.map_err(Error::database(READING))?;
        let onlooker = match &mut onlooker {
            Some(connection) => connection,
            none => none.insert(
                PgConnection::connect_with(&pool.connect_options()).await.map_err(Error::sqlx(READING))?,
            ),
        };
        let query = format!(
            "SELECT e.key::text FROM jsonb_array_elements({}::jsonb) AS e (key) JOIN {} AS t ON {has_key} LIMIT 1",
            literal(&keys),
            table.whole
        );
        let there: Option<String> = sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_optional(&mut *onlooker)
            .await
            .map_err(Error::sqlx(READING))?;
        if let Some(key) = there {
            return Err(Error::ChangedOthers { scenario, table: table.name.clone(), key });
        }
    }
    if let Some(onlooker) = onlooker {
        onlooker.close().await.map_err(Error::sqlx(READING))?;
    }
    Ok(())
}
