WITH {tables}
SELECT 'constraint', 'pg_constraint/' || k.oid || '/0', c.identity || '.' || quote_ident(k.conname), c.identity, quote_ident(k.conname),
       k.contype::text AS form, {constraint_definition} AS definition, nullif(NOT k.convalidated, false) AS not_valid,
       k.coninhcount > 0 AND NOT k.conislocal AS fact_inherited, c.entry AS fact_needs
FROM pg_constraint k JOIN tables c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND NOT (k.contype = 'f' AND k.conparentid <> 0)
;
SELECT 'constraint', 'pg_constraint/' || k.oid || '/0', t.oid::regtype || '.' || quote_ident(k.conname), t.oid::regtype::text, quote_ident(k.conname),
       'domain' AS form, {constraint_definition} AS definition, nullif(NOT k.convalidated, false) AS not_valid,
       'pg_type/' || t.oid || '/0' AS fact_needs
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND {user_schema} AND NOT {of_extension pg_type t.oid}
