//! Indexes that a failed CREATE INDEX CONCURRENTLY left behind: written to, and never read.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "invalid_indexes",
    finds: "indexes that are not valid",
    run: |db, _| Box::pin(findings(db, QUERY, Vec::new())),
};

const QUERY: &str = "
SELECT i.indexrelid::regclass::text, 'the index is not valid: it costs writes and serves no query', 1::bigint,
       format('SELECT * FROM pg_index WHERE indexrelid = %L::regclass', i.indexrelid::regclass)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1";
