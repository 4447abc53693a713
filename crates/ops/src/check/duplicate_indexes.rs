//! Indexes that another one makes needless.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "duplicate_indexes",
    finds: "indexes that do the same as another",
    run: |db, _| Box::pin(findings(db, QUERY, Vec::new())),
};

const QUERY: &str = "
SELECT i.indexrelid::regclass::text, 'does the same as ' || j.indexrelid::regclass, 1::bigint,
       format('SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid IN (%L::regclass, %L::regclass)',
              i.indexrelid::regclass, j.indexrelid::regclass)
FROM pg_index i
     JOIN pg_index j ON j.indrelid = i.indrelid AND j.indexrelid <> i.indexrelid
          AND j.indkey::text = i.indkey::text AND j.indclass::text = i.indclass::text
          AND j.indcollation::text = i.indcollation::text AND j.indoption::text = i.indoption::text
          AND coalesce(pg_get_expr(j.indexprs, j.indrelid), '') = coalesce(pg_get_expr(i.indexprs, i.indrelid), '')
          AND coalesce(pg_get_expr(j.indpred, j.indrelid), '') = coalesce(pg_get_expr(i.indpred, i.indrelid), '')
          -- Of two alike the one goes that keeps nothing apart, else the later one.
          AND (j.indisunique AND NOT i.indisunique OR j.indisunique = i.indisunique AND j.indexrelid < i.indexrelid)
     JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class d ON d.oid = j.indexrelid AND d.relam = c.relam
     JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT i.indisexclusion
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
ORDER BY 1";
