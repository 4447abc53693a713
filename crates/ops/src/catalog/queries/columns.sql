WITH {tables}
SELECT 'column', 'pg_class/' || c.oid || '/' || a.attnum, c.identity || '.' || quote_ident(a.attname), c.identity, quote_ident(a.attname),
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
       nullif(a.attnotnull, false) AS not_null,
       CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       q.identity AS identity_sequence, q.options AS identity_options,
       CASE WHEN a.attstorage <> t.typstorage THEN
           CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
       nullif(coalesce(a.attstattarget, -1), -1)::int AS statistics,
       array_to_json(a.attoptions) AS options,
       a.attnum::int AS fact_position, a.attinhcount > 0 AS fact_inherited,
       CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END AS fact_storage,
       'pg_attrdef/' || d.oid || '/0' AS fact_alias, c.entry AS fact_needs
FROM pg_attribute a
     JOIN tables c ON c.oid = a.attrelid
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
     LEFT JOIN (SELECT d.refobjid, d.refobjsubid, s.seqrelid::regclass::text AS identity, {sequence_options} AS options
                FROM pg_sequence s JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i') q
         ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum AND a.attidentity <> ''
WHERE a.attnum > 0 AND NOT a.attisdropped
;
WITH {relations}
-- A default names no column, so that no table need be looked up for it.
SELECT 'default', 'pg_attrdef/' || d.oid || '/0', c.identity || '.' || quote_ident(a.attname), c.identity, quote_ident(a.attname),
       pg_get_expr(d.adbin, 0) AS expression,
       c.entry || ',pg_class/' || c.oid || '/' || a.attnum AS fact_needs
FROM pg_attrdef d JOIN relations c ON c.oid = d.adrelid
     JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = ''
