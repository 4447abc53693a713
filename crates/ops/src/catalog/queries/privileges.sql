WITH {relations}
-- An absent list of privileges stands for the default one, which GRANT and REVOKE spell out; of relations and schemas it is the
-- owner's alone. The owner has all, unless some were taken.
SELECT 'privilege', 'privilege/' || o.oid || '/' || o.sub, o.identity || ' to ' || coalesce(r.rolname, 'public'), o.identity, coalesce(quote_ident(r.rolname), 'PUBLIC'),
       g.privileges, o.target AS fact_target, o.attribute AS fact_column, o.class || '/' || o.oid || '/' || o.sub AS fact_needs
FROM (SELECT 'pg_class' AS class, c.oid, 0 AS sub, c.identity, CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.identity AS target,
             NULL AS attribute, c.relowner AS owner, c.relacl AS acl
      FROM relations c
      WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
        AND NOT (c.relkind = 'S' AND EXISTS (
                        SELECT FROM pg_depend x JOIN pg_class t ON t.oid = x.refobjid
                        WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.refclassid = 'pg_class'::regclass
                          AND x.deptype IN ('a', 'i') AND t.relname IN ({own_tables})))
      UNION ALL
      SELECT 'pg_class', c.oid, a.attnum, c.identity || '.' || quote_ident(a.attname), 'TABLE ' || c.identity, quote_ident(a.attname), c.relowner, a.attacl
      FROM pg_attribute a JOIN relations c ON c.oid = a.attrelid
      WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
      UNION ALL
      SELECT 'pg_proc', p.oid, 0, p.oid::regprocedure::text, 'ROUTINE ' || p.oid::regprocedure, NULL, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE {user_schema} AND NOT {of_extension pg_proc p.oid}
      UNION ALL
      SELECT 'pg_type', t.oid, 0, 'type ' || t.oid::regtype, CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || t.oid::regtype, NULL,
             t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE {own_type} AND {user_schema} AND NOT {of_extension pg_type t.oid}
      UNION ALL
      SELECT 'pg_namespace', n.oid, 0, 'schema ' || quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname), NULL, n.nspowner, n.nspacl
      FROM pg_namespace n
      WHERE n.nspacl IS NOT NULL AND {user_schema} AND NOT {of_extension pg_namespace n.oid}) o
     CROSS JOIN LATERAL (
         SELECT a.grantee, json_agg(a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END ORDER BY a.privilege_type) AS privileges
         FROM aclexplode(o.acl) a WHERE a.grantee <> o.owner GROUP BY a.grantee) g
     LEFT JOIN pg_roles r ON r.oid = g.grantee
;
-- A list for all schemas replaces the built-in one, so what is built in is no difference, and a built-in grant that is missing is one.
SELECT 'default_privilege', 'pg_default_acl/0/0',
       format('%s of %s%s to %s', lower(o.what), o.role, ' in ' || o.schema, coalesce(r.rolname, 'public')), o.schema, coalesce(quote_ident(r.rolname), 'PUBLIC'),
       coalesce(g.privileges, '[]') AS privileges,
       o.what AS fact_target, o.role AS fact_role,
       CASE WHEN o.schema IS NULL AND g.grantee = 0 AND o.what = 'FUNCTIONS' THEN 'EXECUTE'
            WHEN o.schema IS NULL AND g.grantee = 0 AND o.what = 'TYPES' THEN 'USAGE' END AS fact_built_in,
       CASE WHEN o.schema IS NOT NULL THEN 'pg_namespace/' || o.namespace || '/0' END AS fact_needs
FROM (SELECT d.*, d.defaclnamespace AS namespace, quote_ident(pg_get_userbyid(d.defaclrole)) AS role, quote_ident(n.nspname) AS schema,
             CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                                  WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS what
      FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace) o
     CROSS JOIN LATERAL (
         SELECT a.grantee, json_agg(a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END ORDER BY a.privilege_type)
                    FILTER (WHERE a.privilege_type <> '') AS privileges
         FROM (SELECT grantee, privilege_type, is_grantable FROM aclexplode(o.defaclacl)
               UNION ALL SELECT 0, '', false WHERE o.schema IS NULL AND o.what IN ('FUNCTIONS', 'TYPES')) a
         GROUP BY a.grantee) g
     LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> o.defaclrole
  AND NOT (o.schema IS NULL AND g.grantee = 0 AND o.what = 'FUNCTIONS' AND g.privileges::text IS NOT DISTINCT FROM '["EXECUTE"]')
  AND NOT (o.schema IS NULL AND g.grantee = 0 AND o.what = 'TYPES' AND g.privileges::text IS NOT DISTINCT FROM '["USAGE"]')
