//! Tables that nobody has described.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "missing_comments",
    finds: "tables without a comment",
    run: |db, subject| {
        let beside: Vec<String> = subject.beside.iter().map(|name| (*name).to_owned()).collect();
        Box::pin(findings(db, QUERY, vec![beside.into()]))
    },
};

const QUERY: &str = "
SELECT c.oid::regclass::text, 'has no comment', 1::bigint, format('SELECT obj_description(%L::regclass)', c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND n.nspname <> ALL ($1) AND n.nspname || '.' || c.relname <> ALL ($1)
  AND obj_description(c.oid, 'pg_class') IS NULL
  AND c.relname NOT IN ('migration_history', 'migration_lock', 'seaql_migrations')
  AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
ORDER BY 1";
