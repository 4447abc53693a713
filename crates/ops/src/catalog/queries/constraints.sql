WITH {relations}
SELECT 'constraint', concat_ws('/', 'pg_constraint', k.oid, 0), c.identity || '.' || quote_ident(k.conname), c.identity, quote_ident(k.conname),
       json_build_object('form', k.contype, 'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
                         'not_valid', nullif(NOT k.convalidated, false))::text,
       json_build_object('inherited', k.coninhcount > 0 AND NOT k.conislocal, 'needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_constraint k JOIN relations c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p', 'f')
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND NOT (k.contype = 'f' AND k.conparentid <> 0)
UNION ALL
SELECT 'constraint', concat_ws('/', 'pg_constraint', k.oid, 0), t.oid::regtype || '.' || quote_ident(k.conname), t.oid::regtype::text, quote_ident(k.conname),
       json_build_object('form', 'domain', 'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
                         'not_valid', nullif(NOT k.convalidated, false))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_type', t.oid, 0)))::text
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND {user_schema} AND NOT {of_extension pg_type t.oid}
