SELECT 'function', 'pg_proc/' || p.oid || '/0', p.oid::regprocedure::text, quote_ident(n.nspname), quote_ident(p.proname),
       CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window' ELSE 'function' END AS form,
       CASE WHEN p.prokind <> 'a' THEN pg_get_function_arguments(p.oid) END AS arguments,
       pg_get_function_result(p.oid) AS result,
       CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE format('CREATE AGGREGATE %s.%I(%s) (%s)',
           quote_ident(n.nspname), p.proname,
           CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END,
           (SELECT concat_ws(', ', 'SFUNC = ' || g.aggtransfn::regproc, 'STYPE = ' || g.aggtranstype::regtype,
                'SSPACE = ' || nullif(g.aggtransspace, 0), 'FINALFUNC = ' || nullif(g.aggfinalfn::oid, 0)::regproc,
                CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                'COMBINEFUNC = ' || nullif(g.aggcombinefn::oid, 0)::regproc,
                'SERIALFUNC = ' || nullif(g.aggserialfn::oid, 0)::regproc,
                'DESERIALFUNC = ' || nullif(g.aggdeserialfn::oid, 0)::regproc,
                'INITCOND = ' || quote_literal(g.agginitval),
                'MSFUNC = ' || nullif(g.aggmtransfn::oid, 0)::regproc, 'MINVFUNC = ' || nullif(g.aggminvtransfn::oid, 0)::regproc,
                'MSTYPE = ' || nullif(g.aggmtranstype, 0)::regtype, 'MFINALFUNC = ' || nullif(g.aggmfinalfn::oid, 0)::regproc,
                'MINITCOND = ' || quote_literal(g.aggminitval),
                CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END)
            FROM pg_aggregate g WHERE g.aggfnoid = p.oid)) END AS definition
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {user_schema} AND NOT {of_extension pg_proc p.oid}
  AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'i')
