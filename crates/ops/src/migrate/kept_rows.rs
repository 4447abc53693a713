//! Rows that outlive the tables they are in: copied aside before tables are dropped, put back when they are there again.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait as _, DbErr};

use super::rerun::Rebuilt;
use super::session::Session;
use super::tables::OWN_TABLES;
use crate::error::sqlstate;
use crate::sql::{self, identifier, literal};

/// A table as it is found.
#[derive(Debug, Clone)]
pub(super) struct Table {
    oid: i64,
    /// Its columns that hold values of their own, each with its type.
    columns: BTreeMap<String, String>,
    key: Vec<String>,
}

/// Tables by their quoted name.
pub(super) type Tables = BTreeMap<String, Table>;

/// A table whose rows were copied.
#[derive(Debug)]
struct Kept {
    table: String,
    copy: String,
    columns: BTreeMap<String, String>,
    key: Vec<String>,
    /// Columns that go while the table stays; none where the table goes.
    lost_columns: Vec<String>,
    rows: u64,
}

/// What was copied aside.
#[derive(Debug, Default)]
pub(super) struct KeptRows {
    kept: Vec<Kept>,
}

/// What keeps a row out for now: the row that it refers to is not there yet.
const FOREIGN_KEY_VIOLATION: &str = "23503";

impl KeptRows {
    /// All tables but the engine's own; of a partitioned one, only the whole.
    pub async fn tables(db: &Session) -> Result<Tables, DbErr> {
        let own = OWN_TABLES.map(literal).join(", ");
        let query = format!(
            "SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname),
                 ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                     AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum),
                 ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = c.oid
                     AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum),
                 ARRAY(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid
                     AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
               AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relname NOT IN ({own})"
        );
        let rows = sql::rows(db, &query, []).await?;
        rows.iter()
            .map(|row| {
                let names: Vec<String> = row.try_get_by_index(2)?;
                let types: Vec<String> = row.try_get_by_index(3)?;
                let columns = names.into_iter().zip(types).collect();
                let table = Table { oid: row.try_get_by_index(0)?, columns, key: row.try_get_by_index(4)? };
                Ok((row.try_get_by_index(1)?, table))
            })
            .collect()
    }

    /// Copies the rows of what is gone afterwards, or has lost columns.
    pub async fn save(db: &Session, before: Tables, after: &Tables) -> Result<Self, DbErr> {
        let mut kept = Vec::new();
        for (name, table) in before {
            let same = after.get(&name).filter(|other| other.oid == table.oid);
            let lost_columns: Vec<String> = same.map_or_else(Vec::new, |other| {
                table.columns.keys().filter(|column| !other.columns.contains_key(*column)).cloned().collect()
            });
            if same.is_some() && (lost_columns.is_empty() || table.key.is_empty()) {
                continue;
            }
            let copy = identifier(&format!("backline_kept_{}", kept.len()));
            // As text: a copy must not depend on types that are about to be dropped.
            let columns = table.columns.keys().map(|name| identifier(name));
            let columns =
                columns.map(|name| format!("{name}::text AS {name}")).collect::<Vec<_>>().join(", ");
            let made = db
                .execute_unprepared(&format!(
                    "CREATE TEMPORARY TABLE {copy} ON COMMIT DROP AS SELECT {columns} FROM {name}"
                ))
                .await?;
            let Table { columns, key, .. } = table;
            kept.push(Kept { table: name, copy, columns, key, lost_columns, rows: made.rows_affected() });
        }
        Ok(Self { kept })
    }

    /// Puts back what fits, those that are referred to first.
    pub async fn restore(self, db: &Session) -> Result<Vec<Rebuilt>, DbErr> {
        let now = Self::tables(db).await?;
        let mut rebuilt = Vec::new();
        let mut waiting: Vec<Kept> = self.kept;
        loop {
            let mut postponed = Vec::new();
            let before = waiting.len();
            for kept in waiting {
                let Some(table) = now.get(&kept.table) else {
                    rebuilt.push(Rebuilt { table: kept.table, kept: 0, lost: kept.rows });
                    continue;
                };
                match put_back(db, &kept, table).await {
                    Ok(rows) => {
                        let lost = kept.rows.saturating_sub(rows);
                        rebuilt.push(Rebuilt { table: kept.table, kept: rows, lost });
                    }
                    Err(error) if sqlstate(&error).as_deref() == Some(FOREIGN_KEY_VIOLATION) => {
                        postponed.push(kept);
                    }
                    // What no longer fits the table is lost, and said to be.
                    Err(error) if sqlstate(&error).is_some_and(|state| state.starts_with("23")) => {
                        rebuilt.push(Rebuilt { table: kept.table, kept: 0, lost: kept.rows });
                    }
                    Err(error) => return Err(error),
                }
            }
            if postponed.is_empty() || postponed.len() == before {
                let lost = postponed.into_iter();
                rebuilt.extend(lost.map(|kept| Rebuilt { table: kept.table, kept: 0, lost: kept.rows }));
                rebuilt.sort_by(|a, b| a.table.cmp(&b.table));
                return Ok(rebuilt);
            }
            waiting = postponed;
        }
    }
}

/// Under a savepoint, with the table's own triggers at rest.
async fn put_back(db: &Session, kept: &Kept, table: &Table) -> Result<u64, DbErr> {
    let statement = statement(kept, table);
    db.execute_unprepared("SAVEPOINT put_back").await?;
    let triggers = triggers(db, &kept.table).await?;
    let done = async {
        let turn = |how: &str| {
            let all = triggers
                .iter()
                .map(|name| format!("ALTER TABLE {} {how} TRIGGER {};", kept.table, identifier(name)));
            all.collect::<String>()
        };
        db.execute_unprepared(&turn("DISABLE")).await?;
        let done = db.execute_unprepared(&statement).await?;
        // Deferred foreign keys are checked now; a table with pending ones takes no ALTER.
        db.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
        db.execute_unprepared(&turn("ENABLE")).await?;
        advance_sequences(db, kept, table).await?;
        Ok(done.rows_affected())
    }
    .await;
    let end = if done.is_ok() { "RELEASE SAVEPOINT put_back" } else { "ROLLBACK TO SAVEPOINT put_back" };
    db.execute_unprepared(end).await?;
    done
}

/// Columns of the same name and type are put back.
fn statement(kept: &Kept, table: &Table) -> String {
    let fits = |column: &&String| kept.columns.get(*column) == table.columns.get(*column);
    let value = |column: &String| format!("copy.{}::{}", identifier(column), kept.columns[column]);
    let (target, copy) = (&kept.table, &kept.copy);
    if kept.lost_columns.is_empty() {
        let fitting: Vec<&String> = kept.columns.keys().filter(fits).collect();
        let columns = fitting.iter().map(|column| identifier(column)).collect::<Vec<_>>().join(", ");
        let values = fitting.iter().map(|column| value(column)).collect::<Vec<_>>().join(", ");
        return format!(
            "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {copy} AS copy ON CONFLICT DO NOTHING"
        );
    }
    let fitting = kept.lost_columns.iter().filter(fits);
    let set: Vec<String> =
        fitting.map(|column| format!("{} = {}", identifier(column), value(column))).collect();
    if set.is_empty() {
        return format!("SELECT FROM {copy} WHERE false");
    }
    let key = kept.key.iter().map(|column| format!("target.{} = {}", identifier(column), value(column)));
    format!(
        "UPDATE {target} AS target SET {} FROM {copy} AS copy WHERE {}",
        set.join(", "),
        key.collect::<Vec<_>>().join(" AND ")
    )
}

async fn triggers(db: &Session, table: &str) -> Result<Vec<String>, DbErr> {
    let query = "SELECT tgname::text FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled = 'O'";
    let rows = sql::rows(db, query, [table.into()]).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// So that the next value is not one that was put back.
async fn advance_sequences(db: &Session, kept: &Kept, table: &Table) -> Result<(), DbErr> {
    for column in table.columns.keys().filter(|column| kept.columns.contains_key(*column)) {
        let query = "SELECT pg_get_serial_sequence($1, $2)";
        let sequence: Option<String> =
            sql::scalar(db, query, [kept.table.as_str().into(), column.as_str().into()]).await?;
        if let Some(sequence) = sequence {
            let column = identifier(column);
            db.execute_unprepared(&format!(
                "SELECT setval({}, greatest((SELECT max({column}) FROM {}), nextval({})))",
                literal(&sequence),
                kept.table,
                literal(&sequence),
            ))
            .await?;
        }
    }
    Ok(())
}
