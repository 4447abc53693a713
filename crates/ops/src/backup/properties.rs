//! What belongs to a database and is in no dump of its content: settings, privileges, comment, limit of connections.

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection};

use super::BackupError;

/// Lists of names are told as they are kept, and would be quoted once more: they are set here and taken over.
const SETTINGS: &str = "
SELECT CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
        THEN format('BEGIN; SELECT set_config(%L, %L, true); ALTER %s SET %I FROM CURRENT; COMMIT', name, value, whose, name)
        ELSE format('ALTER %s SET %I = %L', whose, name, value) END
FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
LEFT JOIN pg_roles ON pg_roles.oid = setrole, unnest(setconfig) WITH ORDINALITY AS settings (setting, place),
    split_part(setting, '=', 1) AS name, substr(setting, position('=' IN setting) + 1) AS value,
    format(CASE WHEN setrole = 0 THEN 'DATABASE %2$I' ELSE 'ROLE %1$I IN DATABASE %2$I' END, rolname, $2) AS whose
WHERE datname = $1 ORDER BY setrole, place";

/// Privileges anew: nobody has more than before.
const PROPERTIES: &str = "
SELECT statement FROM pg_database, LATERAL (
    SELECT 1, format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', $2, pg_get_userbyid(datdba)) WHERE datacl IS NOT NULL
    UNION ALL
    SELECT 2, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, $2,
        CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
        CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM aclexplode(datacl)
    UNION ALL
    SELECT 3, format('COMMENT ON DATABASE %I IS %L', $2, description)
    FROM shobj_description(pg_database.oid, 'pg_database') AS description WHERE description IS NOT NULL
    UNION ALL
    SELECT 4, format('ALTER DATABASE %I CONNECTION LIMIT %s', $2, datconnlimit) WHERE datconnlimit >= 0
) AS statements (position, statement)
WHERE datname = $1 ORDER BY position";

/// Settings of a database, for all roles and for some: before it is filled, as what is in it may need them.
pub(super) async fn copy_settings(
    session: &mut PgConnection,
    from: &str,
    to: &str,
) -> Result<(), BackupError> {
    copy(session, SETTINGS, from, to).await
}

/// Privileges, comment and limit: once it is filled, as they may be in the way of that.
pub(super) async fn copy_properties(
    session: &mut PgConnection,
    from: &str,
    to: &str,
) -> Result<(), BackupError> {
    copy(session, PROPERTIES, from, to).await
}

async fn copy(
    session: &mut PgConnection,
    query: &'static str,
    from: &str,
    to: &str,
) -> Result<(), BackupError> {
    let failed =
        || BackupError::driver("failed to give the new database the settings and privileges of the old one");
    let statements: Vec<String> =
        sqlx::query_scalar(query).bind(from).bind(to).fetch_all(&mut *session).await.map_err(failed())?;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *session).await.map_err(failed())?;
    }
    Ok(())
}
