WITH {tables}
SELECT 'table', c.entry, c.identity, NULL, c.name,
       CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'table' END AS form,
       CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relpersistence = 'u' THEN true END AS unlogged,
       nullif(c.relrowsecurity, false) AS row_security,
       nullif(c.relforcerowsecurity, false) AS force_row_security,
       array_to_json(nullif(array(SELECT unnest(c.reloptions) UNION ALL SELECT 'toast.' || unnest(o.reloptions) ORDER BY 1), '{}')) AS options,
       CASE WHEN m.amname <> 'heap' THEN quote_ident(m.amname) END AS access_method,
       CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS of_type,
       (SELECT quote_ident(v.srvname) FROM pg_foreign_table f JOIN pg_foreign_server v ON v.oid = f.ftserver WHERE f.ftrelid = c.oid) AS server,
       (SELECT array_to_json(f.ftoptions) FROM pg_foreign_table f WHERE f.ftrelid = c.oid) AS server_options
FROM tables c LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_class o ON o.oid = c.reltoastrelid
;
WITH {tables}
SELECT 'replica_identity', 'replica_identity/' || c.oid || '/0', c.identity, c.identity, c.name,
       CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE
           'USING INDEX ' || (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                              WHERE i.indrelid = c.oid AND i.indisreplident) END AS value,
       NULL AS parent, NULL AS bound,
       concat_ws(',', c.entry, (SELECT 'pg_class/' || i.indexrelid || '/0' FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)) AS fact_needs
FROM tables c WHERE c.relkind IN ('r', 'p') AND c.relreplident <> 'd'
UNION ALL
SELECT 'inheritance', 'inheritance/' || c.oid || '/' || i.inhseqno, c.identity || CASE WHEN c.relispartition THEN '' ELSE ' of ' || p.identity END, c.identity, c.name,
       NULL, p.identity, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END, c.entry || ',' || p.entry
FROM pg_inherits i JOIN tables c ON c.oid = i.inhrelid JOIN tables p ON p.oid = i.inhparent
