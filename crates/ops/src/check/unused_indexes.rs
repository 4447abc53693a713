//! Indexes that no query has used for a long time.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "unused_indexes",
    finds: "indexes that cost writes and that nobody has read",
    run: |db, subject| {
        Box::pin(findings(db, QUERY, vec![subject.now.into(), subject.unused_after.as_seconds_f64().into()]))
    },
};

const QUERY: &str = "
SELECT s.indexrelid::regclass::text, 'was not read since ' || to_char(b.since, 'YYYY-MM-DD'), 1::bigint,
       format('SELECT * FROM pg_stat_user_indexes WHERE indexrelid = %L::regclass', s.indexrelid::regclass)
FROM pg_stat_user_indexes s
     JOIN pg_index i ON i.indexrelid = s.indexrelid
     CROSS JOIN (SELECT coalesce(stats_reset, pg_postmaster_start_time()) AS since FROM pg_stat_database WHERE datname = current_database()) b
WHERE s.idx_scan = 0 AND NOT i.indisunique AND b.since <= $1 - make_interval(secs => $2)
  -- What backs a constraint is needed, and what serves a foreign key is when a row is deleted.
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = i.indrelid AND i.indkey[0] = k.conkey[1])
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
ORDER BY 1";
