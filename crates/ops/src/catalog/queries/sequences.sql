WITH {relations}
SELECT 'sequence', concat_ws('/', 'pg_class', c.oid, 0), c.identity, NULL, c.name,
       json_build_object('type', s.seqtypid::regtype, 'options', {sequence_options},
                         'unlogged', CASE WHEN c.relpersistence = 'u' THEN true END)::text, '{}'
FROM relations c JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
  AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class o ON o.oid = d.refobjid
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                    AND d.deptype = 'a' AND o.relname IN ({own_tables}))
UNION ALL
SELECT 'sequence_owner', concat_ws('/', 'sequence_owner', c.oid, 0), c.identity, NULL, c.name,
       json_build_object('column', t.identity || '.' || quote_ident(a.attname))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0), concat_ws('/', 'pg_class', t.oid, a.attnum)))::text
FROM relations c
     JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                         AND d.refobjsubid > 0 AND d.deptype = 'a'
     JOIN relations t ON t.oid = d.refobjid
     JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relkind = 'S'
