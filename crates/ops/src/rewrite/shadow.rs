//! The table's shadow: empty, of the new types, under the same name in a schema of its own.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};
use serde::{Deserialize, Serialize};

use super::prepare::set_path;
use super::table::qualified;
use super::{Error, Specification, Table};
use crate::sql::{identifier, rows};

/// An index or a key that the new table is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    /// The index's name, unquoted.
    pub name: String,
    /// The statement that makes it on the shadow; none where the constraint does.
    pub create: Option<String>,
    /// The statement that makes it a constraint.
    pub constrain: Option<String>,
    /// Whether it comes first: it is unique over the key.
    pub is_key: bool,
}

/// Makes the shadow from the table's own definition, with the types that are set.
pub(super) async fn from_source(
    transaction: &DatabaseTransaction,
    source: &Table,
    specification: &Specification,
    shadow: &str,
    path: &str,
) -> Result<(), Error> {
    for set in &specification.sets {
        if source.column(&set.column).is_none_or(|column| column.generated) {
            let names: Vec<&str> = source.written().map(|column| column.name.as_str()).collect();
            return Err(Error::Specification {
                problem: format!(
                    "table {} has no column {} that is written",
                    source.qualified(),
                    identifier(&set.column)
                ),
                hint: format!("its columns are {}", names.join(", ")),
            });
        }
    }
    let failed = || Error::database(format!("failed to make a shadow of {}", source.qualified()));
    let mut columns = Vec::new();
    let mut afterwards = Vec::new();
    for row in rows(transaction, COLUMNS, [source.qualified().into()]).await.map_err(failed())? {
        let text = |index| row.try_get_by_index::<Option<String>>(index).map_err(failed());
        let name = text(0)?.unwrap_or_default();
        let set = specification.sets.iter().find(|set| set.column == name);
        let data_type = set.map(|set| set.data_type.clone()).or(text(1)?).unwrap_or_default();
        let collation = text(2)?.filter(|_| set.is_none()).unwrap_or_default();
        let default = match (text(3)?, set) {
            (Some(default), Some(_)) => format!(" DEFAULT CAST({} AS {data_type})", bare_literals(&default)),
            (Some(default), None) => format!(" DEFAULT {default}"),
            (None, _) => String::new(),
        };
        let rest = text(4)?.unwrap_or_default();
        columns.push(format!("{} {data_type}{collation}{default}{rest}", identifier(&name)));
        if set.is_none() {
            afterwards.extend(text(5)?);
        }
        afterwards.extend(text(6)?);
    }
    let checks = rows(transaction, CHECKS, [source.qualified().into()]).await.map_err(failed())?;
    // The types that are set are named as their author sees them.
    set_path(transaction, path).await.map_err(failed())?;
    let create = format!("CREATE TABLE {shadow} ({})", columns.join(", "));
    execute_adapting(transaction, &create).await.map_err(failed())?;
    for row in checks {
        let add: String = row.try_get_by_index(0).map_err(failed())?;
        execute_adapting(transaction, &add.replace("%TABLE%", shadow)).await.map_err(failed())?;
        afterwards.extend(row.try_get_by_index::<Option<String>>(1).map_err(failed())?);
    }
    for statement in afterwards {
        transaction.execute_unprepared(&statement.replace("%TABLE%", shadow)).await.map_err(failed())?;
    }
    Ok(())
}

/// The indexes of a table, as statements that make them on the shadow.
pub(super) async fn indexes(
    db: &impl ConnectionTrait,
    table: &Table,
    key: &[String],
    shadow: &str,
) -> Result<Vec<Index>, Error> {
    let failed = || Error::database(format!("failed to read the indexes of {}", table.qualified()));
    let mut indexes = Vec::new();
    for row in rows(db, INDEXES, [table.qualified().into()]).await.map_err(failed())? {
        let create: String = row.try_get_by_index(1).map_err(failed())?;
        let constrain: Option<String> = row.try_get_by_index(2).map_err(failed())?;
        let exclusion: bool = row.try_get_by_index(3).map_err(failed())?;
        let columns: Vec<String> = row.try_get_by_index(4).map_err(failed())?;
        let plainly_unique: bool = row.try_get_by_index(5).map_err(failed())?;
        let on: String = row.try_get_by_index(6).map_err(failed())?;
        indexes.push(Index {
            name: row.try_get_by_index(0).map_err(failed())?,
            create: (!exclusion)
                .then(|| create.replacen(&format!(" ON {on} "), &format!(" ON {shadow} "), 1)),
            constrain: constrain.map(|statement| statement.replace("%TABLE%", shadow)),
            is_key: plainly_unique && columns == key,
        });
    }
    indexes.sort_by_key(|index| !index.is_key);
    Ok(indexes)
}

/// Executes a statement that was written for the old types; where it does not fit the new ones, once more with string
/// literals that take whatever type they are compared with.
pub(super) async fn execute_adapting(
    transaction: &DatabaseTransaction,
    statement: &str,
) -> Result<(), DbErr> {
    let adapted = bare_literals(statement);
    if adapted == statement {
        return transaction.execute_unprepared(statement).await.map(drop);
    }
    let attempt = transaction.begin().await?;
    if attempt.execute_unprepared(statement).await.is_ok() {
        return attempt.commit().await;
    }
    attempt.rollback().await?;
    transaction.execute_unprepared(&adapted).await.map(drop)
}

/// `'a'::text` as `'a'`, `(column)::text` as `(column)`, and `= ANY (ARRAY[…])` as the `IN (…)` that it was written as.
fn bare_literals(sql: &str) -> String {
    let mut bare = without_casts(sql);
    for (spelled, meant) in [(" = ANY (", " IN ("), (" <> ALL (", " NOT IN (")] {
        let mut from = 0;
        while let Some(at) = bare[from..].find(spelled).map(|at| from + at) {
            let inner = at + spelled.len();
            let open = bare[inner..].chars().take_while(|letter| *letter == '(').count();
            let list = inner + open;
            from = list;
            let Some(end) = bare[list..].strip_prefix("ARRAY[").and_then(|rest| rest.find(']')) else {
                continue;
            };
            let end = list + "ARRAY[".len() + end;
            let values = bare[list + "ARRAY[".len()..end].to_owned();
            bare.replace_range(at..end + 1 + open, &format!("{meant}{values}"));
        }
    }
    bare
}

fn without_casts(sql: &str) -> String {
    const CASTS: [&str; 6] = [
        "::text[]",
        "::character varying[]",
        "::text",
        "::character varying",
        "::bpchar",
        "::timestamp without time zone",
    ];
    let mut bare = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find("::") {
        let (before, cast) = rest.split_at(at);
        bare.push_str(before);
        let known = CASTS.iter().find(|known| cast.starts_with(**known));
        let follows_value = before.ends_with('\'') || before.ends_with(']') || before.ends_with(')');
        match known {
            Some(known) if follows_value => rest = &cast[known.len()..],
            _ => {
                bare.push_str("::");
                rest = &cast[2..];
            }
        }
    }
    bare.push_str(rest);
    bare
}

/// The shadow's name.
pub(super) fn name(schema: &str, source: &Table) -> String {
    qualified(schema, &source.name)
}

const COLUMNS: &str = "
SELECT attname::text, format_type(atttypid, atttypmod),
    CASE WHEN attcollation <> typcollation THEN (
        SELECT format(' COLLATE %I.%I', nspname, collname) FROM pg_collation
        JOIN pg_namespace ON pg_namespace.oid = collnamespace WHERE pg_collation.oid = attcollation
    ) END,
    CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END,
    concat(
        CASE WHEN attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(adbin, adrelid)) END,
        CASE WHEN attgenerated = 'v' THEN format(' GENERATED ALWAYS AS (%s) VIRTUAL', pg_get_expr(adbin, adrelid)) END,
        CASE WHEN attidentity <> '' THEN (
            SELECT format(' GENERATED %s AS IDENTITY (START %s INCREMENT %s CACHE %s%s%s%s)',
                CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, seqstart, seqincrement, seqcache,
                CASE WHEN seqmin <> 1 THEN format(' MINVALUE %s', seqmin) END,
                CASE WHEN seqmax NOT IN (32767, 2147483647, 9223372036854775807) THEN format(' MAXVALUE %s', seqmax) END,
                CASE WHEN seqcycle THEN ' CYCLE' END)
            FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence(attrelid::regclass::text, attname::text)::regclass
        ) END,
        CASE WHEN attnotnull THEN ' NOT NULL' END
    ),
    nullif(concat(
        CASE WHEN attstorage <> typstorage THEN format('ALTER TABLE %%TABLE%% ALTER COLUMN %I SET STORAGE %s; ', attname,
            CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) END,
        CASE attcompression WHEN 'p' THEN format('ALTER TABLE %%TABLE%% ALTER COLUMN %I SET COMPRESSION pglz', attname)
            WHEN 'l' THEN format('ALTER TABLE %%TABLE%% ALTER COLUMN %I SET COMPRESSION lz4', attname) END
    ), ''),
    (SELECT format('COMMENT ON COLUMN %%TABLE%%.%I IS %L', attname, description) FROM pg_description
        WHERE classoid = 'pg_class'::regclass AND objoid = attrelid AND objsubid = attnum)
FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const CHECKS: &str = "
SELECT format('ALTER TABLE %%TABLE%% ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)),
    (SELECT format('COMMENT ON CONSTRAINT %I ON %%TABLE%% IS %L', conname, description) FROM pg_description
        WHERE classoid = 'pg_constraint'::regclass AND objoid = pg_constraint.oid)
FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c' ORDER BY conname";

const INDEXES: &str = "
SELECT relname::text, pg_get_indexdef(indexrelid),
    CASE contype
        WHEN 'x' THEN format('ALTER TABLE %%TABLE%% ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(pg_constraint.oid))
        WHEN 'p' THEN format('ALTER TABLE %%TABLE%% ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I%s', conname, relname, deferred)
        WHEN 'u' THEN format('ALTER TABLE %%TABLE%% ADD CONSTRAINT %I UNIQUE USING INDEX %I%s', conname, relname, deferred)
    END,
    coalesce(contype = 'x', false),
    ARRAY(SELECT attname::text FROM unnest((indkey::int2[])[0:indnkeyatts - 1]) WITH ORDINALITY AS part (number, position)
        JOIN pg_attribute ON attrelid = indrelid AND attnum = number ORDER BY position),
    indisunique AND indpred IS NULL AND indexprs IS NULL,
    indrelid::regclass::text
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
LEFT JOIN pg_constraint ON conindid = indexrelid AND conrelid = indrelid AND contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (SELECT concat(CASE WHEN condeferrable THEN ' DEFERRABLE' END,
    CASE WHEN condeferred THEN ' INITIALLY DEFERRED' END) AS deferred) AS timing
WHERE indrelid = $1::text::regclass AND indisvalid ORDER BY relname";

#[cfg(test)]
mod tests {
    use super::bare_literals;

    #[test]
    fn literals_lose_the_old_type_and_nothing_else_does() {
        assert_eq!(bare_literals("status = 'a'::text"), "status = 'a'");
        assert_eq!(
            bare_literals("(a)::text = ANY ((ARRAY['x'::character varying])::text[])"),
            "(a) IN ('x')"
        );
        assert_eq!(
            bare_literals("nextval('s'::regclass) + x::integer"),
            "nextval('s'::regclass) + x::integer"
        );
    }
}
