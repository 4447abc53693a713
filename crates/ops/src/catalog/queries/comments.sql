WITH {relations}
SELECT 'comment', concat_ws('/', 'comment', o.oid, o.sub), o.identity, NULL, o.target,
       json_build_object('text', d.description)::text,
       json_build_object('target', o.target, 'needs', json_build_array(concat_ws('/', o.class, o.oid, CASE WHEN o.whole THEN 0 ELSE o.sub END)))::text
FROM pg_description d
     JOIN (SELECT 'pg_class' AS class, c.oid, 0 AS sub, c.identity,
                  CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'S' THEN 'SEQUENCE ' WHEN 'f' THEN 'FOREIGN TABLE '
                                 ELSE 'TABLE ' END || c.identity AS target, true AS whole
           FROM relations c
           UNION ALL
           SELECT 'pg_class', c.oid, a.attnum, c.identity || '.' || quote_ident(a.attname), 'COLUMN ' || c.identity || '.' || quote_ident(a.attname),
                  c.relkind IN ('v', 'm')
           FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
           UNION ALL
           SELECT 'pg_class', x.oid, 0, 'index ' || c.schema || '.' || quote_ident(x.relname), 'INDEX ' || c.schema || '.' || quote_ident(x.relname), true
           FROM pg_index i JOIN relations c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
           UNION ALL
           SELECT 'pg_proc', p.oid, 0, p.oid::regprocedure::text,
                  CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN 'AGGREGATE ' || p.pronamespace::regnamespace || '.' || quote_ident(p.proname) || '(*)'
                       ELSE 'ROUTINE ' || p.oid::regprocedure END, true
           FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE {user_schema} AND NOT {of_extension pg_proc p.oid}
           UNION ALL
           SELECT 'pg_type', t.oid, 0, 'type ' || t.oid::regtype, CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || t.oid::regtype, true
           FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
           WHERE {own_type} AND {user_schema} AND NOT {of_extension pg_type t.oid}
           UNION ALL
           SELECT 'pg_constraint', k.oid, 0, 'constraint ' || c.identity || '.' || quote_ident(k.conname),
                  format('CONSTRAINT %I ON %s', k.conname, c.identity), true
           FROM pg_constraint k JOIN relations c ON c.oid = k.conrelid
           UNION ALL
           SELECT 'pg_constraint', k.oid, 0, 'constraint ' || t.oid::regtype || '.' || quote_ident(k.conname),
                  format('CONSTRAINT %I ON DOMAIN %s', k.conname, t.oid::regtype), true
           FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
           WHERE {user_schema} AND NOT {of_extension pg_type t.oid}
           UNION ALL
           SELECT 'pg_trigger', t.oid, 0, 'trigger ' || c.identity || '.' || quote_ident(t.tgname), format('TRIGGER %I ON %s', t.tgname, c.identity), true
           FROM pg_trigger t JOIN relations c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgparentid = 0
           UNION ALL
           SELECT 'pg_policy', p.oid, 0, 'policy ' || c.identity || '.' || quote_ident(p.polname), format('POLICY %I ON %s', p.polname, c.identity), true
           FROM pg_policy p JOIN relations c ON c.oid = p.polrelid
           UNION ALL
           SELECT 'pg_rewrite', w.oid, 0, 'rule ' || c.identity || '.' || quote_ident(w.rulename), format('RULE %I ON %s', w.rulename, c.identity), true
           FROM pg_rewrite w JOIN relations c ON c.oid = w.ev_class WHERE w.rulename <> '_RETURN'
           UNION ALL
           SELECT 'pg_namespace', n.oid, 0, 'schema ' || quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname), true
           FROM pg_namespace n WHERE {user_schema} AND NOT {of_extension pg_namespace n.oid}
           UNION ALL
           SELECT 'pg_statistic_ext', s.oid, 0, 'statistics ' || c.schema || '.' || quote_ident(s.stxname),
                  format('STATISTICS %s.%I', s.stxnamespace::regnamespace, s.stxname), true
           FROM pg_statistic_ext s JOIN relations c ON c.oid = s.stxrelid) o
         ON o.class::regclass = d.classoid AND o.oid = d.objoid AND o.sub = d.objsubid
