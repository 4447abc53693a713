WITH {relations}
SELECT 'table', concat_ws('/', 'pg_class', c.oid, 0), c.identity, NULL, c.name,
       json_build_object(
           'form', CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'table' END,
           'partition_key', CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
           'unlogged', CASE WHEN c.relpersistence = 'u' THEN true END,
           'row_security', nullif(c.relrowsecurity, false),
           'force_row_security', nullif(c.relforcerowsecurity, false),
           'options', array_to_json(nullif(array(SELECT unnest(c.reloptions) UNION ALL SELECT 'toast.' || unnest(o.reloptions) ORDER BY 1), '{}')),
           'access_method', CASE WHEN m.amname <> 'heap' THEN quote_ident(m.amname) END,
           'of_type', CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype END,
           'server', (SELECT quote_ident(v.srvname) FROM pg_foreign_table f JOIN pg_foreign_server v ON v.oid = f.ftserver WHERE f.ftrelid = c.oid),
           'server_options', (SELECT array_to_json(f.ftoptions) FROM pg_foreign_table f WHERE f.ftrelid = c.oid))::text,
       json_build_object('attached', c.relispartition)::text
FROM relations c LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_class o ON o.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'replica_identity', concat_ws('/', 'replica_identity', c.oid, 0), c.identity, c.identity, c.name,
       json_build_object('value', CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE
           'USING INDEX ' || (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                              WHERE i.indrelid = c.oid AND i.indisreplident) END)::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0),
           (SELECT concat_ws('/', 'pg_class', i.indexrelid, 0) FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)))::text
FROM relations c WHERE c.relkind IN ('r', 'p') AND c.relreplident <> 'd'
UNION ALL
SELECT 'inheritance', concat_ws('/', 'inheritance', c.oid, i.inhseqno), c.identity || CASE WHEN c.relispartition THEN '' ELSE ' of ' || p.identity END, c.identity, c.name,
       json_build_object('parent', p.identity, 'bound', CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END)::text,
       json_build_object('needs', json_build_array(concat_ws('/', 'pg_class', c.oid, 0), concat_ws('/', 'pg_class', p.oid, 0)))::text
FROM pg_inherits i JOIN relations c ON c.oid = i.inhrelid JOIN relations p ON p.oid = i.inhparent
