SELECT 'schema', 'pg_namespace/' || n.oid || '/0', quote_ident(n.nspname), NULL, quote_ident(n.nspname)
FROM pg_namespace n
WHERE {user_schema} AND NOT {of_extension pg_namespace n.oid}
;
SELECT 'extension', 'pg_extension/' || e.oid || '/0', quote_ident(e.extname), NULL, quote_ident(e.extname), quote_ident(n.nspname) AS schema
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
;
SELECT 'collation', 'pg_collation/' || l.oid || '/0', l.oid::regcollation::text, quote_ident(n.nspname), quote_ident(l.collname),
       CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
       coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate) AS locale,
       nullif(NOT l.collisdeterministic, false) AS nondeterministic
FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
WHERE {user_schema} AND NOT {of_extension pg_collation l.oid}
;
SELECT 'event_trigger', 'pg_event_trigger/' || t.oid || '/0', quote_ident(t.evtname), NULL, quote_ident(t.evtname),
       t.evtevent::text AS event, to_json(t.evttags) AS tags, t.evtfoid::regproc::text AS function, nullif(t.evtenabled, 'O')::text AS enabled
FROM pg_event_trigger t
WHERE NOT {of_extension pg_event_trigger t.oid}
