//! What is written to the legacy while a take-over comes to its end: triggers note the key of each row that is written, so
//! that the last pass, for which writers wait, reads these rows and no others.
//!
//! They are there from the first to the last pass of a cut-over. The first pass reads everything after they are, so nothing
//! depends on what an earlier, killed one noted. Writers only add to a table that nobody else writes, and which is not in the
//! WAL. What triggers do not see, the catalog tells: a table that was truncated, rewritten or altered, or has got another
//! partition, has its sources read whole.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::cut_over::{holders, is_taken, pause};
use super::plan::{Plan, TablePlan};
use super::{Error, Options};
use crate::sql::{identifier, rows, scalar, statement};

/// The trigger on each table that is watched.
const TRIGGER: &str = "backline_adopt_write";

/// What a pass has to read of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// No table that it reads was written.
    Nothing,
    /// The rows with the keys in this table.
    Keys {
        written: String,
        columns: Vec<String>,
    },
    Whole,
}

/// Notes what is written from now on. Waits, in short attempts, until those who write have ended.
pub(super) async fn install(db: &DatabaseConnection, plan: &Plan, options: &Options) -> Result<(), Error> {
    let failed = || Error::database("failed to watch the tables of the legacy");
    db.execute_unprepared(
        "CREATE TABLE IF NOT EXISTS backline_adopt.watched (relation text PRIMARY KEY, looks text NOT NULL)",
    )
    .await
    .map_err(failed())?;
    let transaction = db.begin().await.map_err(failed())?;
    plan.names.enter(&transaction).await.map_err(failed())?;
    let unwatched: Vec<i64> =
        scalar(&transaction, UNWATCHED, [plan.read.clone().into(), TRIGGER.into()]).await.map_err(failed())?;
    transaction.rollback().await.map_err(failed())?;
    for relation in unwatched {
        let row = rows(db, KEY, [relation.into()]).await.map_err(failed())?;
        let Some(row) = row.first() else { continue };
        let (table, key): (String, Vec<String>) =
            (row.try_get_by_index(0).map_err(failed())?, row.try_get_by_index(1).map_err(failed())?);
        patiently(db, &plan.names.schema, options, &watching(relation, &table, &key)).await?;
    }
    Ok(())
}

/// The statements that have a table watched: by key, or where it has none, by a mark for each statement.
fn watching(relation: i64, table: &str, key: &[String]) -> String {
    let list = |row: &str| {
        key.iter().map(|name| format!("{row}{}", identifier(name))).collect::<Vec<_>>().join(", ")
    };
    let (columns, each, note) = if key.is_empty() {
        let mark = format!("INSERT INTO backline_adopt.written_{relation} VALUES (true);");
        ("true AS is_written".to_owned(), "STATEMENT", mark)
    } else {
        let note =
            |row: &str| format!("INSERT INTO backline_adopt.written_{relation} VALUES ({});", list(row));
        let note = format!(
            "IF TG_OP <> 'INSERT' THEN {} END IF; IF TG_OP <> 'DELETE' THEN {} END IF;",
            note("OLD."),
            note("NEW.")
        );
        (list(""), "ROW", note)
    };
    format!(
        "DROP TABLE IF EXISTS backline_adopt.written_{relation};
         CREATE UNLOGGED TABLE backline_adopt.written_{relation} AS SELECT {columns} FROM {table} WITH NO DATA;
         CREATE OR REPLACE FUNCTION backline_adopt.note_{relation}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
             $note$ BEGIN {note} RETURN NULL; END $note$;
         REVOKE ALL ON FUNCTION backline_adopt.note_{relation} FROM PUBLIC;
         CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {table}
             FOR EACH {each} EXECUTE FUNCTION backline_adopt.note_{relation}();
         ALTER TABLE {table} ENABLE ALWAYS TRIGGER {TRIGGER}"
    )
}

/// Notes nothing any more, and forgets what was noted.
pub(super) async fn remove(db: &DatabaseConnection, schema: &str, options: &Options) -> Result<(), Error> {
    let failed = || Error::database("failed to leave the tables of the legacy alone");
    for row in rows(db, WATCHED, [TRIGGER.into()]).await.map_err(failed())? {
        let table: String = row.try_get_by_index(0).map_err(failed())?;
        patiently(db, schema, options, &format!("DROP TRIGGER IF EXISTS {TRIGGER} ON {table}")).await?;
    }
    db.execute_unprepared(FORGET).await.map(drop).map_err(failed())
}

/// As [`remove`], in a few attempts; what stays is removed by the next step of the take-over.
pub(super) async fn try_to_remove(db: &DatabaseConnection, schema: &str) {
    let options = Options { attempts: 5, ..Options::default() };
    if let Err(error) = remove(db, schema, &options).await {
        tracing::warn!(%error, "the triggers on the legacy stay until the next step of the take-over");
    }
}

/// Does it in a transaction that waits for its locks no longer than writers may queue behind it.
async fn patiently(
    db: &DatabaseConnection,
    schema: &str,
    options: &Options,
    script: &str,
) -> Result<(), Error> {
    let failed = || Error::database("failed to watch the tables of the legacy");
    for attempt in 1..=options.attempts {
        let transaction = db.begin().await.map_err(failed())?;
        let timeout = options.lock_timeout.as_millis();
        let quiet =
            format!("SET LOCAL client_min_messages = warning; SET LOCAL lock_timeout = {timeout}; {script}");
        match transaction.execute_unprepared(&quiet).await {
            Ok(_) => return transaction.commit().await.map_err(failed()),
            Err(error) if is_taken(&error) => transaction.rollback().await.map_err(failed())?,
            Err(error) => return Err(failed()(error)),
        }
        tokio::time::sleep(pause(attempt).min(Duration::from_secs(1))).await;
    }
    let holders = holders(db, schema).await.map_err(failed())?;
    Err(Error::Blocked { attempts: options.attempts, holders })
}

/// Everything is about to be read, in this snapshot: what was noted before it is known.
pub(super) async fn forget(transaction: &DatabaseTransaction, plan: &Plan) -> Result<(), DbErr> {
    for root in roots(transaction, plan).await? {
        for member in &root.watched {
            transaction.execute_unprepared(&format!("DELETE FROM backline_adopt.written_{member}")).await?;
        }
        remember(transaction, &root).await?;
    }
    Ok(())
}

/// What is to be read of each mapping's source, in this order; what was noted is taken for that.
pub(super) async fn readings(transaction: &DatabaseTransaction, plan: &Plan) -> Result<Vec<Reading>, DbErr> {
    let roots = roots(transaction, plan).await?;
    for member in roots.iter().flat_map(|root| &root.watched) {
        transaction
            .execute_unprepared(&format!(
                "DROP TABLE IF EXISTS backline_adopt.taken_{member};
                 CREATE UNLOGGED TABLE backline_adopt.taken_{member} AS SELECT DISTINCT * FROM backline_adopt.written_{member};
                 DELETE FROM backline_adopt.written_{member}; ANALYZE backline_adopt.taken_{member}"
            ))
            .await?;
    }
    for root in &roots {
        remember(transaction, root).await?;
    }
    let mut readings = Vec::with_capacity(plan.tables.len());
    for table in &plan.tables {
        readings.push(reading(transaction, table, &roots).await?);
    }
    Ok(readings)
}

async fn reading(
    transaction: &DatabaseTransaction,
    table: &TablePlan,
    roots: &[Root],
) -> Result<Reading, DbErr> {
    let query = "SELECT is_to_be_read_whole FROM backline_adopt.tables WHERE mapping = $1";
    let read: Vec<&Root> = roots.iter().filter(|root| table.read.contains(&root.name)).collect();
    if table.reads_more
        || read.len() < table.read.len()
        || read.iter().any(|root| !root.is_as_it_was)
        || scalar::<bool, 1>(transaction, query, [table.number.into()]).await?
    {
        return Ok(Reading::Whole);
    }
    let mut is_written = false;
    for member in read.iter().flat_map(|root| &root.watched) {
        let written = format!("SELECT EXISTS (SELECT FROM backline_adopt.taken_{member})");
        is_written |= scalar::<bool, 0>(transaction, &written, []).await?;
    }
    Ok(match (&table.own_key, read.as_slice()) {
        _ if !is_written => Reading::Nothing,
        (Some(columns), [root]) if root.is_alone => Reading::Keys {
            written: format!("backline_adopt.taken_{}", root.watched[0]),
            columns: columns.clone(),
        },
        _ => Reading::Whole,
    })
}

/// A table that a source reads.
struct Root {
    name: String,
    /// All that a write that no trigger sees would change.
    looks: String,
    /// As it looked when it was read last, and watched since.
    is_as_it_was: bool,
    /// Of itself, its partitions and its children, those that are watched.
    watched: Vec<i64>,
    /// Whether it has none of these.
    is_alone: bool,
}

async fn roots(transaction: &DatabaseTransaction, plan: &Plan) -> Result<Vec<Root>, DbErr> {
    let mut roots = Vec::new();
    if !scalar::<bool, 0>(transaction, "SELECT to_regclass('backline_adopt.watched') IS NOT NULL", []).await?
    {
        return Ok(roots);
    }
    for row in rows(transaction, ROOTS, [plan.read.clone().into(), TRIGGER.into()]).await? {
        let (looks, before): (String, Option<String>) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let is_watched: bool = row.try_get_by_index(3)?;
        let members: i64 = row.try_get_by_index(5)?;
        roots.push(Root {
            name: row.try_get_by_index(0)?,
            is_as_it_was: is_watched && before.as_ref() == Some(&looks),
            looks,
            watched: row.try_get_by_index(4)?,
            is_alone: members == 1,
        });
    }
    Ok(roots)
}

async fn remember(transaction: &DatabaseTransaction, root: &Root) -> Result<(), DbErr> {
    let upsert = "INSERT INTO backline_adopt.watched VALUES ($1, $2)
        ON CONFLICT (relation) DO UPDATE SET looks = excluded.looks WHERE watched.looks <> excluded.looks";
    let values = [root.name.as_str().into(), root.looks.as_str().into()];
    transaction.execute_raw(statement(upsert, values)).await.map(drop)
}

/// With partitions and children, however deep.
const ROOTS: &str = "
WITH RECURSIVE member (root, relation) AS (
    SELECT name, name::regclass::oid FROM unnest($1::text[]) AS name
    UNION SELECT root, inhrelid FROM member JOIN pg_inherits ON inhparent = relation
)
SELECT root, string_agg(concat_ws(' ', relation, relkind, relfilenode, columns), '; ' ORDER BY relation),
    (SELECT looks FROM backline_adopt.watched WHERE watched.relation = root),
    bool_and(relkind = 'p' OR is_watched),
    coalesce(array_agg(relation::bigint ORDER BY relation) FILTER (WHERE is_watched), '{}'), count(*)
FROM member JOIN pg_class ON pg_class.oid = relation
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_trigger
    WHERE tgrelid = relation AND tgname = $2 AND tgenabled = 'A') AS is_watched) AS trigger
CROSS JOIN LATERAL (SELECT string_agg(concat_ws('.', attnum, atttypid, atttypmod, attisdropped), ',' ORDER BY attnum) AS columns
    FROM pg_attribute WHERE attrelid = relation AND attnum > 0) AS described
GROUP BY root";

/// Tables that could be watched and are not. Who does not own one may not; it is read whole.
const UNWATCHED: &str = "
WITH RECURSIVE member (relation) AS (
    SELECT name::regclass::oid FROM unnest($1::text[]) AS name
    UNION SELECT inhrelid FROM member JOIN pg_inherits ON inhparent = relation
)
SELECT coalesce(array_agg(relation::bigint ORDER BY relation), '{}') FROM member JOIN pg_class ON pg_class.oid = relation
WHERE relkind = 'r' AND pg_has_role(relowner, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgname = $2 AND tgenabled = 'A')";

const KEY: &str = "
SELECT format('%I.%I', nspname, relname),
    ARRAY(SELECT attname::text FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS part (number, position)
        JOIN pg_attribute ON attnum = number
        WHERE indrelid = pg_class.oid AND indisprimary AND attrelid = indrelid AND position <= indnkeyatts ORDER BY position)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = $1::oid";

const WATCHED: &str = "
SELECT format('%I.%I', nspname, relname) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE tgname = $1 ORDER BY pg_class.oid";

const FORGET: &str = "
DO $forget$ DECLARE statement text; BEGIN
    FOR statement IN SELECT format('DROP TABLE backline_adopt.%I', relname) FROM pg_class
        WHERE relnamespace = to_regnamespace('backline_adopt') AND relname ~ '^(written|taken)_[0-9]+$' AND relkind = 'r'
        UNION ALL SELECT format('DROP FUNCTION backline_adopt.%I()', proname) FROM pg_proc
        WHERE pronamespace = to_regnamespace('backline_adopt') AND proname ~ '^note_[0-9]+$'
    LOOP EXECUTE statement; END LOOP;
    DROP TABLE IF EXISTS backline_adopt.watched;
END $forget$";
