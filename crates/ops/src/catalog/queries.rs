//! The queries of a snapshot, one file a group of kinds, sent as one script.
//!
//! A file holds statements with a semicolon on a line of its own between them. The first five columns of each are: kind,
//! catalog entry, identity, table or schema, name. Then come the object's attributes, each under its name, and, under names
//! that begin with `fact_`, what does not count for equality; what an object does not have is null. So nothing is built as
//! JSON that is a column already: that took the server as long as all the rest. To add a kind: its rows in a file of
//! `queries/`, and the file in [`QUERIES`].

use std::sync::LazyLock;

use crate::migrate::OWN_TABLES;
use crate::sql;

const QUERIES: [&str; 14] = [
    include_str!("queries/schemas.sql"),
    include_str!("queries/types.sql"),
    include_str!("queries/sequences.sql"),
    include_str!("queries/functions.sql"),
    include_str!("queries/tables.sql"),
    include_str!("queries/columns.sql"),
    include_str!("queries/constraints.sql"),
    include_str!("queries/indexes.sql"),
    include_str!("queries/views.sql"),
    include_str!("queries/owners.sql"),
    include_str!("queries/privileges.sql"),
    include_str!("queries/comments.sql"),
    include_str!("queries/others.sql"),
    include_str!("queries/dependencies.sql"),
];

const USER_SCHEMA: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// What the queries have in common. Names are written with their schema whatever the session's `search_path` is.
const PARTS: [(&str, &str); 6] = [
    ("{tables}", "tables AS MATERIALIZED ({relations_of 'r', 'p', 'f'})"),
    ("{relations}", "relations AS MATERIALIZED ({relations_of 'r', 'p', 'f', 'v', 'm', 'S'})"),
    (
        "{constraint_definition}",
        "CASE WHEN k.convalidated THEN pg_get_constraintdef(k.oid)
              ELSE regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') END",
    ),
    ("{user_schema}", USER_SCHEMA),
    (
        "{own_type}",
        "(t.typtype IN ('e', 'd', 'r')
          OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))",
    ),
    (
        "{sequence_options}",
        "format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', s.seqstart, s.seqincrement, s.seqmin,
                s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE ' NO CYCLE' END)",
    ),
];

static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let mut script = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL search_path = ''; SET LOCAL jit = off; SET LOCAL quote_all_identifiers = off;
        SELECT quote_ident(pg_get_userbyid(datdba)), '' FROM pg_database WHERE datname = current_database();\n"
        .to_owned();
    for query in all() {
        script.push_str(&query);
        script.push_str(";\n");
    }
    script.push_str("COMMIT");
    script
});

/// Each query by itself.
pub(super) fn all() -> impl Iterator<Item = String> {
    let own_tables = own_tables();
    statements().map(move |query| expand(query, &own_tables))
}

/// Each query by itself, for the engine's own tables as for any.
pub(super) fn all_with_own() -> impl Iterator<Item = String> {
    statements().map(|query| expand(query, "''"))
}

fn statements() -> impl Iterator<Item = &'static str> {
    QUERIES.into_iter().flat_map(|file| file.split("\n;\n"))
}

fn own_tables() -> String {
    OWN_TABLES.map(sql::literal).join(", ")
}

/// The whole script: one transaction.
pub(super) fn script() -> String {
    SCRIPT.clone()
}

fn expand(query: &str, own_tables: &str) -> String {
    let mut text = query.trim_end().to_owned();
    for (token, replacement) in PARTS {
        text = text.replace(token, replacement);
    }
    // {relations_of 'r', 'p'}
    while let Some((before, rest)) = text.split_once("{relations_of ") {
        let (kinds, after) = rest.split_once('}').unwrap_or((rest, ""));
        text = format!(
            "{before}SELECT c.*, quote_ident(n.nspname) AS schema, quote_ident(c.relname) AS name,
                 quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity, 'pg_class/' || c.oid || '/0' AS entry
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ({kinds}) AND c.relname NOT IN ({{own_tables}}) AND {USER_SCHEMA}
               AND NOT {{of_extension pg_class c.oid}}{after}"
        );
    }
    text = text.replace("{own_tables}", own_tables);
    // {of_extension pg_class c.oid}
    while let Some((before, rest)) = text.split_once("{of_extension ") {
        let (arguments, after) = rest.split_once('}').unwrap_or((rest, ""));
        let (class, column) = arguments.split_once(' ').unwrap_or((arguments, ""));
        text = format!(
            "{before}EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{class}'::regclass AND x.objid = {column} \
             AND x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e'){after}"
        );
    }
    text
}
