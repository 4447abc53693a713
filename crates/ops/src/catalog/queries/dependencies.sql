SELECT string_agg(concat_ws(' ', concat_ws('/', d.classid::regclass, d.objid, d.objsubid),
                            concat_ws('/', d.refclassid::regclass, d.refobjid, d.refobjsubid), d.deptype), ',')
FROM pg_depend d
WHERE d.objid >= 16384 AND d.deptype IN ('n', 'a', 'i') AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass)
  AND d.classid <> 'pg_default_acl'::regclass
  AND NOT (d.classid = 'pg_trigger'::regclass AND d.deptype = 'i')
