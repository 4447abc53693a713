//! Scratch databases: where a migration is tried before it touches a real one.
//!
//! A [`Scratch`] lies on the same server as the database that it stands for, so that version, extensions and roles are
//! the same. It is dropped at the end. Where its process dies first, the next one that makes a scratch database drops
//! it: who owns one holds an advisory lock named after it, which the server frees as soon as the owner is gone, from
//! whatever machine it came.

mod copy;
mod error;
mod run;

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};
use sea_orm::{ConnectionTrait, DatabaseConnection};

pub(crate) use copy::hand_over;
pub use copy::{check_pg_dump, copy_roles, copy_schema};
pub use error::ScratchError;
pub(crate) use run::run_dynamic;
pub use run::{apply, execute, run_statements};

use crate::sql::{digest, identifier, literal};

/// How the names of scratch databases begin; the owner's process id and a random part follow.
pub const PREFIX: &str = "ops_scratch_";

/// The advisory lock of a scratch database, from its name.
const KEY: &str = "hashtextextended(datname::text, 0)";

/// A database of our own, gone when [`Scratch::drop`] is called or our process is gone and the next one comes by.
#[derive(Debug)]
pub struct Scratch {
    name: String,
    connection: DatabaseConnection,
    /// Holds the lock by which others see that we live.
    keeper: PgConnection,
}

impl Scratch {
    /// An empty database on the server of `beside`, with its encoding and collation. Scratch databases whose owners are
    /// gone are dropped first.
    ///
    /// Its [`conn`](Self::conn) is a single session.
    ///
    /// # Errors
    /// [`ScratchError::NotAllowed`] when the role may not create databases, and whatever the server answers.
    pub async fn empty(beside: &DatabaseConnection) -> Result<Self, ScratchError> {
        let options = beside.get_postgres_connection_pool().connect_options();
        let mut keeper = sqlx::ConnectOptions::connect(options.as_ref())
            .await
            .map_err(ScratchError::driver("connect to the server of the scratch database"))?;
        prune(&mut keeper).await?;
        let name = unused_name();
        // Before the database is there, so that nobody ever sees it without its owner.
        let lock = "SELECT set_config('idle_session_timeout', '0', false), pg_advisory_lock(hashtextextended($1, 0))";
        sqlx::query(lock)
            .bind(&name)
            .execute(&mut keeper)
            .await
            .map_err(ScratchError::driver("take the lock of the scratch database"))?;
        create_like(&mut keeper, &name).await?;
        match connect(&options, &name).await {
            Ok(connection) => Ok(Self { name, connection, keeper }),
            Err(error) => {
                drop_database(&mut keeper, &name).await?;
                Err(error)
            }
        }
    }

    /// The database's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The connection to it: a single session, whose settings and locks last.
    #[must_use]
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// A second session on it, to look at the first one from beside.
    ///
    /// # Errors
    /// Whatever the server answers.
    pub async fn beside(&self) -> Result<PgConnection, ScratchError> {
        let options = self.connection.get_postgres_connection_pool().connect_options();
        sqlx::ConnectOptions::connect(options.as_ref())
            .await
            .map_err(ScratchError::driver("connect to the scratch database"))
    }

    /// Drops it, whoever is connected to it.
    ///
    /// # Errors
    /// Whatever the server answers; it is dropped by the next one that makes a scratch database then.
    pub async fn drop(mut self) -> Result<(), ScratchError> {
        self.connection.get_postgres_connection_pool().close().await;
        drop_database(&mut self.keeper, &self.name).await?;
        self.keeper.close().await.map_err(ScratchError::driver("leave the server of the scratch database"))
    }
}

/// Drops the scratch databases whose owners are gone.
async fn prune(keeper: &mut PgConnection) -> Result<(), ScratchError> {
    let orphans = format!(
        "SELECT datname::text FROM pg_database
         WHERE starts_with(datname, $1) AND NOT EXISTS (
             SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                 AND (classid::bigint << 32 | objid::bigint) = {KEY})"
    );
    let names: Vec<String> = sqlx::query_scalar(AssertSqlSafe(orphans))
        .bind(PREFIX)
        .fetch_all(&mut *keeper)
        .await
        .map_err(ScratchError::driver("look for scratch databases without an owner"))?;
    for name in names {
        // Another role's, or another process is at it: not ours to fail for.
        if let Err(error) = drop_database(keeper, &name).await {
            tracing::warn!(database = name, %error, "a scratch database without an owner stays");
        }
    }
    Ok(())
}

/// From `template0`, with the encoding, the collation, the provider and, where that is allowed, the owner of the database that `keeper` is connected to.
pub(crate) async fn create_like(keeper: &mut PgConnection, name: &str) -> Result<(), ScratchError> {
    // PostgreSQL 15 brought the provider, 17 renamed the column of its locale.
    let like = "SELECT format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
            || CASE WHEN record ->> 'datlocprovider' = 'i'
                    THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(record ->> 'datlocale', record ->> 'daticulocale'))
                    WHEN record ->> 'datlocprovider' = 'b'
                    THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', record ->> 'datlocale')
                    ELSE '' END
            || CASE WHEN pg_has_role(current_user, datdba, 'MEMBER') THEN format(' OWNER %I', pg_get_userbyid(datdba)) ELSE '' END
        FROM pg_database, LATERAL (SELECT to_jsonb(pg_database) AS record) AS whole WHERE datname = current_database()";
    let like: String = sqlx::query_scalar(like)
        .fetch_one(&mut *keeper)
        .await
        .map_err(ScratchError::driver("read the collation of the database"))?;
    let statement = format!("CREATE DATABASE {} TEMPLATE template0{like}", identifier(name));
    match sqlx::query(AssertSqlSafe(statement)).execute(&mut *keeper).await {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(INSUFFICIENT_PRIVILEGE) => {
            let role = sqlx::query_scalar("SELECT current_user::text").fetch_one(keeper).await;
            Err(ScratchError::NotAllowed { role: role.unwrap_or_default() })
        }
        Err(source) => Err(ScratchError::driver("create a scratch database")(source)),
    }
}

/// SQLSTATE: the role may not.
const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// One session, with the search path that the original has.
async fn connect(options: &PgConnectOptions, name: &str) -> Result<DatabaseConnection, ScratchError> {
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone().database(name))
        .await
        .map_err(ScratchError::driver("connect to the scratch database"))?;
    Ok(sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

async fn drop_database(keeper: &mut PgConnection, name: &str) -> Result<(), ScratchError> {
    let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name));
    sqlx::query(AssertSqlSafe(statement))
        .execute(keeper)
        .await
        .map(drop)
        .map_err(ScratchError::driver("drop a scratch database"))
}

/// Never used before: the process id for people, and the moment and this process's seed of hashes for uniqueness.
fn unused_name() -> String {
    use std::hash::{BuildHasher, Hasher};
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string();
    let seed = std::hash::RandomState::new().build_hasher().finish().to_string();
    format!("{PREFIX}{}_{}", std::process::id(), &digest(&[&now, &seed])[..12])
}

/// Gives a scratch session the search path of the session that it stands for.
pub(crate) async fn same_search_path(
    original: &DatabaseConnection,
    scratch: &DatabaseConnection,
) -> Result<(), sea_orm::DbErr> {
    let path: String = crate::sql::scalar(original, "SELECT current_setting('search_path')", []).await?;
    let set = format!("SELECT set_config('search_path', {}, false)", literal(&path));
    scratch.execute_unprepared(&set).await.map(drop)
}
