//! Drops tables that are empty, under a lock that keeps them so.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use serde::Serialize;

use super::Error;
use crate::consent::Consent;
use crate::sql::scalar;

/// What was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// The tables, with their schemas.
    pub tables: Vec<String>,
}

/// Drops all of these tables, or none: each must be empty, and nothing outside of them may depend on it.
///
/// # Errors
/// [`Error::InUse`] with the rows of each table that has some, and with what refers to it; [`Error::Missing`]; whatever
/// the database answers, such as 55P03 where a table is in use for longer than `lock_timeout`.
pub async fn drop_empty(
    db: &DatabaseConnection,
    _consent: &Consent,
    tables: &[String],
    lock_timeout: Duration,
) -> Result<Dropped, Error> {
    let failed = || Error::database("failed to drop the tables");
    let transaction = db.begin().await.map_err(failed())?;
    let timeout = format!("SET LOCAL lock_timeout = {}", lock_timeout.as_millis());
    transaction.execute_unprepared(&timeout).await.map_err(failed())?;
    let mut names = Vec::new();
    for table in tables {
        names.push(exact_name(&transaction, table).await?);
    }
    let list = names.join(", ");
    let lock = format!("LOCK TABLE {list} IN ACCESS EXCLUSIVE MODE");
    transaction.execute_unprepared(&lock).await.map_err(Error::database(format!("failed to lock {list}")))?;
    let mut reasons = Vec::new();
    for name in &names {
        let count = format!("SELECT count(*) FROM {name}");
        let rows: i64 = scalar(&transaction, &count, []).await.map_err(failed())?;
        if rows > 0 {
            reasons.push(format!("{name} holds {rows} rows"));
        }
        let dependents: Vec<String> =
            scalar(&transaction, DEPENDENTS, [name.as_str().into(), names.clone().into()])
                .await
                .map_err(failed())?;
        reasons.extend(dependents.into_iter().map(|dependent| format!("{dependent} refers to {name}")));
    }
    if !reasons.is_empty() {
        return Err(Error::InUse(reasons));
    }
    // CASCADE for the foreign keys among them; what else depends on them was looked for under the lock.
    transaction.execute_unprepared(&format!("DROP TABLE {list} CASCADE")).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(Dropped { tables: names })
}

/// A table's name with its schema, quoted where it has to be.
pub(super) async fn exact_name(transaction: &DatabaseTransaction, table: &str) -> Result<String, Error> {
    const EXACT: &str = "SELECT (SELECT format('%I.%I', nspname, relname) FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE pg_class.oid = to_regclass($1) AND relkind IN ('r', 'p'))";
    let found: Option<String> = scalar(transaction, EXACT, [table.into()])
        .await
        .map_err(Error::database(format!("failed to look table {table} up")))?;
    found.ok_or_else(|| Error::Missing(table.to_owned()))
}

/// What is not of the table itself and depends on it: foreign keys of other tables, views, policies, functions, children.
const DEPENDENTS: &str = "
SELECT coalesce(array_agg(DISTINCT dependent ORDER BY dependent), '{}') FROM (
    SELECT format('foreign key %I of %s', conname, conrelid::regclass) AS dependent FROM pg_constraint
    WHERE contype = 'f' AND confrelid = $1::text::regclass
        AND conrelid <> ALL (ARRAY(SELECT unnest($2::text[])::regclass::oid))
    UNION ALL
    SELECT format('view %s', ev_class::regclass) FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid
    WHERE classid = 'pg_rewrite'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = $1::text::regclass
    UNION ALL
    SELECT pg_describe_object(classid, objid, 0) FROM pg_depend
    WHERE classid IN ('pg_proc'::regclass, 'pg_policy'::regclass) AND refclassid = 'pg_class'::regclass
        AND refobjid = $1::text::regclass AND deptype = 'n'
    UNION ALL
    SELECT format('table %s inherits and so', inhrelid::regclass) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = $1::text::regclass AND NOT relispartition
) AS found";
