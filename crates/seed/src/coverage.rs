//! Coverage: what of a schema the rows of a database show.
//!
//! Every enum label in every column, every nullable column null and not, every foreign key with no, one and many
//! children, every range at its bounds, and every transition of state machines that leave a history. What cannot be
//! reached is listed with its reason.

use std::collections::BTreeMap;

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, PgPool};
use serde::Serialize;

use crate::sql::{identifier, literal};

/// What an item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A label of an enum in a column.
    EnumLabel,
    /// A nullable column that is null in a row, or not null.
    Nullable,
    /// A foreign key whose parents have no, one or many children.
    ForeignKey,
    /// A range at its lower or upper bound.
    Bound,
    /// A step from one status to another.
    Transition,
}

/// Something that rows can show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// What it is about.
    pub kind: Kind,
    /// The table, and the column or constraint: `orders.status`.
    pub place: String,
    /// What of it: a label, `null`, `not null`, `none`, `one`, `many`, a bound, `offered -> confirmed`.
    pub what: String,
    /// Whether a row shows it.
    pub covered: bool,
    /// Why no row can show it, where that is known.
    pub unreachable: Option<String>,
}

/// What the rows of a database show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// All that there is to show, sorted.
    pub items: Vec<Item>,
}

impl Coverage {
    /// What can be shown.
    pub fn reachable(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.unreachable.is_none())
    }

    /// What could be shown and is not.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.reachable().filter(|item| !item.covered)
    }

    /// How much of what can be shown is shown, in percent.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let all = self.reachable().count();
        let shown = self.reachable().filter(|item| item.covered).count();
        #[expect(clippy::cast_precision_loss, reason = "no schema has 2^53 things")]
        let percent = 100.0 * shown as f64 / all.max(1) as f64;
        percent
    }
}

/// A state machine whose steps can be read from rows.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Its table and column.
    pub place: String,
    /// The steps that it allows.
    pub steps: Vec<(String, String)>,
    /// A query of two text columns: the steps that were taken.
    pub taken: String,
}

/// What cannot be reached: kind, place, what, and why. A place or a what of `*` means all.
#[derive(Debug, Clone, Copy)]
pub struct Unreachable {
    /// What it is about.
    pub kind: Kind,
    /// The place.
    pub place: &'static str,
    /// What of it.
    pub what: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// Looks at the tables of the schema `public`, but for those named.
///
/// # Errors
/// Whatever the database answers.
pub async fn measure(
    pool: &PgPool,
    without: &[&str],
    machines: &[Machine],
    unreachable: &[Unreachable],
) -> sqlx::Result<Coverage> {
    let mut connection = pool.acquire().await?;
    let mut items = Vec::new();
    items.extend(columns(&mut connection, without).await?);
    items.extend(foreign_keys(&mut connection, without).await?);
    items.extend(bounds(&mut connection, without).await?);
    for machine in machines {
        items.extend(transitions(&mut connection, machine).await?);
    }
    for item in &mut items {
        let why = unreachable.iter().find(|each| {
            each.kind == item.kind
                && (each.place == "*" || each.place == item.place)
                && (each.what == "*" || each.what == item.what)
        });
        item.unreachable = why.filter(|_| !item.covered).map(|each| each.reason.to_owned());
    }
    items.sort();
    Ok(Coverage { items })
}

/// Table, column, whether it may be null, the labels of its enum.
const COLUMNS: &str =
    "SELECT relname::text, attname::text, NOT attnotnull, CASE WHEN typtype = 'e' THEN ARRAY(
        SELECT enumlabel::text FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder) ELSE '{}' END
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid JOIN pg_type ON pg_type.oid = atttypid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND attnum > 0 AND NOT attisdropped AND (NOT attnotnull OR typtype = 'e') AND relname <> ALL ($1)
    ORDER BY relname, attnum";

async fn columns(connection: &mut PgConnection, without: &[&str]) -> sqlx::Result<Vec<Item>> {
    let found: Vec<(String, String, bool, Vec<String>)> =
        sqlx::query_as(COLUMNS).bind(without).fetch_all(&mut *connection).await?;
    let mut tables: BTreeMap<String, Vec<(String, bool, Vec<String>)>> = BTreeMap::new();
    for (table, column, nullable, labels) in found {
        tables.entry(table).or_default().push((column, nullable, labels));
    }
    let mut items = Vec::new();
    for (table, columns) in tables {
        // One look at each table: what each column shows, as an array of texts.
        let shown: Vec<String> = columns
            .iter()
            .map(|(column, _, labels)| {
                let column = identifier(column);
                let labels = if labels.is_empty() {
                    "'{}'::text[]".to_owned()
                } else {
                    format!("coalesce(array_remove(array_agg(DISTINCT {column}::text), NULL), '{{}}')")
                };
                format!(
                    "{labels}
                     || CASE WHEN bool_or({column} IS NULL) THEN ARRAY['null'] ELSE '{{}}' END
                     || CASE WHEN bool_or({column} IS NOT NULL) THEN ARRAY['not null'] ELSE '{{}}' END"
                )
            })
            .map(|shown| format!("to_jsonb({shown})"))
            .collect();
        let sql = format!("SELECT jsonb_build_array({})::text FROM {}", shown.join(", "), identifier(&table));
        let shown: String =
            sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false).fetch_one(&mut *connection).await?;
        let shown: Vec<Option<Vec<String>>> =
            serde_json::from_str(&shown).map_err(|error| sqlx::Error::Decode(error.into()))?;
        for ((column, nullable, labels), shown) in columns.into_iter().zip(shown) {
            let shown = shown.unwrap_or_default();
            let place = format!("{table}.{column}");
            let item = |kind, what: String| Item {
                kind,
                place: place.clone(),
                covered: shown.contains(&what),
                what,
                unreachable: None,
            };
            items.extend(labels.into_iter().map(|label| item(Kind::EnumLabel, label)));
            if nullable {
                items.extend(["null", "not null"].map(|what| item(Kind::Nullable, what.to_owned())));
            }
        }
    }
    Ok(items)
}

/// Place, and a query of the numbers of children that a parent has: whether there is one with none, one, many.
const FOREIGN_KEYS: &str = "SELECT format('%s.%s', child.relname, string_agg(here.attname, '+' ORDER BY key.position)),
    format('SELECT coalesce(bool_or(children = 0), false), coalesce(bool_or(children = 1), false),
            coalesce(bool_or(children > 1), false)
        FROM (SELECT count(child.*) AS children FROM %s AS parent LEFT JOIN %s AS child ON %s GROUP BY %s) AS counted',
        confrelid::regclass, conrelid::regclass,
        string_agg(format('child.%I = parent.%I', here.attname, there.attname), ' AND ' ORDER BY key.position),
        string_agg(format('parent.%I', there.attname), ', ' ORDER BY key.position)),
    EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid AND indisunique AND indpred IS NULL AND indexprs IS NULL
        AND indnkeyatts <= cardinality(conkey) AND conkey @> (indkey::smallint[])[0:indnkeyatts - 1])
FROM pg_constraint
JOIN pg_class child ON child.oid = conrelid
CROSS JOIN LATERAL unnest(conkey, confkey) WITH ORDINALITY AS key (child, parent, position)
JOIN pg_attribute here ON here.attrelid = conrelid AND here.attnum = key.child
JOIN pg_attribute there ON there.attrelid = confrelid AND there.attnum = key.parent
WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace AND NOT child.relispartition
    AND child.relname <> ALL ($1)
GROUP BY pg_constraint.oid, child.relname, conrelid, confrelid, conkey
ORDER BY 1";

async fn foreign_keys(connection: &mut PgConnection, without: &[&str]) -> sqlx::Result<Vec<Item>> {
    let keys: Vec<(String, String, bool)> =
        sqlx::query_as(FOREIGN_KEYS).bind(without).fetch_all(&mut *connection).await?;
    let mut items = Vec::new();
    for (place, sql, is_unique) in keys {
        let (none, one, many): (bool, bool, bool) =
            sqlx::query_as(AssertSqlSafe(sql)).persistent(false).fetch_one(&mut *connection).await?;
        for (what, covered) in [("none", none), ("one", one), ("many", many)] {
            // Where the column is unique nobody has many.
            if !(is_unique && what == "many") {
                let what = what.to_owned();
                items.push(Item {
                    kind: Kind::ForeignKey,
                    place: place.clone(),
                    what,
                    covered,
                    unreachable: None,
                });
            }
        }
    }
    Ok(items)
}

/// Ranges `BETWEEN a AND b` of whole numbers: table, column, bound.
const BOUNDS: &str = r#"SELECT relname::text, bound[1], bound[3]
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    CROSS JOIN LATERAL regexp_matches(pg_get_constraintdef(pg_constraint.oid),
        '\(?"?([a-z_]+)"? (>=|<=) \(?''?(-?[0-9]+)''?\)?(::[a-z ]+)?\)', 'g') AS bound
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND NOT relispartition AND relname <> ALL ($1)
        AND pg_get_constraintdef(pg_constraint.oid) ~ '>= .* AND .*<= '
        AND pg_get_constraintdef(pg_constraint.oid) !~ 'CASE'
        AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = conrelid AND attname = bound[1] AND NOT attisdropped)
    ORDER BY 1, 2, 3"#;

async fn bounds(connection: &mut PgConnection, without: &[&str]) -> sqlx::Result<Vec<Item>> {
    let bounds: Vec<(String, String, String)> =
        sqlx::query_as(BOUNDS).bind(without).fetch_all(&mut *connection).await?;
    let mut items = Vec::new();
    for (table, column, bound) in bounds {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM {} WHERE {}::numeric = {}::numeric)",
            identifier(&table),
            identifier(&column),
            literal(&bound)
        );
        let covered =
            sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false).fetch_one(&mut *connection).await?;
        let place = format!("{table}.{column}");
        items.push(Item { kind: Kind::Bound, place, what: bound, covered, unreachable: None });
    }
    Ok(items)
}

async fn transitions(connection: &mut PgConnection, machine: &Machine) -> sqlx::Result<Vec<Item>> {
    // A query of the caller's program, not of its input.
    let taken: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(machine.taken.clone()))
        .persistent(false)
        .fetch_all(&mut *connection)
        .await?;
    let item = |(from, to): &(String, String)| Item {
        kind: Kind::Transition,
        place: machine.place.clone(),
        what: format!("{from} -> {to}"),
        covered: taken.contains(&(from.clone(), to.clone())),
        unreachable: None,
    };
    Ok(machine.steps.iter().map(item).collect())
}
