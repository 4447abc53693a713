-- Comments on what the server came with are left out first: there are thousands.
WITH {relations},
described AS MATERIALIZED (
    SELECT * FROM pg_description d WHERE d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass)
SELECT 'comment', 'comment/' || o.oid || '/' || o.sub, o.identity, NULL, o.target, o.description AS text,
       o.target AS fact_target, o.class || '/' || o.oid || '/' || CASE WHEN o.whole THEN 0 ELSE o.sub END AS fact_needs
FROM (SELECT 'pg_class' AS class, c.oid, 0 AS sub, c.identity,
             CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'S' THEN 'SEQUENCE ' WHEN 'f' THEN 'FOREIGN TABLE '
                            ELSE 'TABLE ' END || c.identity AS target, true AS whole, d.description
      FROM described d JOIN relations c ON c.oid = d.objoid
      WHERE d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      UNION ALL
      SELECT 'pg_class', c.oid, a.attnum, c.identity || '.' || quote_ident(a.attname), 'COLUMN ' || c.identity || '.' || quote_ident(a.attname),
             c.relkind IN ('v', 'm'), d.description
      FROM described d JOIN relations c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
      WHERE d.classoid = 'pg_class'::regclass AND d.objsubid > 0
      UNION ALL
      SELECT 'pg_class', x.oid, 0, 'index ' || c.schema || '.' || quote_ident(x.relname), 'INDEX ' || c.schema || '.' || quote_ident(x.relname), true,
             d.description
      FROM described d JOIN pg_index i ON i.indexrelid = d.objoid JOIN relations c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
      WHERE d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      UNION ALL
      SELECT 'pg_proc', p.oid, 0, p.oid::regprocedure::text,
             CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN 'AGGREGATE ' || p.pronamespace::regnamespace || '.' || quote_ident(p.proname) || '(*)'
                  ELSE 'ROUTINE ' || p.oid::regprocedure END, true, d.description
      FROM described d JOIN pg_proc p ON p.oid = d.objoid JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE d.classoid = 'pg_proc'::regclass AND {user_schema} AND NOT {of_extension pg_proc p.oid}
      UNION ALL
      SELECT 'pg_type', t.oid, 0, 'type ' || t.oid::regtype, CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || t.oid::regtype, true,
             d.description
      FROM described d JOIN pg_type t ON t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE d.classoid = 'pg_type'::regclass AND {own_type} AND {user_schema} AND NOT {of_extension pg_type t.oid}
      UNION ALL
      SELECT 'pg_constraint', k.oid, 0, 'constraint ' || c.identity || '.' || quote_ident(k.conname),
             format('CONSTRAINT %I ON %s', k.conname, c.identity), true, d.description
      FROM described d JOIN pg_constraint k ON k.oid = d.objoid JOIN relations c ON c.oid = k.conrelid
      WHERE d.classoid = 'pg_constraint'::regclass
      UNION ALL
      SELECT 'pg_constraint', k.oid, 0, 'constraint ' || t.oid::regtype || '.' || quote_ident(k.conname),
             format('CONSTRAINT %I ON DOMAIN %s', k.conname, t.oid::regtype), true, d.description
      FROM described d JOIN pg_constraint k ON k.oid = d.objoid JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE d.classoid = 'pg_constraint'::regclass AND {user_schema} AND NOT {of_extension pg_type t.oid}
      UNION ALL
      SELECT 'pg_trigger', t.oid, 0, 'trigger ' || c.identity || '.' || quote_ident(t.tgname), format('TRIGGER %I ON %s', t.tgname, c.identity), true,
             d.description
      FROM described d JOIN pg_trigger t ON t.oid = d.objoid JOIN relations c ON c.oid = t.tgrelid
      WHERE d.classoid = 'pg_trigger'::regclass AND NOT t.tgisinternal AND t.tgparentid = 0
      UNION ALL
      SELECT 'pg_policy', p.oid, 0, 'policy ' || c.identity || '.' || quote_ident(p.polname), format('POLICY %I ON %s', p.polname, c.identity), true,
             d.description
      FROM described d JOIN pg_policy p ON p.oid = d.objoid JOIN relations c ON c.oid = p.polrelid
      WHERE d.classoid = 'pg_policy'::regclass
      UNION ALL
      SELECT 'pg_rewrite', w.oid, 0, 'rule ' || c.identity || '.' || quote_ident(w.rulename), format('RULE %I ON %s', w.rulename, c.identity), true,
             d.description
      FROM described d JOIN pg_rewrite w ON w.oid = d.objoid JOIN relations c ON c.oid = w.ev_class
      WHERE d.classoid = 'pg_rewrite'::regclass AND w.rulename <> '_RETURN'
      UNION ALL
      SELECT 'pg_namespace', n.oid, 0, 'schema ' || quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname), true, d.description
      FROM described d JOIN pg_namespace n ON n.oid = d.objoid
      WHERE d.classoid = 'pg_namespace'::regclass AND {user_schema} AND NOT {of_extension pg_namespace n.oid}
      UNION ALL
      SELECT 'pg_statistic_ext', s.oid, 0, 'statistics ' || c.schema || '.' || quote_ident(s.stxname),
             format('STATISTICS %s.%I', s.stxnamespace::regnamespace, s.stxname), true, d.description
      FROM described d JOIN pg_statistic_ext s ON s.oid = d.objoid JOIN relations c ON c.oid = s.stxrelid
      WHERE d.classoid = 'pg_statistic_ext'::regclass) o
