SELECT 'type', 'pg_type/' || t.oid || '/0', t.oid::regtype::text, quote_ident(n.nspname), quote_ident(t.typname), 'enum' AS form,
       (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) AS labels
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {user_schema} AND NOT {of_extension pg_type t.oid}
;
SELECT 'type', 'pg_type/' || t.oid || '/0', t.oid::regtype::text, quote_ident(n.nspname), quote_ident(t.typname), 'domain' AS form,
       format_type(t.typbasetype, t.typtypmod) AS base,
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS collation,
       t.typdefault AS default, nullif(t.typnotnull, false) AS not_null
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd' AND {user_schema} AND NOT {of_extension pg_type t.oid}
;
SELECT 'type', 'pg_type/' || t.oid || '/0', t.oid::regtype::text, quote_ident(n.nspname), quote_ident(t.typname), 'range' AS form,
       concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                 'SUBTYPE_OPCLASS = ' || (SELECT o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname)
                                          FROM pg_opclass o WHERE o.oid = r.rngsubopc),
                 'COLLATION = ' || nullif(r.rngcollation, 0)::regcollation,
                 'CANONICAL = ' || nullif(r.rngcanonical::oid, 0)::regproc,
                 'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
                 'MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype) AS options
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_range r ON r.rngtypid = t.oid
WHERE t.typtype = 'r' AND {user_schema} AND NOT {of_extension pg_type t.oid}
;
SELECT 'type', 'pg_type/' || t.oid || '/0', t.oid::regtype::text, quote_ident(n.nspname), quote_ident(t.typname), 'composite' AS form,
       (SELECT json_agg(json_build_array(quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
                            || CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END)
                        ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS fields
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class k ON k.oid = t.typrelid AND k.relkind = 'c'
WHERE t.typtype = 'c' AND {user_schema} AND NOT {of_extension pg_type t.oid}
