//! Indexes and foreign keys: dropped where the tables are empty, built and validated once the rows are there.
//!
//! What is dropped is recorded in the same transaction, and each record goes in the transaction that restores it: a run
//! that is killed leaves nothing lost, and the next one builds what is missing.

use sea_orm::sqlx::{self, Connection as _, PgConnection};

use super::Error;
use super::ledger::{self, execute};

/// Foreign keys from and to these tables; then constraints behind which an index stands, then other indexes. Names come
/// qualified because nothing is on the search path. Clustered and replica identity indexes stay, and partitions' follow
/// those of their parents.
const FIND: &str = "
WITH empty AS (SELECT unnest($1::text[])::oid AS oid),
found AS (
    SELECT 1 AS kind, conrelid AS relation, conname AS name, pg_get_constraintdef(c.oid) AS definition,
        obj_description(c.oid, 'pg_constraint') AS comment, convalidated AND relkind = 'r' AS apart
    FROM pg_constraint c JOIN pg_class r ON r.oid = conrelid
    WHERE contype = 'f' AND conparentid = 0
        AND (conrelid IN (SELECT oid FROM empty) OR confrelid IN (SELECT oid FROM empty))
    UNION ALL
    SELECT 2, conrelid, conname, pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint'), false
    FROM pg_constraint c JOIN pg_index i ON i.indexrelid = c.conindid
    WHERE contype IN ('p', 'u', 'x') AND conparentid = 0 AND conrelid IN (SELECT oid FROM empty)
        AND NOT indisclustered AND NOT indisreplident
    UNION ALL
    SELECT 3, indrelid, relname, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '),
        obj_description(indexrelid, 'pg_class'), false
    FROM pg_index i JOIN pg_class r ON r.oid = indexrelid
    WHERE indrelid IN (SELECT oid FROM empty) AND NOT relispartition AND indisvalid
        AND NOT indisclustered AND NOT indisreplident
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid AND contype IN ('p', 'u', 'x'))
)
SELECT kind, relation::regclass::text, name::text, format('%I.%I', nspname, name), definition, comment, apart
FROM found JOIN pg_class r ON r.oid = relation JOIN pg_namespace n ON n.oid = relnamespace
ORDER BY kind, relation::regclass::text, name";

type Found = (i32, String, String, String, String, Option<String>, bool);

/// Drops the indexes and foreign keys of those of the tables that are empty. In the caller's transaction.
///
/// Answers how many there were of each.
pub(super) async fn drop_all(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<(usize, usize), Error> {
    let asked = tables.iter().map(|table| {
        let (name, table) = (crate::sql::literal(table), crate::sql::identifier(table));
        format!("SELECT {name} WHERE NOT EXISTS (SELECT FROM {table})")
    });
    let asked = asked.collect::<Vec<_>>().join(" UNION ALL ");
    let empty: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(asked))
        .fetch_all(&mut *connection)
        .await
        .map_err(Error::of("look which tables are empty"))?;
    let empty: Vec<&str> = empty.iter().map(String::as_str).collect();
    let empty = oids(connection, &empty).await?;
    let failed = || Error::of("find indexes and foreign keys");
    execute(connection, "SET LOCAL search_path = pg_catalog").await.map_err(failed())?;
    let found: Vec<Found> =
        sqlx::query_as(FIND).bind(empty).fetch_all(&mut *connection).await.map_err(failed())?;
    let mut dropped: Vec<Dropped> = found.into_iter().map(Dropped::new).collect();
    let all: Vec<&str> = dropped.iter().map(|each| each.drop.as_str()).collect();
    // Seldom does anything depend on one of them; then they are dropped one by one.
    if !try_to_drop(connection, &all.join("; ")).await? {
        let mut gone = Vec::new();
        for each in dropped {
            if try_to_drop(connection, &each.drop).await? {
                gone.push(each);
            }
        }
        dropped = gone;
    }
    record(connection, &dropped).await?;
    execute(connection, "SET LOCAL search_path TO DEFAULT").await.map_err(failed())?;
    let foreign_keys = dropped.iter().filter(|each| each.is_foreign_key).count();
    Ok((dropped.len() - foreign_keys, foreign_keys))
}

/// An index or a constraint, how it is dropped and how it is restored.
struct Dropped {
    is_foreign_key: bool,
    table: String,
    name: String,
    drop: String,
    restore: String,
    validation: Option<String>,
}

impl Dropped {
    fn new((kind, table, name, qualified, definition, comment, apart): Found) -> Self {
        let quoted = crate::sql::identifier(&name);
        let is_constraint = kind < 3;
        let (drop, mut restore) = if is_constraint {
            let later = if apart { " NOT VALID" } else { "" };
            (
                format!("ALTER TABLE {table} DROP CONSTRAINT {quoted}"),
                format!("ALTER TABLE {table} ADD CONSTRAINT {quoted} {definition}{later}"),
            )
        } else {
            (format!("DROP INDEX {qualified}"), definition)
        };
        if let Some(comment) = comment {
            let comment = crate::sql::literal(&comment);
            let what = if is_constraint {
                format!("CONSTRAINT {quoted} ON {table}")
            } else {
                format!("INDEX {qualified}")
            };
            restore.push_str(&format!("; COMMENT ON {what} IS {comment}"));
        }
        let validation = apart.then(|| format!("ALTER TABLE {table} VALIDATE CONSTRAINT {quoted}"));
        Self { is_foreign_key: kind == 1, table, name, drop, restore, validation }
    }
}

async fn record(connection: &mut PgConnection, dropped: &[Dropped]) -> Result<(), Error> {
    let texts = |of: fn(&Dropped) -> &String| dropped.iter().map(|each| of(each).clone()).collect::<Vec<_>>();
    sqlx::query(
        "INSERT INTO backline_seed.definitions (is_foreign_key, table_name, name, definition, validation, position)
        SELECT * FROM unnest($1::boolean[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY",
    )
    .bind(dropped.iter().map(|each| each.is_foreign_key).collect::<Vec<_>>())
    .bind(texts(|each| &each.table))
    .bind(texts(|each| &each.name))
    .bind(texts(|each| &each.restore))
    .bind(dropped.iter().map(|each| each.validation.clone()).collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(drop)
    .map_err(Error::of("record definitions"))
}

/// The tables' object ids, as text, wherever on the search path they lie.
pub(super) async fn oids(connection: &mut PgConnection, tables: &[&str]) -> Result<Vec<String>, Error> {
    sqlx::query_scalar("SELECT quote_ident(name)::regclass::oid::text FROM unnest($1::text[]) AS name")
        .bind(tables)
        .fetch_all(connection)
        .await
        .map_err(Error::of("find the tables"))
}

/// False where something else, a view for instance, depends on it: nothing is dropped then.
async fn try_to_drop(connection: &mut PgConnection, sql: &str) -> Result<bool, Error> {
    let mut savepoint = connection.begin().await.map_err(Error::of("set a savepoint"))?;
    match execute(&mut savepoint, sql).await {
        Ok(()) => savepoint.commit().await.map(|()| true).map_err(Error::of("release a savepoint")),
        Err(error) if ledger::sqlstate(&error).as_deref() == Some("2BP01") => {
            savepoint.rollback().await.map(|()| false).map_err(Error::of("go back to a savepoint"))
        }
        Err(error) => Err(Error::of("drop an index or a foreign key")(error)),
    }
}

/// The commit need not wait for the disk: a definition and its record come and go together. Several are built at once, so
/// that few processors are left for helpers, which on a small machine only take them from each other.
pub(super) fn prepare() -> String {
    let helpers = (super::run::processors() / 4).min(2);
    format!(
        "SET LOCAL maintenance_work_mem = '128MB'; SET LOCAL max_parallel_maintenance_workers = {helpers}; \
         SET LOCAL synchronous_commit = off"
    )
}

/// What is to be restored of a table: one after another, as each locks it.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    /// The table.
    pub(super) name: String,
    /// Whether all of it is done in one transaction: each takes hardly longer than a transaction.
    is_small: bool,
    definitions: Vec<Definition>,
}

/// Something that is to be restored.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    position: i32,
    pub(super) name: String,
    definition: String,
    validation: Option<String>,
}

impl Definition {
    /// Whether nothing is left to do when it is restored; a foreign key that is validated apart is told of then.
    pub(super) fn is_done(&self) -> bool {
        self.validation.is_none()
    }
}

/// A table of so many bytes is small.
const SMALL: i64 = 4 << 20;

/// What is missing: that of the largest tables first, so that no worker begins with much when the others are done.
pub(super) async fn missing(
    connection: &mut PgConnection,
    foreign_keys: bool,
) -> Result<Vec<Missing>, Error> {
    let rows: Vec<(String, bool, i32, String, String, Option<String>)> = sqlx::query_as(
        "SELECT table_name, size <= $2, position, name, definition, validation
        FROM backline_seed.definitions, to_regclass(table_name) AS relation, LATERAL (
            SELECT coalesce((SELECT sum(pg_table_size(relid)) FROM pg_partition_tree(relation)), pg_table_size(relation), 0) AS size
        ) AS of_table
        WHERE is_foreign_key = $1 ORDER BY size DESC, table_name, position",
    )
    .bind(foreign_keys)
    .bind(SMALL)
    .fetch_all(connection)
    .await
    .map_err(Error::of("read which definitions are missing"))?;
    let mut tables: Vec<Missing> = Vec::new();
    for (table, is_small, position, name, definition, validation) in rows {
        let definition = Definition { position, name, definition, validation };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.definitions.push(definition),
            None => tables.push(Missing { name: table, is_small, definitions: vec![definition] }),
        }
    }
    Ok(tables)
}

/// An index that is to be built.
#[derive(Debug)]
pub(super) struct Unbuilt {
    pub(super) table: String,
    /// The table, qualified and quoted.
    pub(super) relation: String,
    pub(super) name: String,
    pub(super) definition: String,
}

/// The indexes of these tables that are to be built.
pub(super) async fn unbuilt(connection: &mut PgConnection, tables: &[&str]) -> Result<Vec<Unbuilt>, Error> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT copied, table_name, name, definition FROM backline_seed.definitions
        JOIN unnest($1::text[]) AS copied ON quote_ident(copied)::regclass = to_regclass(table_name)
        WHERE NOT is_foreign_key ORDER BY position",
    )
    .bind(tables)
    .fetch_all(connection)
    .await
    .map_err(Error::of("read which indexes are missing"))?;
    let index = |(table, relation, name, definition)| Unbuilt { table, relation, name, definition };
    Ok(rows.into_iter().map(index).collect())
}

impl Missing {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.definitions.len()
    }

    /// The table and the name of each.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, String)> {
        self.definitions.iter().map(|definition| (self.name.clone(), definition.name.clone()))
    }

    /// What is restored in a transaction of its own.
    pub(super) fn steps(&self) -> std::slice::Chunks<'_, Definition> {
        self.definitions.chunks(if self.is_small { self.definitions.len() } else { 1 })
    }

    /// Builds them. What is validated apart is still to be validated.
    pub(super) async fn restore(
        &self,
        definitions: &[Definition],
        connection: &mut PgConnection,
    ) -> Result<(), Error> {
        let statements: Vec<&str> = definitions.iter().map(|each| each.definition.as_str()).collect();
        let positions = |has_validation: bool| {
            let some = definitions.iter().filter(|each| each.validation.is_some() == has_validation);
            some.map(|each| each.position.to_string()).collect::<Vec<_>>().join(", ")
        };
        let mut sql = format!("BEGIN; {}; {}; ", prepare(), statements.join("; "));
        let done = positions(false);
        if !done.is_empty() {
            sql.push_str(&format!("DELETE FROM backline_seed.definitions WHERE position IN ({done}); "));
        }
        let half_done = positions(true);
        if !half_done.is_empty() {
            // What is left to do takes the place of what is done.
            sql.push_str(&format!(
                "UPDATE backline_seed.definitions SET definition = validation, validation = NULL WHERE position IN ({half_done}); "
            ));
        }
        let names: Vec<String> = definitions.iter().map(|each| format!("\"{}\"", each.name)).collect();
        let doing = || Error::of(format!("restore {} of \"{}\"", names.join(", "), self.name));
        execute(connection, sql + "COMMIT").await.map_err(doing())
    }
}

/// Marks the beginning of the loading in the same transaction that drops.
pub(super) async fn begin_bulk(
    connection: &mut PgConnection,
    tables: &[&str],
) -> Result<(usize, usize), Error> {
    let mut transaction = connection.begin().await.map_err(Error::of("begin a transaction"))?;
    let dropped = drop_all(&mut transaction, tables).await?;
    ledger::set_state(&mut transaction, ledger::State::Loading).await?;
    transaction.commit().await.map_err(Error::of("drop indexes and foreign keys"))?;
    Ok(dropped)
}
