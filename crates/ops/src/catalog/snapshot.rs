//! A schema as objects with their definitions, read in one read-only transaction and one round trip.

use std::collections::{BTreeMap, HashMap};

use futures::TryStreamExt as _;
use sea_orm::sqlx::postgres::{PgRow, PgValueFormat};
use sea_orm::sqlx::{
    self, AssertSqlSafe, Column as _, Either, PgConnection, Row as _, TypeInfo as _, ValueRef as _,
};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr, Statement,
};
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::diff::{self, Change};
use super::object::{Definition, Facts, Kind, Object};
use super::queries;
use crate::Error;

/// All objects of a database, without those of extensions and of the engine itself.
///
/// Owners are part of it where they are not the database's owner; the order of a table's columns is not.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Snapshot {
    /// Each object's canonical definition.
    #[serde(with = "pairs")]
    pub objects: BTreeMap<Object, Definition>,
    /// Who owns the database, quoted: whom an object is given to that has no owner of its own.
    pub(super) owner: String,
    /// The objects by catalog entry: `pg_class/16385/0`.
    pub(super) entries: HashMap<String, Object>,
    /// `pg_depend`, as read.
    pub(super) dependencies: String,
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.objects == other.objects
    }
}

impl Eq for Snapshot {}

impl Snapshot {
    /// Reads the snapshot in one repeatable-read, read-only transaction.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn read(db: &DatabaseConnection) -> Result<Self, Error> {
        let failed = |error| Error::database("failed to read the catalog")(database(error));
        let mut connection = db.get_postgres_connection_pool().acquire().await.map_err(failed)?;
        let read = Self::read_on(&mut connection).await;
        if read.is_err() {
            // It is inside a failed transaction: not for the pool any more.
            drop(connection.detach());
        }
        read.map_err(failed)
    }

    /// Reads the snapshot on a connection that is in no transaction.
    pub(crate) async fn read_on(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        // Row by row: while one is taken in, the server goes on.
        let mut answers = sqlx::raw_sql(AssertSqlSafe(queries::script())).fetch_many(&mut *connection);
        let mut snapshot = Self::default();
        let mut layout = None;
        while let Some(answer) = answers.try_next().await? {
            let row = match answer {
                Either::Left(_completed) => {
                    layout = None;
                    continue;
                }
                Either::Right(row) => row,
            };
            match row.len() {
                1 => snapshot.dependencies = row.try_get::<Option<String>, _>(0)?.unwrap_or_default(),
                2 => snapshot.owner = row.try_get(0)?,
                _ => snapshot.add(&row, layout.get_or_insert_with(|| Layout::of(&row)))?,
            }
        }
        drop(answers);
        Ok(snapshot)
    }

    /// Reads the snapshot inside a transaction, which sees what it sees; its `search_path` is left as it was.
    pub(crate) async fn read_in(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        Self::read_queries(db, queries::all()).await
    }

    /// The same with the engine's own tables: for what is about all of a database.
    pub(crate) async fn read_whole_in(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        Self::read_queries(db, queries::all_with_own()).await
    }

    async fn read_queries(
        db: &DatabaseTransaction,
        queries: impl Iterator<Item = String>,
    ) -> Result<Self, DbErr> {
        let path: String = crate::sql::scalar(db, "SELECT current_setting('search_path')", []).await?;
        db.execute_unprepared("SET LOCAL search_path = ''").await?;
        let mut snapshot = Self::default();
        for query in queries {
            let mut layout = None;
            for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await? {
                if let Some(row) = row.try_as_pg_row().filter(|row| row.len() > 2) {
                    snapshot.add(row, layout.get_or_insert_with(|| Layout::of(row))).map_err(database)?;
                }
            }
        }
        let back = format!("SET LOCAL search_path = {}", path.trim());
        db.execute_unprepared(if path.is_empty() { "SET LOCAL search_path = ''" } else { &back }).await?;
        Ok(snapshot)
    }

    fn add(&mut self, row: &PgRow, layout: &Layout) -> Result<(), sqlx::Error> {
        let kind = Kind::deserialize(row.try_get::<&str, _>(0)?.into_deserializer());
        let kind = kind.map_err(|error: serde_json::Error| sqlx::Error::Decode(Box::new(error)))?;
        let object = Object { kind, identity: row.try_get(2)? };
        let mut definition = Definition {
            attributes: BTreeMap::new(),
            relation: row.try_get::<Option<String>, _>(3)?.unwrap_or_default(),
            name: row.try_get(4)?,
            facts: Facts::default(),
        };
        for column in &layout.columns {
            let Some(value) = column.value(row)? else { continue };
            if column.is_fact {
                definition.facts.set(&column.name, value);
            } else {
                definition.attributes.insert(column.name.clone(), value);
            }
        }
        self.entries.insert(row.try_get(1)?, object.clone());
        if let Some(alias) = &definition.facts.alias {
            self.entries.insert(alias.clone(), object.clone());
        }
        self.objects.insert(object, definition);
        Ok(())
    }

    /// SHA-256 over all objects, 64 hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update(text.len().to_be_bytes());
            digest.update(text.as_bytes());
        };
        for (object, definition) in &self.objects {
            part(&object.kind.to_string());
            part(&object.identity);
            for (name, value) in &definition.attributes {
                part(name);
                part(&value.to_string());
            }
        }
        hex::encode(digest.finalize())
    }

    /// What turns this snapshot into the other: what was renamed, removed, altered and added.
    #[must_use]
    pub fn diff(&self, other: &Self) -> Vec<Change> {
        diff::changes(self, other, &[])
    }
}

/// JSON has keys of text only.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Definition, Object};

    pub fn serialize<S: Serializer>(
        objects: &BTreeMap<Object, Definition>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(objects)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Object, Definition>, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}

/// What the columns of a query are, behind the first five: worked out once for all of its rows.
struct Layout {
    columns: Vec<Column>,
}

struct Column {
    index: usize,
    name: String,
    is_fact: bool,
    sort: Sort,
}

/// The types of columns; the queries have no others.
#[derive(Clone, Copy)]
enum Sort {
    Boolean,
    Integer,
    Json,
    Text,
}

impl Layout {
    fn of(row: &PgRow) -> Self {
        let columns = row.columns()[5..].iter().map(|column| {
            let fact = column.name().strip_prefix("fact_");
            Column {
                index: column.ordinal(),
                name: fact.unwrap_or(column.name()).to_owned(),
                is_fact: fact.is_some(),
                sort: match column.type_info().name() {
                    "BOOL" => Sort::Boolean,
                    "INT4" => Sort::Integer,
                    "JSON" => Sort::Json,
                    _ => Sort::Text,
                },
            }
        });
        Self { columns: columns.collect() }
    }
}

impl Column {
    fn value(&self, row: &PgRow) -> Result<Option<Value>, sqlx::Error> {
        let raw = row.try_get_raw(self.index)?;
        if raw.is_null() {
            return Ok(None);
        }
        Ok(match (self.sort, raw.format()) {
            // Most by far: what a driver checks of each value was looked at once.
            (Sort::Text, PgValueFormat::Text) => {
                Some(Value::from(raw.as_str().map_err(sqlx::Error::Decode)?))
            }
            (Sort::Text, PgValueFormat::Binary) => {
                row.try_get::<Option<String>, _>(self.index)?.map(Value::from)
            }
            (Sort::Boolean, _) => row.try_get::<Option<bool>, _>(self.index)?.map(Value::from),
            (Sort::Integer, _) => row.try_get::<Option<i32>, _>(self.index)?.map(Value::from),
            (Sort::Json, _) => row.try_get::<Option<Value>, _>(self.index)?,
        })
    }
}

/// A driver's error as SeaORM wraps it.
pub(crate) fn database(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
