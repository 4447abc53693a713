//! What everybody may do in a schema.
//!
//! `pg_dump` leaves these privileges of the schema `public` out where they are the default of its own version, whatever
//! the server's is: until version 14 everybody may create things there, from 15 on nobody may. So a dump of a 14 by a newer
//! `pg_dump` would come back with other privileges than it had.

use sea_orm::{ConnectionTrait, DbErr};

use crate::sql::{self, identifier};

/// The privileges of everybody in this schema; `None` where there is no such schema.
pub(crate) async fn privileges(
    db: &impl ConnectionTrait,
    schema: &str,
) -> Result<Option<Vec<String>>, DbErr> {
    let query =
        "SELECT coalesce(string_agg(privilege_type, ' ' ORDER BY privilege_type), '') FROM pg_namespace
        LEFT JOIN LATERAL aclexplode(coalesce(nspacl, acldefault('n', nspowner))) ON grantee = 0
        WHERE nspname = $1 GROUP BY pg_namespace.oid";
    let Some(row) = sql::rows(db, query, [schema.into()]).await?.into_iter().next() else { return Ok(None) };
    let all: String = row.try_get_by_index(0)?;
    Ok(Some(all.split_whitespace().map(str::to_owned).collect()))
}

/// Gives everybody these privileges in this schema, and no others.
pub(crate) async fn give(
    db: &impl ConnectionTrait,
    schema: &str,
    privileges: &[String],
) -> Result<(), DbErr> {
    if self::privileges(db, schema).await?.as_deref() == Some(privileges) {
        return Ok(());
    }
    let schema = identifier(schema);
    db.execute_unprepared(&format!("REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")).await?;
    // They may come from a file that anybody has written into.
    let known = ["CREATE", "USAGE"].into_iter().filter(|known| privileges.iter().any(|each| each == known));
    for privilege in known {
        db.execute_unprepared(&format!("GRANT {privilege} ON SCHEMA {schema} TO PUBLIC")).await?;
    }
    Ok(())
}
