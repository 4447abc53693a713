//! Foreign keys whose columns begin no index: each deletion at the other end reads the whole table.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "foreign_keys_without_index",
    finds: "foreign keys without an index under them",
    run: |db, _| Box::pin(findings(db, QUERY, Vec::new())),
};

const QUERY: &str = "
SELECT k.conrelid::regclass || '.' || quote_ident(k.conname), 'no index begins with ' || string_agg(quote_ident(a.attname), ', ' ORDER BY u.position), 1::bigint,
       format('SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE oid = %s', k.oid)
FROM pg_constraint k
     CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY u(number, position)
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
      SELECT FROM pg_index i
      WHERE i.indrelid = k.conrelid AND i.indisvalid
        -- As a set: the order of the first columns does not matter to an equality.
        AND (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
        -- A partial index serves when all it leaves out is the absence of a reference.
        AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) IN
             (SELECT '(' || quote_ident(b.attname) || ' IS NOT NULL)' FROM pg_attribute b WHERE b.attrelid = k.conrelid AND b.attnum = ANY (k.conkey))))
GROUP BY k.oid, k.conrelid, k.conname
ORDER BY 1";
