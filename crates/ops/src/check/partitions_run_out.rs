//! Tables partitioned by time whose last partition ends soon: rows after it are refused, or pile up in the default one.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "partitions_run_out",
    finds: "tables whose partitions are about to run out",
    run: |db, subject| {
        Box::pin(findings(
            db,
            QUERY,
            vec![subject.now.into(), subject.partitions_for.as_seconds_f64().into()],
        ))
    },
};

const QUERY: &str = "
SELECT p.name, coalesce('its last partition ends at ' || to_char(p.ends, 'YYYY-MM-DD'), 'it has no partition'), 1::bigint,
       format('SELECT inhrelid::regclass, pg_get_expr(relpartbound, oid) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = %L::regclass', p.name)
FROM (SELECT t.oid::regclass::text AS name,
             max(substring(pg_get_expr(c.relpartbound, c.oid) FROM ' TO \\(''([^'']+)''\\)')::timestamptz) AS ends,
             bool_or(pg_get_expr(c.relpartbound, c.oid) LIKE '% TO (MAXVALUE)') AS endless
      FROM pg_partitioned_table k JOIN pg_class t ON t.oid = k.partrelid JOIN pg_namespace n ON n.oid = t.relnamespace
           JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.partattrs[0]
           LEFT JOIN pg_inherits h ON h.inhparent = t.oid LEFT JOIN pg_class c ON c.oid = h.inhrelid
      WHERE k.partstrat = 'r' AND k.partnatts = 1 AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      GROUP BY t.oid) p
WHERE NOT coalesce(p.endless, false) AND coalesce(p.ends < $1 + make_interval(secs => $2), true)
ORDER BY 1";
