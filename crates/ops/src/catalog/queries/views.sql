WITH {relations}
SELECT 'view', c.entry, c.identity, NULL, c.name,
       CASE c.relkind WHEN 'm' THEN 'materialized' ELSE 'view' END AS form,
       pg_get_viewdef(c.oid) AS definition, array_to_json(c.reloptions) AS options,
       CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN true END AS unpopulated,
       NULL AS enabled, NULL AS fact_needs
FROM relations c WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger', 'pg_trigger/' || t.oid || '/0', c.identity || '.' || quote_ident(t.tgname), c.identity, quote_ident(t.tgname),
       NULL, pg_get_triggerdef(t.oid), NULL, NULL, nullif(t.tgenabled, 'O')::text, c.entry
FROM pg_trigger t JOIN relations c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL
SELECT 'rule', 'pg_rewrite/' || w.oid || '/0', c.identity || '.' || quote_ident(w.rulename), c.identity, quote_ident(w.rulename),
       NULL, pg_get_ruledef(w.oid), NULL, NULL, nullif(w.ev_enabled, 'O')::text, c.entry
FROM pg_rewrite w JOIN relations c ON c.oid = w.ev_class
WHERE w.rulename <> '_RETURN'
;
WITH {tables}
SELECT 'policy', 'pg_policy/' || p.oid || '/0', c.identity || '.' || quote_ident(p.polname), c.identity, quote_ident(p.polname),
       nullif(NOT p.polpermissive, false) AS restrictive,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
       CASE p.polroles WHEN '{0}' THEN 'public' ELSE
           (SELECT string_agg(coalesce(quote_ident(r.rolname), 'public'), ', ' ORDER BY r.rolname)
            FROM unnest(p.polroles) AS u(oid) LEFT JOIN pg_roles r ON r.oid = u.oid) END AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check,
       c.entry AS fact_needs
FROM pg_policy p JOIN tables c ON c.oid = p.polrelid
