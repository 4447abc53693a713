//! Tables as documents and checks want them: columns with types and comments, keys, indexes, rules.

use sea_orm::{ConnectionTrait, DbErr};

use super::super::migrate::OWN_TABLES;
use crate::{Error, sql};

/// A table.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct TableDescription {
    /// Its name, without the schema.
    pub name: String,
    /// Its comment.
    pub comment: Option<String>,
    /// What it is partitioned by: `RANGE (created_at)`.
    pub partitioned_by: Option<String>,
    /// Whether row level security is on.
    pub row_level_security: bool,
    /// Its columns, in order.
    pub columns: Vec<ColumnDescription>,
    /// The columns of its primary key, in order.
    pub primary_key: Vec<String>,
    /// Its foreign keys, by name.
    pub foreign_keys: Vec<ForeignKeyDescription>,
    /// Its indexes, by name.
    pub indexes: Vec<IndexDescription>,
    /// Its checks and exclusions, by name.
    pub checks: Vec<CheckDescription>,
    /// Its triggers, by name.
    pub triggers: Vec<TriggerDescription>,
    /// The names of its policies.
    pub policies: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// Its type, as PostgreSQL writes it.
    pub data_type: String,
    /// Whether it may be absent.
    pub nullable: bool,
    /// Its default.
    pub default: Option<String>,
    /// What it is computed from.
    pub generated: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignKeyDescription {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The table that it points to.
    pub target: String,
    /// The columns there.
    pub target_columns: Vec<String>,
    /// What happens when the target row goes: `CASCADE`, `SET NULL`, `RESTRICT`, `NO ACTION`, `SET DEFAULT`.
    pub on_delete: String,
}

/// An index.
#[derive(Debug, Clone, serde::Serialize)]
pub struct IndexDescription {
    /// Its name.
    pub name: String,
    /// As `CREATE INDEX` would make it.
    pub definition: String,
    /// Whether it keeps rows apart.
    pub unique: bool,
}

/// A check or an exclusion constraint.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CheckDescription {
    /// Its name.
    pub name: String,
    /// As `ALTER TABLE` would add it.
    pub definition: String,
}

/// A trigger.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TriggerDescription {
    /// Its name.
    pub name: String,
    /// As `CREATE TRIGGER` would make it.
    pub definition: String,
}

/// A native enum.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EnumDescription {
    /// Its name, without the schema.
    pub name: String,
    /// Its labels, in order.
    pub labels: Vec<String>,
}

/// Every table of `schema` by name, partitions and the engine's own left out.
///
/// # Errors
/// Whatever the database answers.
pub async fn describe(db: &impl ConnectionTrait, schema: &str) -> Result<Vec<TableDescription>, Error> {
    describe_in(db, schema).await.map_err(Error::database("failed to read the catalog"))
}

/// Every native enum of `schema`, by name.
///
/// # Errors
/// Whatever the database answers.
pub async fn enums(db: &impl ConnectionTrait, schema: &str) -> Result<Vec<EnumDescription>, Error> {
    let rows = sql::rows(
        db,
        "SELECT t.typname::text, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
         WHERE t.typnamespace = to_regnamespace($1) GROUP BY 1 ORDER BY 1",
        [schema.into()],
    )
    .await
    .map_err(Error::database("failed to read the enums"))?;
    rows.into_iter()
        .map(|row| Ok(EnumDescription { name: row.try_get_by_index(0)?, labels: row.try_get_by_index(1)? }))
        .collect::<Result<_, DbErr>>()
        .map_err(Error::database("failed to read the enums"))
}

async fn describe_in(db: &impl ConnectionTrait, schema: &str) -> Result<Vec<TableDescription>, DbErr> {
    let mut tables = Vec::new();
    for row in sql::rows(db, TABLES, [schema.into()]).await? {
        let name: String = row.try_get_by_index(0)?;
        if OWN_TABLES.contains(&name.as_str()) {
            continue;
        }
        tables.push(TableDescription {
            name,
            comment: row.try_get_by_index(1)?,
            partitioned_by: row.try_get_by_index(2)?,
            row_level_security: row.try_get_by_index(3)?,
            policies: row.try_get_by_index(4)?,
            primary_key: row.try_get_by_index(5)?,
            ..TableDescription::default()
        });
    }
    for row in sql::rows(db, COLUMNS, [schema.into()]).await? {
        if let Some(table) = find(&mut tables, &row.try_get_by_index::<String>(0)?) {
            let (default, generated): (Option<String>, bool) =
                (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
            table.columns.push(ColumnDescription {
                name: row.try_get_by_index(1)?,
                data_type: row.try_get_by_index(2)?,
                nullable: row.try_get_by_index(3)?,
                generated: default.clone().filter(|_| generated),
                default: default.filter(|_| !generated),
                comment: row.try_get_by_index(6)?,
            });
        }
    }
    for row in sql::rows(db, FOREIGN_KEYS, [schema.into()]).await? {
        if let Some(table) = find(&mut tables, &row.try_get_by_index::<String>(0)?) {
            table.foreign_keys.push(ForeignKeyDescription {
                name: row.try_get_by_index(1)?,
                columns: row.try_get_by_index(2)?,
                target: row.try_get_by_index(3)?,
                target_columns: row.try_get_by_index(4)?,
                on_delete: row.try_get_by_index(5)?,
            });
        }
    }
    for row in sql::rows(db, INDEXES, [schema.into()]).await? {
        if let Some(table) = find(&mut tables, &row.try_get_by_index::<String>(0)?) {
            let (name, definition) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            table.indexes.push(IndexDescription { name, definition, unique: row.try_get_by_index(3)? });
        }
    }
    for row in sql::rows(db, CHECKS, [schema.into()]).await? {
        if let Some(table) = find(&mut tables, &row.try_get_by_index::<String>(0)?) {
            let (name, definition) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            table.checks.push(CheckDescription { name, definition });
        }
    }
    for row in sql::rows(db, TRIGGERS, [schema.into()]).await? {
        if let Some(table) = find(&mut tables, &row.try_get_by_index::<String>(0)?) {
            let (name, definition) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            table.triggers.push(TriggerDescription { name, definition });
        }
    }
    Ok(tables)
}

fn find<'a>(tables: &'a mut [TableDescription], name: &str) -> Option<&'a mut TableDescription> {
    tables.binary_search_by(|table| table.name.as_str().cmp(name)).ok().map(|index| &mut tables[index])
}

const TABLES: &str = "
SELECT c.relname::text, obj_description(c.oid, 'pg_class'), pg_get_partkeydef(c.oid), c.relrowsecurity,
       array(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1),
       array(SELECT a.attname::text FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY u(attnum, position)
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum
             WHERE k.conrelid = c.oid AND k.contype = 'p' ORDER BY u.position)
FROM pg_class c
WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname COLLATE \"C\"";

const COLUMNS: &str = "
SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       CASE WHEN a.attidentity <> '' THEN 'identity' ELSE pg_get_expr(d.adbin, d.adrelid) END, a.attgenerated <> '',
       col_description(c.oid, a.attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum";

const FOREIGN_KEYS: &str = "
SELECT c.relname::text, k.conname::text,
       array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(attnum, position)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY u.position),
       t.relname::text,
       array(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(attnum, position)
                    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY u.position),
       CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT'
                          WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND c.relnamespace = to_regnamespace($1) AND k.conparentid = 0
ORDER BY c.relname, k.conname";

const INDEXES: &str = "
SELECT c.relname::text, x.relname::text, pg_get_indexdef(i.indexrelid), i.indisunique
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE c.relnamespace = to_regnamespace($1) ORDER BY c.relname, x.relname";

const CHECKS: &str = "
SELECT c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'x') AND c.relnamespace = to_regnamespace($1) ORDER BY c.relname, k.conname";

const TRIGGERS: &str = "
SELECT c.relname::text, t.tgname::text, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace($1) ORDER BY c.relname, t.tgname";
