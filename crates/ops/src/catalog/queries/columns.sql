WITH {relations}
SELECT 'column', concat_ws('/', 'pg_class', c.oid, a.attnum), c.identity || '.' || quote_ident(a.attname), c.identity, quote_ident(a.attname),
       json_build_object(
           'type', format_type(a.atttypid, a.atttypmod),
           'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
           'not_null', nullif(a.attnotnull, false),
           'generated', CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
           'expression', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
           'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
           'identity_sequence', q.identity, 'identity_options', q.options,
           'storage', CASE WHEN a.attstorage <> t.typstorage THEN
               CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END,
           'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
           'statistics', nullif(coalesce(a.attstattarget, -1), -1),
           'options', array_to_json(a.attoptions))::text,
       json_build_object('position', a.attnum, 'inherited', a.attinhcount > 0, 'storage', CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END,
                         'alias', concat_ws('/', 'pg_attrdef', CASE WHEN a.attgenerated <> '' THEN d.oid END, 0),
                         'needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_attribute a
     JOIN relations c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     LEFT JOIN (SELECT d.refobjid, d.refobjsubid, s.seqrelid::regclass::text AS identity, {sequence_options} AS options
                FROM pg_sequence s JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i') q
         ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum AND a.attidentity <> ''
WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'default', concat_ws('/', 'pg_attrdef', d.oid, 0), c.identity || '.' || quote_ident(a.attname), c.identity, quote_ident(a.attname),
       json_build_object('expression', pg_get_expr(d.adbin, d.adrelid))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0), concat_ws('/', 'pg_class', c.oid, a.attnum)))::text
FROM pg_attrdef d JOIN relations c ON c.oid = d.adrelid
     JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE a.attgenerated = ''
