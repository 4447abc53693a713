//! Whether the role may do what a deploy does.

use sea_orm::{DatabaseConnection, DbErr};

use super::Project;
use super::preflight::Findings;
use crate::plan::{LockMode, Plan};
use crate::sql::{identifier, rows, scalar};

/// What the role lacks, a line each. `$1` are the tables that migrations alter, `$2` that of the maintenance flag.
const LACKS: &str = "
WITH me AS (SELECT rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user),
tables AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e'))
SELECT format('it may not create tables in the schema %I', current_schema())
    WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
UNION ALL SELECT 'it may not create databases, so the backup cannot be proven' FROM me WHERE NOT (rolsuper OR rolcreatedb)
UNION ALL SELECT format('it may not alter %s, which belongs to %s', c.oid::regclass, pg_get_userbyid(c.relowner))
    FROM tables c WHERE c.oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS altered (name))
      AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
UNION ALL SELECT format('it may not read %s, so that cannot be saved', c.oid::regclass)
    FROM tables c WHERE NOT has_table_privilege(c.oid, 'SELECT')
UNION ALL SELECT format('row level security hides rows of %s from it, so these cannot be saved', c.oid::regclass)
    FROM tables c, me WHERE c.relrowsecurity AND NOT (rolsuper OR rolbypassrls)
      AND (c.relforcerowsecurity OR NOT pg_has_role(current_user, c.relowner, 'USAGE'))
UNION ALL SELECT format('it may not %s %s, so the platform cannot be closed', lower(privilege), to_regclass($2)::text)
    FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) AS needed (privilege)
    WHERE to_regclass($2) IS NOT NULL AND NOT has_table_privilege(to_regclass($2), privilege)";

/// Looks at them.
pub(super) async fn look(
    db: &DatabaseConnection,
    project: &Project<'_>,
    plan: Option<&Plan>,
) -> Result<Findings, DbErr> {
    let altered: Vec<String> = plan
        .into_iter()
        .flat_map(|plan| &plan.migrations)
        .flat_map(|migration| &migration.statements)
        .flat_map(|statement| &statement.locks)
        .filter(|lock| lock.mode == LockMode::AccessExclusive)
        .map(|lock| lock.table.split('.').map(identifier).collect::<Vec<_>>().join("."))
        .collect();
    let flag = project.maintenance.map(|maintenance| maintenance.table.to_owned());
    let mut findings = Findings::default();
    let role: String = scalar(db, "SELECT current_user::text", []).await?;
    for row in rows(db, LACKS, [altered.into(), flag.into()]).await? {
        findings.refuse(format!("role {role}: {}", row.try_get_by_index::<String>(0)?));
    }
    findings.note(format!("as {role}"));
    Ok(findings)
}
