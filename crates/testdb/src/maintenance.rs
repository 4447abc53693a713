//! Databases created, copied and dropped, from the maintenance database `postgres`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backline_ops::sql::identifier;
use backline_postgres::Server;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use crate::template::Layer;
use crate::{Error, Template, cluster};

/// How the names of tests' databases begin.
pub(crate) const OF_TESTS: &str = "test_";

/// What every empty database is copied from.
const PRISTINE: &str = "template0";

/// The first version that copies a template file by file only when it is asked to.
const STRATEGY_SINCE: u32 = 15;

/// Connections that a test may have open at once through its pool.
const POOL: u32 = 8;

/// How often to look whether the sessions of a database are gone, before that is left to `DROP DATABASE`.
const LOOKS: u32 = 100;

/// The time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// SQLSTATE: the template is not there.
const INVALID_CATALOG_NAME: &str = "3D000";

/// SQLSTATE: a database of this name is there already.
const DUPLICATE_DATABASE: &str = "42P04";

/// Makes a database from the template, which is built first when it is not there; gives its name, the first free one of
/// those that are offered.
pub(crate) async fn create(
    server: &Server,
    template: &Template,
    mut names: impl Iterator<Item = String> + Send,
) -> Result<String, Error> {
    let mut connection = connect(server).await?;
    prune(&mut connection).await?;
    let source = template.layers().last().map_or(PRISTINE, |layer| &layer.database);
    let mut name = names.next().unwrap_or_default();
    let mut built = false;
    // Tried before anything is asked: nearly always the template is there.
    while let Err(error) = copy(server, &mut connection, source, &name).await {
        match sqlstate(&error).as_deref() {
            Some(INVALID_CATALOG_NAME) if !built => {
                build_layers(server, template.layers()).await?;
                built = true;
            }
            Some(DUPLICATE_DATABASE) => name = names.next().unwrap_or_default(),
            _ => return Err(error),
        }
    }
    // Rather than left to the runtime: a hundred tests at once need the room.
    connection.close().await.map_err(Error::server("disconnect from the test cluster"))?;
    Ok(name)
}

/// Drops the databases that were kept long enough, once a process.
async fn prune(connection: &mut PgConnection) -> Result<(), Error> {
    static DONE: AtomicBool = AtomicBool::new(false);
    if DONE.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    // The file is written when the database is made. A test that is at work has sessions.
    let old: Vec<String> = sqlx::query_scalar(
        "SELECT datname::text FROM pg_database
         WHERE datname LIKE $1 AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = pg_database.oid)
             AND (pg_stat_file(format('base/%s/PG_VERSION', oid), true)).modification < now() - make_interval(secs => $2)",
    )
    .bind(format!("{OF_TESTS}%"))
    .bind(cluster::kept_for().as_secs_f64())
    .fetch_all(&mut *connection)
    .await
    .map_err(Error::server("look for databases that were kept"))?;
    for name in old {
        drop_if_there(connection, &name).await?;
    }
    Ok(())
}

/// Drops a database, whoever is connected to it.
pub(crate) async fn drop_database(server: &Server, name: &str) -> Result<(), Error> {
    let mut connection = connect(server).await?;
    send_away(&mut connection, name).await?;
    drop_if_there(&mut connection, name).await?;
    connection.close().await.map_err(Error::server("disconnect from the test cluster"))
}

/// Ends the sessions of a database and waits until they are gone. `DROP DATABASE` would do both, but it looks only every
/// tenth of a second.
async fn send_away(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    for _ in 0..LOOKS {
        let remaining: i64 = sqlx::query_scalar(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1",
        )
        .bind(name)
        .fetch_one(&mut *connection)
        .await
        .map_err(Error::server(format!("end the sessions of the database \"{name}\"")))?;
        if remaining == 0 {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(())
}

/// A SeaORM connection to a database.
pub(crate) async fn open(server: &Server, database: &str) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(server.socket_url(database));
    options.max_connections(POOL).sqlx_logging(false);
    let connected = Database::connect(options).await;
    connected.map_err(|source| Error::Connect { database: database.to_owned(), source })
}

/// Builds each layer that is not there, from the lowest up.
async fn build_layers(server: &Server, layers: &[Layer]) -> Result<(), Error> {
    let mut source = PRISTINE;
    for layer in layers {
        let mut connection = connect(server).await?;
        if !exists(&mut connection, &layer.database).await? {
            lock(&mut connection, &layer.database).await?;
            if !exists(&mut connection, &layer.database).await? {
                build(server, &mut connection, layer, source).await?;
            }
        }
        // Frees the lock, as would our death.
        connection.close().await.map_err(Error::server("disconnect from the test cluster"))?;
        source = &layer.database;
    }
    Ok(())
}

/// Builds one layer. The lock is held. It has its name only when it is whole, so who is killed leaves no half template;
/// what he leaves is dropped by the next.
async fn build(
    server: &Server,
    connection: &mut PgConnection,
    layer: &Layer,
    source: &str,
) -> Result<(), Error> {
    let unfinished = format!("unfinished_{}", layer.database);
    drop_if_there(connection, &unfinished).await?;
    copy(server, connection, source, &unfinished).await?;
    tracing::debug!(template = layer.database, "building a template");
    let built = fill(server, connection, layer, &unfinished).await;
    if built.is_err() {
        drop_if_there(connection, &unfinished).await?;
    }
    built
}

async fn fill(
    server: &Server,
    connection: &mut PgConnection,
    layer: &Layer,
    unfinished: &str,
) -> Result<(), Error> {
    let database = open(server, unfinished).await?;
    let built = (layer.build)(database.clone()).await;
    // The server copies no database that somebody is connected to.
    let closed = database.close().await;
    built.map_err(|source| Error::Build { template: layer.name.clone(), source })?;
    closed.map_err(|source| Error::Connect { database: unfinished.to_owned(), source })?;
    let name = identifier(unfinished);
    execute(connection, format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await?;
    execute(connection, format!("ALTER DATABASE {name} RENAME TO {}", identifier(&layer.database))).await
}

async fn copy(server: &Server, connection: &mut PgConnection, source: &str, name: &str) -> Result<(), Error> {
    let by_files = if server.binaries().version.major >= STRATEGY_SINCE { " STRATEGY FILE_COPY" } else { "" };
    let sql = format!("CREATE DATABASE {} TEMPLATE {}{by_files}", identifier(name), identifier(source));
    execute(connection, sql).await
}

async fn drop_if_there(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    execute(connection, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name))).await
}

async fn exists(connection: &mut PgConnection, name: &str) -> Result<bool, Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(connection)
        .await
        .map_err(Error::server("look for a template"))
}

/// Waits until no other session builds this template.
async fn lock(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))")
        .bind(name)
        .execute(connection)
        .await
        .map(drop)
        .map_err(Error::server("wait for a template to be built"))
}

async fn connect(server: &Server) -> Result<PgConnection, Error> {
    let connected = PgConnection::connect(&server.socket_url("postgres")).await;
    connected.map_err(Error::server("connect to the test cluster"))
}

/// Runs a command that takes no bound values; its identifiers are quoted.
async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), Error> {
    let failed = Error::server(format!("run {sql}"));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop).map_err(failed)
}

fn sqlstate(error: &Error) -> Option<String> {
    let Error::Server { source, .. } = error else { return None };
    Some(source.as_database_error()?.code()?.into_owned())
}
