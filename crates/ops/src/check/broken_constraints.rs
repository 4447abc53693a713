//! Rows that break a check or foreign key which is not valid, not enforced, or whose triggers are off.

use super::{Check, Finding, count};
use crate::sql::rows;

pub(super) const CHECK: Check = Check {
    name: "broken_constraints",
    finds: "rows that break a constraint which is NOT VALID, NOT ENFORCED or disabled",
    run: |db, _| {
        Box::pin(async move {
            let mut findings = Vec::new();
            for row in rows(db, SUSPECTS, []).await? {
                let (subject, why, query): (String, String, String) =
                    (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                let count = count(db, &query).await?;
                if count > 0 {
                    findings.push(Finding {
                        subject,
                        problem: format!("rows break it; it is {why}"),
                        count,
                        query,
                    });
                }
            }
            Ok(findings)
        })
    },
};

/// Constraints that PostgreSQL does not vouch for, each with the query of the rows that break it. A partition's foreign
/// key is looked at with its parent's.
const SUSPECTS: &str = "
SELECT k.conrelid::regclass || '.' || quote_ident(k.conname),
       CASE WHEN NOT coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) THEN 'not enforced'
            WHEN NOT k.convalidated THEN 'not validated' ELSE 'disabled' END,
       CASE k.contype
           WHEN 'c' THEN format('SELECT * FROM %s WHERE NOT (%s)', k.conrelid::regclass, pg_get_expr(k.conbin, k.conrelid))
           ELSE format('SELECT child.* FROM %s AS child LEFT JOIN %s AS parent ON %s WHERE %s AND parent.%I IS NULL',
                       k.conrelid::regclass, k.confrelid::regclass,
                       string_agg(format('child.%I = parent.%I', c.attname, p.attname), ' AND ' ORDER BY u.position) FILTER (WHERE k.contype = 'f'),
                       string_agg(format('child.%I IS NOT NULL', c.attname), ' AND ' ORDER BY u.position) FILTER (WHERE k.contype = 'f'),
                       (array_agg(p.attname ORDER BY u.position))[1])
       END
FROM pg_constraint k
     LEFT JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, parent, position) ON k.contype = 'f'
     LEFT JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = u.child
     LEFT JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = u.parent
WHERE k.contype IN ('c', 'f') AND k.conrelid <> 0 AND k.conparentid = 0
  AND (NOT k.convalidated
       OR k.contype = 'f' AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D'))
GROUP BY k.oid, k.conrelid, k.confrelid, k.conname, k.contype, k.convalidated, k.conbin, to_jsonb(k) ->> 'conenforced'
ORDER BY 1";
