WITH {relations}
SELECT 'index', 'pg_class/' || x.oid || '/0', c.schema || '.' || quote_ident(x.relname), c.identity, quote_ident(x.relname),
       pg_get_indexdef(x.oid) AS definition, CASE WHEN NOT i.indisvalid AND x.relkind = 'i' THEN true END AS invalid,
       NULL AS parent, NULL::int AS target, c.entry AS fact_needs
FROM pg_index i JOIN relations c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'index_attachment', 'index_attachment/' || x.oid || '/0', c.schema || '.' || quote_ident(x.relname), c.identity, quote_ident(x.relname),
       NULL, NULL, p.schema || '.' || quote_ident(y.relname), NULL,
       'pg_class/' || x.oid || '/0,pg_class/' || y.oid || '/0,inheritance/' || c.oid || '/1'
FROM pg_inherits h
     JOIN pg_class x ON x.oid = h.inhrelid JOIN pg_index i ON i.indexrelid = x.oid JOIN relations c ON c.oid = i.indrelid
     JOIN pg_class y ON y.oid = h.inhparent JOIN pg_index j ON j.indexrelid = y.oid JOIN relations p ON p.oid = j.indrelid
UNION ALL
SELECT 'statistics', 'pg_statistic_ext/' || s.oid || '/0', quote_ident(n.nspname) || '.' || quote_ident(s.stxname), c.identity, quote_ident(s.stxname),
       pg_get_statisticsobjdef(s.oid), NULL, NULL, nullif(coalesce(s.stxstattarget, -1), -1), c.entry
FROM pg_statistic_ext s JOIN relations c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = s.stxnamespace
