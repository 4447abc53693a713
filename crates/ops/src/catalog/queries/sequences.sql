WITH {relations}
SELECT 'sequence', c.entry, c.identity, NULL, c.name, s.seqtypid::regtype::text AS type, {sequence_options} AS options,
       CASE WHEN c.relpersistence = 'u' THEN true END AS unlogged, NULL AS column, NULL AS fact_needs
FROM relations c JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
  AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class o ON o.oid = d.refobjid
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                    AND d.deptype = 'a' AND o.relname IN ({own_tables}))
UNION ALL
SELECT 'sequence_owner', 'sequence_owner/' || c.oid || '/0', c.identity, NULL, c.name, NULL, NULL, NULL,
       t.identity || '.' || quote_ident(a.attname), c.entry || ',pg_class/' || t.oid || '/' || a.attnum
FROM relations c
     JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                         AND d.refobjsubid > 0 AND d.deptype = 'a'
     JOIN relations t ON t.oid = d.refobjid
     JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relkind = 'S'
