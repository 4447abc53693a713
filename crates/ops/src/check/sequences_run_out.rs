//! Sequences near the last number that they, or their column's type, can give.

use super::{Check, findings};

pub(super) const CHECK: Check = Check {
    name: "sequences_run_out",
    finds: "sequences that are about to run out",
    run: |db, subject| Box::pin(findings(db, QUERY, vec![subject.sequence_limit.into()])),
};

const QUERY: &str = "
SELECT q.name, format('has used %s percent of its numbers', round(100 * q.used)), 1::bigint,
       format('SELECT * FROM pg_sequences WHERE format(''%%I.%%I'', schemaname, sequencename)::regclass = %L::regclass', q.name)
FROM (SELECT c.oid::regclass::text AS name,
             (pg_sequence_last_value(c.oid)::numeric - s.seqmin)
                 / nullif(least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.seqmax END) - s.seqmin, 0) AS used
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                                    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
           LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE NOT s.seqcycle AND s.seqincrement > 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') q
WHERE q.used >= $1::float8::numeric
ORDER BY 1";
