//! What everybody may do in the schema `public`.
//!
//! `pg_dump` leaves these privileges out where they are the default of its own version, whatever the server's is: until
//! version 14 everybody may create things there, from 15 on nobody may. So a dump of a 14 by a newer `pg_dump` would come
//! back with other privileges than it had.

use sea_orm::{ConnectionTrait, DbErr};

use crate::sql;

/// The privileges of everybody; `None` where there is no such schema.
pub(super) async fn privileges(db: &impl ConnectionTrait) -> Result<Option<Vec<String>>, DbErr> {
    let query =
        "SELECT coalesce(string_agg(privilege_type, ' ' ORDER BY privilege_type), '') FROM pg_namespace
        LEFT JOIN LATERAL aclexplode(coalesce(nspacl, acldefault('n', nspowner))) ON grantee = 0
        WHERE nspname = 'public' GROUP BY pg_namespace.oid";
    let Some(row) = sql::rows(db, query, []).await?.into_iter().next() else { return Ok(None) };
    let all: String = row.try_get_by_index(0)?;
    Ok(Some(all.split_whitespace().map(str::to_owned).collect()))
}

/// Gives everybody these privileges and no others.
pub(super) async fn give(db: &impl ConnectionTrait, privileges: &[String]) -> Result<(), DbErr> {
    if self::privileges(db).await?.as_deref() == Some(privileges) {
        return Ok(());
    }
    db.execute_unprepared("REVOKE ALL ON SCHEMA public FROM PUBLIC").await?;
    // The manifest is a file that anybody may have written into.
    for privilege in
        ["CREATE", "USAGE"].into_iter().filter(|known| privileges.iter().any(|each| each == known))
    {
        db.execute_unprepared(&format!("GRANT {privilege} ON SCHEMA public TO PUBLIC")).await?;
    }
    Ok(())
}
