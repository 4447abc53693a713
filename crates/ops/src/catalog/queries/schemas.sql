SELECT 'schema', concat_ws('/', 'pg_namespace', n.oid, 0), quote_ident(n.nspname), NULL, quote_ident(n.nspname), '{}', '{}'
FROM pg_namespace n
WHERE {user_schema} AND NOT {of_extension pg_namespace n.oid}
UNION ALL
SELECT 'extension', concat_ws('/', 'pg_extension', e.oid, 0), quote_ident(e.extname), NULL, quote_ident(e.extname),
       json_build_object('schema', quote_ident(n.nspname))::text, '{}'
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT 'collation', concat_ws('/', 'pg_collation', l.oid, 0), l.oid::regcollation::text, quote_ident(n.nspname), quote_ident(l.collname),
       json_build_object('provider', CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                         'locale', coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate),
                         'nondeterministic', nullif(NOT l.collisdeterministic, false))::text, '{}'
FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
WHERE {user_schema} AND NOT {of_extension pg_collation l.oid}
UNION ALL
SELECT 'event_trigger', concat_ws('/', 'pg_event_trigger', t.oid, 0), quote_ident(t.evtname), NULL, quote_ident(t.evtname),
       json_build_object('event', t.evtevent, 'tags', to_json(t.evttags), 'function', t.evtfoid::regproc::text,
                         'enabled', nullif(t.evtenabled, 'O'))::text, '{}'
FROM pg_event_trigger t
WHERE NOT {of_extension pg_event_trigger t.oid}
