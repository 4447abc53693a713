//! Empties a database and applies everything again. Extensions and what belongs to them stay.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::code::Code;
use super::lock::MigrationLock;
use super::options::{Event, Options, Report};
use super::session::Session;
use super::up;
use crate::consent::Consent;
use crate::{Error, sql};

/// Drops every table, view, function, type and schema that is nobody's extension's, then applies every migration.
///
/// # Errors
/// As [`up()`](super::up()), with the lock held from before the first drop.
pub async fn fresh<M: MigratorTrait>(
    db: &DatabaseConnection,
    options: Options,
    _consent: &Consent,
    mut on_event: impl FnMut(Event<'_>) + Send,
) -> Result<Report, Error> {
    let code = Code::of::<M>().await?;
    let lock = MigrationLock::acquire_for(db, options.lock, &code.cli_table).await?;
    if let Err(source) = empty(lock.session(), &options).await {
        let _given_back_with_the_session = lock.release().await;
        return Err(Error::database("failed to empty the database")(source));
    }
    up::locked(db, &code, &options, lock, &mut on_event).await
}

/// All or nothing.
async fn empty(session: &Session, options: &Options) -> Result<(), DbErr> {
    let wait = options.budgets.lock_timeout.as_millis();
    session.execute_unprepared(&format!("BEGIN; SET LOCAL lock_timeout = {wait}")).await?;
    session.execute_unprepared("SET LOCAL client_min_messages = warning").await?;
    for query in [DROPS, SCHEMAS] {
        let rows = sql::rows(session, query, []).await?;
        for row in rows {
            // What a drop before took with it is gone already.
            session.execute_unprepared(&row.try_get_by_index::<String>(0)?).await?;
        }
    }
    session.execute_unprepared("COMMIT").await.map(drop)
}

/// Whether an object is the user's: not of the system, not of an extension. `%` stands for the catalog.
macro_rules! own {
    ($catalog:literal, $object:literal) => {
        concat!(
            " JOIN pg_namespace n ON n.oid = ",
            $object,
            " WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND NOT EXISTS (SELECT FROM pg_depend d",
            " WHERE d.classid = '",
            $catalog,
            // A partitioned table's key depends internally on the table itself; that is a column's, not the table's.
            "'::regclass AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i'))"
        )
    };
}

const DROPS: &str = concat!(
    "SELECT drop FROM (
     SELECT 1 AS place, format('DROP %s IF EXISTS %I.%I CASCADE', CASE o.relkind WHEN 'v' THEN 'VIEW'
             WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
         n.nspname, o.relname) AS drop FROM pg_class o",
    own!("pg_class", "o.relnamespace"),
    " AND o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT o.relispartition
     UNION ALL
     SELECT 2, format('DROP %s IF EXISTS %I.%I(%s) CASCADE', CASE o.prokind WHEN 'p' THEN 'PROCEDURE'
             WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, n.nspname, o.proname, pg_get_function_identity_arguments(o.oid))
         FROM pg_proc o",
    own!("pg_proc", "o.pronamespace"),
    " UNION ALL
     SELECT 3, format('DROP %s IF EXISTS %I.%I CASCADE', CASE o.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
         n.nspname, o.typname) FROM pg_type o",
    own!("pg_type", "o.typnamespace"),
    " AND o.typtype IN ('e', 'd', 'r', 'c') AND (o.typrelid = 0
         OR (SELECT relkind FROM pg_class WHERE pg_class.oid = o.typrelid) = 'c')
     UNION ALL
     SELECT 4, format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I.%I CASCADE', n.nspname, o.cfgname) FROM pg_ts_config o",
    own!("pg_ts_config", "o.cfgnamespace"),
    " UNION ALL
     SELECT 4, format('DROP COLLATION IF EXISTS %I.%I CASCADE', n.nspname, o.collname) FROM pg_collation o",
    own!("pg_collation", "o.collnamespace"),
    ") AS drops ORDER BY place"
);

/// Schemas that hold nothing of an extension; `public` stays.
const SCHEMAS: &str = "SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname) FROM pg_namespace n
    WHERE n.nspname NOT IN ('public', 'information_schema') AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid
          AND d.deptype = 'e')
      AND NOT EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = n.oid)
      AND n.nspname <> current_schema()";
