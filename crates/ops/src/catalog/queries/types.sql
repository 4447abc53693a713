SELECT 'type', concat_ws('/', 'pg_type', t.oid, 0), t.oid::regtype::text, quote_ident(n.nspname), quote_ident(t.typname),
       CASE t.typtype
           WHEN 'e' THEN json_build_object('form', 'enum', 'labels',
               (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
           WHEN 'd' THEN json_build_object('form', 'domain', 'base', format_type(t.typbasetype, t.typtypmod),
               'collation', CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END,
               'default', t.typdefault, 'not_null', nullif(t.typnotnull, false))
           WHEN 'r' THEN json_build_object('form', 'range', 'options',
               (SELECT concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                                 'SUBTYPE_OPCLASS = ' || (SELECT o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname)
                                                          FROM pg_opclass o WHERE o.oid = r.rngsubopc),
                                 'COLLATION = ' || nullif(r.rngcollation, 0)::regcollation,
                                 'CANONICAL = ' || nullif(r.rngcanonical::oid, 0)::regproc,
                                 'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
                                 'MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype)
                FROM pg_range r WHERE r.rngtypid = t.oid))
           ELSE json_build_object('form', 'composite', 'fields',
               (SELECT json_agg(json_build_array(quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
                                    || CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END)
                                ORDER BY a.attnum)
                FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
                WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
       END::text, '{}'
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_type b ON b.oid = t.typbasetype
WHERE (t.typtype IN ('e', 'd', 'r')
       OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
  AND {user_schema} AND NOT {of_extension pg_type t.oid}
