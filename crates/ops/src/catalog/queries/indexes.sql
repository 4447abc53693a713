WITH {relations}
SELECT 'index', concat_ws('/', 'pg_class', x.oid, 0), c.schema || '.' || quote_ident(x.relname), c.identity, quote_ident(x.relname),
       json_build_object('definition', pg_get_indexdef(x.oid),
                         'invalid', CASE WHEN NOT i.indisvalid AND x.relkind = 'i' THEN true END)::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_index i JOIN relations c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p', 'm') JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'index_attachment', concat_ws('/', 'index_attachment', x.oid, 0), c.schema || '.' || quote_ident(x.relname), c.identity, quote_ident(x.relname),
       json_build_object('parent', p.schema || '.' || quote_ident(y.relname))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', x.oid, 0), concat_ws('/', 'pg_class', y.oid, 0),
                                                   concat_ws('/', 'inheritance', c.oid, 1)))::text
FROM pg_inherits h
     JOIN pg_class x ON x.oid = h.inhrelid JOIN pg_index i ON i.indexrelid = x.oid JOIN relations c ON c.oid = i.indrelid
     JOIN pg_class y ON y.oid = h.inhparent JOIN pg_index j ON j.indexrelid = y.oid JOIN relations p ON p.oid = j.indrelid
UNION ALL
SELECT 'statistics', concat_ws('/', 'pg_statistic_ext', s.oid, 0), quote_ident(n.nspname) || '.' || quote_ident(s.stxname), c.identity, quote_ident(s.stxname),
       json_build_object('definition', pg_get_statisticsobjdef(s.oid), 'target', nullif(coalesce(s.stxstattarget, -1), -1))::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0)))::text
FROM pg_statistic_ext s JOIN relations c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = s.stxnamespace
