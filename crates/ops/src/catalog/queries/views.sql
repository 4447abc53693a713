WITH {relations}
SELECT 'view', concat_ws('/', 'pg_class', c.oid, 0), c.identity, NULL, c.name,
       json_build_object('form', CASE c.relkind WHEN 'm' THEN 'materialized' ELSE 'view' END,
                         'definition', pg_get_viewdef(c.oid),
                         'options', array_to_json(c.reloptions),
                         'unpopulated', CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN true END)::text, '{}'
FROM relations c WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger', concat_ws('/', 'pg_trigger', t.oid, 0), c.identity || '.' || quote_ident(t.tgname), c.identity, quote_ident(t.tgname),
       json_build_object('definition', pg_get_triggerdef(t.oid), 'enabled', nullif(t.tgenabled, 'O'))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_trigger t JOIN relations c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL
SELECT 'policy', concat_ws('/', 'pg_policy', p.oid, 0), c.identity || '.' || quote_ident(p.polname), c.identity, quote_ident(p.polname),
       json_build_object(
           'restrictive', nullif(NOT p.polpermissive, false),
           'command', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
           'roles', (SELECT string_agg(coalesce(quote_ident(r.rolname), 'public'), ', ' ORDER BY r.rolname)
                     FROM unnest(p.polroles) AS u(oid) LEFT JOIN pg_roles r ON r.oid = u.oid),
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_policy p JOIN relations c ON c.oid = p.polrelid
UNION ALL
SELECT 'rule', concat_ws('/', 'pg_rewrite', w.oid, 0), c.identity || '.' || quote_ident(w.rulename), c.identity, quote_ident(w.rulename),
       json_build_object('definition', pg_get_ruledef(w.oid), 'enabled', nullif(w.ev_enabled, 'O'))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_rewrite w JOIN relations c ON c.oid = w.ev_class
WHERE w.rulename <> '_RETURN'
