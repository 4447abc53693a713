WITH {relations}
SELECT 'owner', 'owner/' || o.oid || '/0', o.identity, NULL, o.target,
       quote_ident(pg_get_userbyid(o.owner)) AS role, o.class || '/' || o.oid || '/0' AS fact_needs, o.target AS fact_target
FROM (SELECT 'pg_class' AS class, c.oid, c.relowner AS owner, c.identity,
             CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'S' THEN 'SEQUENCE ' WHEN 'f' THEN 'FOREIGN TABLE '
                            ELSE 'TABLE ' END || c.identity AS target
      FROM relations c
      WHERE c.relkind <> 'S' OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
      UNION ALL
      SELECT 'pg_proc', p.oid, p.proowner, p.oid::regprocedure::text,
             CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN 'AGGREGATE ' || p.pronamespace::regnamespace || '.' || quote_ident(p.proname) || '(*)'
                  ELSE 'ROUTINE ' || p.oid::regprocedure END
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE {user_schema} AND NOT {of_extension pg_proc p.oid}
      UNION ALL
      SELECT 'pg_type', t.oid, t.typowner, 'type ' || t.oid::regtype, 'TYPE ' || t.oid::regtype
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE {own_type} AND {user_schema} AND NOT {of_extension pg_type t.oid}
      UNION ALL
      SELECT 'pg_namespace', n.oid, n.nspowner, 'schema ' || quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname)
      FROM pg_namespace n WHERE {user_schema} AND NOT {of_extension pg_namespace n.oid}) o
WHERE o.owner <> (SELECT datdba FROM pg_database WHERE datname = current_database()) AND pg_get_userbyid(o.owner) <> 'pg_database_owner'
  AND NOT (o.class = 'pg_namespace' AND o.owner = 10)
