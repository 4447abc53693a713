//! The table that is to be rewritten, as the catalog describes it.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::sql::{identifier, rows};

/// A table: where it lies, its columns, and the key by which its rows are told apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of its primary key, or else of a unique index none of whose columns may be null.
    pub key: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as `format_type` spells it, names qualified.
    pub data_type: String,
    /// Whether it is computed from others, and so never written.
    pub generated: bool,
    /// Whether it may not be null.
    pub not_null: bool,
    /// Whether it has a default or numbers itself.
    pub filled: bool,
}

impl Table {
    /// Finds a table; a name without a schema is looked up as a query would.
    pub(super) async fn find(db: &impl ConnectionTrait, name: &str) -> Result<(String, String), Error> {
        let failed = || Error::database(format!("failed to look table {name} up"));
        let found = rows(
            db,
            "SELECT nspname::text, relname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE pg_class.oid = to_regclass($1) AND relkind IN ('r', 'p')",
            [name.into()],
        )
        .await
        .map_err(failed())?;
        let Some(row) = found.first() else {
            return Err(Error::Specification {
                problem: format!("there is no table {name}"),
                hint: "write it as in a query: schema.table, quoted where it has capitals or dashes".into(),
            });
        };
        Ok((row.try_get_by_index(0).map_err(failed())?, row.try_get_by_index(1).map_err(failed())?))
    }

    /// Reads a table by its exact names. The search path must be empty, so that types are named with their schemas.
    pub(super) async fn of(db: &impl ConnectionTrait, schema: String, name: String) -> Result<Self, Error> {
        let failed =
            || Error::database(format!("failed to read the columns of {}", qualified(&schema, &name)));
        let mut columns = Vec::new();
        for row in rows(db, COLUMNS, [qualified(&schema, &name).into()]).await.map_err(failed())? {
            columns.push(Column {
                name: row.try_get_by_index(0).map_err(failed())?,
                data_type: row.try_get_by_index(1).map_err(failed())?,
                generated: row.try_get_by_index(2).map_err(failed())?,
                not_null: row.try_get_by_index(3).map_err(failed())?,
                filled: row.try_get_by_index(4).map_err(failed())?,
            });
        }
        let mut key = Vec::new();
        for row in rows(db, KEY, [qualified(&schema, &name).into()]).await.map_err(failed())? {
            key.push(row.try_get_by_index(0).map_err(failed())?);
        }
        Ok(Self { schema, name, columns, key })
    }

    /// Refuses a table whose rows cannot be told apart.
    pub(super) fn with_key(self) -> Result<Self, Error> {
        if self.key.is_empty() {
            return Err(Error::Specification {
                problem: format!(
                    "table {} has no key by which its rows could be told apart",
                    self.qualified()
                ),
                hint: "give it a primary key, or a unique index over columns that are NOT NULL".into(),
            });
        }
        Ok(self)
    }

    /// Its name with its schema, quoted.
    #[must_use]
    pub fn qualified(&self) -> String {
        qualified(&self.schema, &self.name)
    }

    /// The columns that are written.
    pub fn written(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.generated)
    }

    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The key's columns, quoted and separated by commas, each after this prefix.
    pub(super) fn key_list(&self, prefix: &str) -> String {
        let list: Vec<String> = self.key.iter().map(|name| format!("{prefix}{}", identifier(name))).collect();
        list.join(", ")
    }
}

/// A name with its schema, quoted.
pub(super) fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(name))
}

const COLUMNS: &str = "
SELECT attname::text, format_type(atttypid, atttypmod), attgenerated <> '', attnotnull,
    atthasdef OR attidentity <> '' OR attgenerated <> ''
FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const KEY: &str = "
WITH chosen AS (
    SELECT indexrelid, indrelid, indkey, indnkeyatts FROM pg_index
    WHERE indrelid = $1::text::regclass AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
        AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = indrelid AND NOT attnotnull
                AND attnum = ANY ((indkey::int2[])[0:indnkeyatts - 1])
        )
    ORDER BY indisprimary DESC, indnkeyatts, indexrelid LIMIT 1
)
SELECT attname::text FROM chosen, unnest((indkey::int2[])[0:indnkeyatts - 1]) WITH ORDINALITY AS part (number, position)
JOIN pg_attribute ON attnum = number WHERE attrelid = indrelid ORDER BY position";
