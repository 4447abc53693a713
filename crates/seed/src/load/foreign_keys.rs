//! Foreign keys as queries: whether all rows refer to rows that exist, in the tables or in temporary copies of them.

use std::collections::HashSet;

use sea_orm::sqlx::{self, PgConnection};

use super::Error;
use super::indexes::oids;
use super::ledger::execute;

/// Foreign keys of these tables, as queries that count the rows which refer to nothing. They were not looked at while
/// triggers were off. With $2 they are queries of the tables' temporary copies, and the tables' names are not qualified.
const FOREIGN_KEYS: &str = "
SELECT CASE WHEN $2 THEN here.relname ELSE conrelid::regclass::text END, conname::text, format(
    'SELECT count(*) FROM %s AS child WHERE %s AND NOT EXISTS (SELECT FROM %s AS parent WHERE %s)',
    CASE WHEN $2 THEN format('pg_temp.%I', here.relname) ELSE conrelid::regclass::text END,
    (SELECT string_agg(format('child.%I IS NOT NULL', attname), ' AND ')
        FROM unnest(conkey) AS key JOIN pg_attribute ON attrelid = conrelid AND attnum = key),
    CASE WHEN $2 AND confrelid::text = ANY ($1) THEN format('pg_temp.%I', there.relname) ELSE confrelid::regclass::text END,
    (SELECT string_agg(format('parent.%I = child.%I', there.attname, here.attname), ' AND ')
        FROM unnest(conkey, confkey) AS key (child, parent)
        JOIN pg_attribute here ON here.attrelid = conrelid AND here.attnum = key.child
        JOIN pg_attribute there ON there.attrelid = confrelid AND there.attnum = key.parent))
FROM pg_constraint JOIN pg_class here ON here.oid = conrelid JOIN pg_class there ON there.oid = confrelid
WHERE contype = 'f' AND conparentid = 0 AND (convalidated OR $2) AND conrelid::text = ANY ($1)
ORDER BY 1, 2";

/// The same of foreign keys that are to be added to the copies' tables, read from what was recorded of them.
const MISSING_KEYS: &str = "
WITH copy AS (SELECT name, quote_ident(name)::regclass AS oid FROM unnest($1::text[]) AS name)
SELECT child.name, definitions.name, format(
    'SELECT count(*) FROM pg_temp.%I AS child WHERE %s AND NOT EXISTS (SELECT FROM %s AS parent WHERE %s)',
    child.name,
    (SELECT string_agg(format('child.%s IS NOT NULL', here), ' AND ') FROM unnest(string_to_array(part[1], ', ')) AS here),
    coalesce('pg_temp.' || quote_ident((SELECT name FROM copy WHERE oid = to_regclass(part[2]))), part[2]),
    (SELECT string_agg(format('parent.%s = child.%s', there, here), ' AND ')
        FROM unnest(string_to_array(part[1], ', '), string_to_array(part[3], ', ')) AS key (here, there)))
FROM backline_seed.definitions JOIN copy AS child ON child.oid = to_regclass(table_name)
CROSS JOIN LATERAL regexp_match(definition, 'FOREIGN KEY \\(([^)]+)\\) REFERENCES ([^(]+)\\(([^)]+)\\)') AS part
WHERE is_foreign_key AND part[1] !~ '(^|, )PERIOD '
ORDER BY 1, 2";

/// A foreign key, and the query that counts the rows which refer to nothing.
#[derive(Debug)]
pub(super) struct ForeignKey {
    pub(super) table: String,
    name: String,
    pub(super) query: String,
}

/// The foreign keys of these tables, but for those that were validated already.
pub(super) async fn unverified(
    connection: &mut PgConnection,
    tables: &[&str],
    validated: &HashSet<(String, String)>,
) -> Result<Vec<ForeignKey>, Error> {
    let doing = || Error::of("find the foreign keys");
    let tables = oids(connection, tables).await?;
    // Qualified, as the definitions are.
    execute(connection, "SET search_path = pg_catalog").await.map_err(doing())?;
    let keys = foreign_keys(connection, &tables, false).await?;
    execute(connection, "SET search_path TO DEFAULT").await.map_err(doing())?;
    let is_new = |key: &ForeignKey| !validated.contains(&(key.table.clone(), key.name.clone()));
    Ok(keys.into_iter().filter(is_new).collect())
}

/// The foreign keys of these tables as queries of their temporary copies, which need not be there yet.
pub(super) async fn of_copies(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<Vec<ForeignKey>, Error> {
    let tables = oids(connection, tables).await?;
    foreign_keys(connection, &tables, true).await
}

/// Those that are to be added to these tables, as queries of their temporary copies.
pub(super) async fn missing_of_copies(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<Vec<ForeignKey>, Error> {
    let keys = sqlx::query_as(MISSING_KEYS).bind(tables).fetch_all(connection).await;
    keys.map(as_keys).map_err(Error::of("read which foreign keys are missing"))
}

async fn foreign_keys(
    connection: &mut PgConnection,
    tables: &[String],
    of_copies: bool,
) -> Result<Vec<ForeignKey>, Error> {
    let keys = sqlx::query_as(FOREIGN_KEYS).bind(tables).bind(of_copies).fetch_all(connection).await;
    keys.map(as_keys).map_err(Error::of("find the foreign keys"))
}

fn as_keys(found: Vec<(String, String, String)>) -> Vec<ForeignKey> {
    found.into_iter().map(|(table, name, query)| ForeignKey { table, name, query }).collect()
}

impl ForeignKey {
    /// Looks whether all rows refer to rows that exist.
    pub(super) async fn verify(self, connection: &mut PgConnection) -> Result<(), Error> {
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(self.query))
            .fetch_one(connection)
            .await
            .map_err(Error::of(format!("verify \"{}\" of \"{}\"", self.name, self.table)))?;
        match rows {
            0 => Ok(()),
            rows => Err(Error::Orphans { table: self.table, constraint: self.name, rows }),
        }
    }
}
