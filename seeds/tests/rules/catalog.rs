//! Which rules the database has.

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, FromQueryResult, Statement};

/// What a rule is, and what it is on.
#[derive(Clone, Debug)]
pub enum Rule {
    /// A CHECK, over these columns.
    Check { table: String, columns: Vec<String> },
    /// A unique constraint or index: the columns that it reads, and the predicate of a partial one.
    Unique { table: String, columns: Vec<String>, predicate: String },
    /// A state machine: a table's column.
    Transition { table: String, column: String },
    /// A trigger against changing or deleting rows.
    AppendOnly { table: String },
    /// A trigger on a table's currency.
    Currency { table: String },
    /// An exclusion constraint, or what another trigger function raises: attacked by hand.
    Other,
    /// The policies of a table.
    Policies { table: String },
}

#[derive(FromQueryResult)]
struct Found {
    kind: String,
    name: String,
    subject: String,
    columns: Vec<String>,
    predicate: String,
}

const RULES: &str = "
WITH tables AS (
    SELECT oid, relname, relrowsecurity FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname <> 'seaql_migrations'
), triggers AS (
    SELECT relname, proname, string_to_array(encode(tgargs, 'escape'), '\\000') AS arguments
    FROM pg_trigger t JOIN tables ON tables.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
), raised AS (
    SELECT found[1] AS name FROM pg_proc,
        regexp_matches(pg_get_functiondef(oid), 'CONSTRAINT = ''([^'']*)''', 'g') AS found
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
), keys AS (
    SELECT c.conname AS name, c.contype, relname, c.conrelid, c.conkey FROM pg_constraint c JOIN tables ON tables.oid = conrelid
)
SELECT CASE contype WHEN 'c' THEN 'check' ELSE 'other' END AS kind, name::text, relname::text AS subject,
    ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns,
    '' AS predicate
FROM keys WHERE contype IN ('c', 'x')
UNION ALL
SELECT 'unique', i.relname::text, tables.relname::text,
    ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = indrelid AND attnum IN (
        SELECT refobjsubid FROM pg_depend WHERE objid = indexrelid AND refobjid = indrelid
        UNION SELECT unnest(indkey))),
    coalesce(pg_get_expr(indpred, indrelid), '')
FROM pg_index JOIN tables ON tables.oid = indrelid JOIN pg_class i ON i.oid = indexrelid
WHERE indisunique AND NOT indisprimary AND NOT indisexclusion
UNION ALL
SELECT 'transition', format('transition_%s_%s', arguments[1], arguments[2]), arguments[1], ARRAY[arguments[2]], ''
FROM triggers WHERE proname = 'guard_status_transition'
UNION ALL
SELECT DISTINCT 'append only', 'append_only_' || relname, relname::text, ARRAY[]::text[], ''
FROM triggers WHERE proname = 'refuse_rewriting'
UNION ALL
SELECT CASE arguments[1] WHEN 'currency' THEN 'currency' ELSE 'other' END,
    CASE proname WHEN 'check_parent_value' THEN format('%s_%s_%s', arguments[1], relname, arguments[3])
    ELSE format('%s_fixed_%s', arguments[1], relname) END, relname::text, ARRAY[]::text[], ''
FROM triggers WHERE proname IN ('check_parent_value', 'refuse_another_value')
UNION ALL
SELECT 'other', name, '', ARRAY[]::text[], '' FROM raised
UNION ALL
SELECT 'policies', 'policy:' || relname, relname::text, ARRAY[]::text[], '' FROM tables WHERE relrowsecurity";

/// Every rule by its name. A trigger function that makes a name of parts which this does not know shows up as [`Rule::Other`].
pub async fn rules(db: &DatabaseTransaction) -> BTreeMap<String, Rule> {
    let found = Found::find_by_statement(Statement::from_string(sea_orm::DbBackend::Postgres, RULES));
    let mut rules = BTreeMap::new();
    for Found { kind, name, subject: table, mut columns, predicate } in found.all(db).await.unwrap() {
        let rule = match kind.as_str() {
            "check" => Rule::Check { table, columns },
            "unique" => Rule::Unique { table, columns, predicate },
            "transition" => Rule::Transition { table, column: columns.remove(0) },
            "append only" => Rule::AppendOnly { table },
            "currency" => Rule::Currency { table },
            "policies" => Rule::Policies { table },
            _ => Rule::Other,
        };
        // `transition_%s_%s` and its like are raised by the families above.
        if !name.contains('%') {
            rules.insert(name, rule);
        }
    }
    rules
}
