//! The new tables, as the catalog has them.

use sea_orm::{ConnectionTrait, DbErr};

use crate::sql::{identifier, rows, scalar};

/// A new table.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub name: String,
    /// Its name, quoted and with its schema.
    pub qualified: String,
    pub columns: Vec<TargetColumn>,
    /// The columns of its primary key, in order.
    pub key: Vec<String>,
    /// Which columns of it refer to which tables, these quoted and with their schemas.
    pub references: Vec<(Vec<String>, String)>,
    pub checks: Vec<Check>,
    /// Whether a trigger may change or swallow a row before it is inserted.
    pub is_changed_by_triggers: bool,
}

/// A check constraint.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub name: String,
    pub columns: Vec<String>,
    pub expression: String,
}

/// A column of a new table.
#[derive(Debug, Clone)]
pub(super) struct TargetColumn {
    pub name: String,
    /// Its type with its modifier: `character varying(64)`.
    pub sql_type: String,
    /// Its type without one: a cast to it cuts nothing off.
    pub bare_type: String,
    /// Whether a row without a value for it is refused.
    pub is_required: bool,
    pub is_not_null: bool,
    pub is_generated: bool,
    /// What gives it a value where none is said.
    pub default: Option<String>,
    /// The sequence behind it, quoted and with its schema.
    pub sequence: Option<String>,
}

impl Target {
    /// The table of this name in this schema. The search path must be empty, so that defaults are told in full.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        schema: &str,
        name: &str,
    ) -> Result<Option<Self>, DbErr> {
        let qualified = format!("{}.{}", identifier(schema), identifier(name));
        let found = rows(
            db,
            "SELECT oid::bigint FROM pg_class WHERE oid = to_regclass($1) AND relkind IN ('r', 'p')",
            [qualified.as_str().into()],
        )
        .await?;
        let Some(row) = found.first() else { return Ok(None) };
        let oid: i64 = row.try_get_by_index(0)?;
        let mut columns = Vec::new();
        for row in rows(db, COLUMNS, [oid.into(), qualified.as_str().into()]).await? {
            let default: Option<String> = row.try_get_by_index(5)?;
            let sequence: Option<String> = row.try_get_by_index(6)?;
            let next = sequence.as_ref().map(|name| {
                format!("pg_catalog.nextval({}::pg_catalog.regclass)", crate::sql::literal(name))
            });
            columns.push(TargetColumn {
                name: row.try_get_by_index(0)?,
                sql_type: row.try_get_by_index(1)?,
                bare_type: row.try_get_by_index(2)?,
                is_required: row.try_get_by_index(3)?,
                is_generated: row.try_get_by_index(4)?,
                is_not_null: row.try_get_by_index(7)?,
                default: default.or(next),
                sequence,
            });
        }
        let mut references = Vec::new();
        for row in rows(db, REFERENCES, [oid.into()]).await? {
            references.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        let mut checks = Vec::new();
        for row in rows(db, CHECKS, [oid.into()]).await? {
            checks.push(Check {
                name: row.try_get_by_index(0)?,
                columns: row.try_get_by_index(1)?,
                expression: row.try_get_by_index(2)?,
            });
        }
        let key = scalar(db, KEY, [oid.into()]).await?;
        let is_changed_by_triggers = scalar(db, CHANGES, [oid.into()]).await?;
        let name = name.to_owned();
        Ok(Some(Self { name, qualified, columns, key, references, checks, is_changed_by_triggers }))
    }

    pub(super) fn column(&self, name: &str) -> Option<&TargetColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// All tables of a schema that rows can go into, by name.
pub(super) async fn table_names(db: &impl ConnectionTrait, schema: &str) -> Result<Vec<String>, DbErr> {
    scalar(
        db,
        "SELECT coalesce(array_agg(relname::text ORDER BY relname), '{}') FROM pg_class
         WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relkind IN ('r', 'p') AND NOT relispartition",
        [schema.into()],
    )
    .await
}

const COLUMNS: &str = "
SELECT attname::text, format_type(atttypid, atttypmod), format_type(atttypid, -1),
    attnotnull AND NOT atthasdef AND attidentity = '', attgenerated <> '',
    pg_get_expr(adbin, adrelid), pg_get_serial_sequence($2, attname::text), attnotnull
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum AND attgenerated = ''
WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const KEY: &str = "
SELECT ARRAY(SELECT attname::text FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS part (number, position)
    JOIN pg_attribute ON attnum = number
    WHERE indrelid = $1::oid AND indisprimary AND attrelid = indrelid AND position <= indnkeyatts ORDER BY position)";

/// Whole rows and the table's number (0) are no columns: such checks are left to the server.
const CHECKS: &str = "
SELECT conname::text, ARRAY(SELECT attname::text FROM unnest(conkey) AS part (number) JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
    pg_get_expr(conbin, conrelid)
FROM pg_constraint WHERE conrelid = $1::oid AND contype = 'c' AND cardinality(conkey) > 0 AND 0 < ALL (conkey) ORDER BY conname";

/// Row triggers before an insert: bits 1, 2 and 4 of tgtype, that are on.
const CHANGES: &str = "
SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 7 = 7)";

const REFERENCES: &str = "
SELECT ARRAY(SELECT attname::text FROM unnest(conkey) AS part (number) JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
    (SELECT format('\"%s\".\"%s\"', replace(nspname, '\"', '\"\"'), replace(relname, '\"', '\"\"'))
     FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = confrelid)
FROM pg_constraint WHERE conrelid = $1::oid AND contype = 'f'";

impl Target {
    /// Whether a row of this table, under that name, has the key that is kept as an array of texts.
    pub(super) fn key_is(&self, row: &str, array: &str) -> String {
        let part = |(index, name): (usize, &String)| {
            let bare = self.column(name).map_or("text", |column| &column.bare_type);
            format!("{row}.{} = CAST({array}[{}] AS {bare})", identifier(name), index + 1)
        };
        self.key.iter().enumerate().map(part).collect::<Vec<_>>().join(" AND ")
    }

    /// The key of a row, under that name, as an array of texts.
    pub(super) fn key_of(&self, row: &str) -> String {
        let parts: Vec<String> =
            self.key.iter().map(|name| format!("{row}.{}::text", identifier(name))).collect();
        format!("ARRAY[{}]", parts.join(", "))
    }
}
