//! The second session of a run: while the first one is busy, it pushes the lock's expiry forward and sees who blocks.

use std::pin::pin;
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, Row as _};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::lock::MigrationLock;
use super::session::wrapped;
use super::tables::Tables;
use super::usage::Unsuitable;
use super::words::masked;
use crate::{Error, sql};

/// A session that keeps a migration waiting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Blocker {
    /// Its backend.
    pub pid: i32,
    /// Its role.
    pub user: String,
    /// What it calls itself.
    pub application: String,
    /// What it does: `active`, `idle in transaction` …
    pub state: String,
    /// How long its transaction has been open, in seconds.
    pub transaction_seconds: i64,
    /// Its last query, without the values in it.
    pub query: String,
}

impl std::fmt::Display for Blocker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { pid, user, application, state, transaction_seconds, query } = self;
        let application = if application.is_empty() { String::new() } else { format!(" ({application})") };
        write!(
            formatter,
            "backend {pid} of {user}{application}, {state}, its transaction {transaction_seconds} s old: {query}"
        )
    }
}

/// The second session.
#[derive(Debug)]
pub(super) struct Control {
    connection: Option<PgConnection>,
    options: PgConnectOptions,
    worker: i32,
    lock_table: String,
    expiry: Duration,
    last_beat: Instant,
    /// How often the worker's lock waits are looked at.
    pub tick: Duration,
}

/// A question to the server that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(5);

impl Control {
    /// Its connection: the server takes a while to begin a session.
    pub async fn connect(db: &DatabaseConnection) -> Result<PgConnection, Error> {
        let options = db.get_postgres_connection_pool().connect_options();
        PgConnection::connect_with(&options).await.map_err(not_opened)
    }

    /// Opens it, and refuses a pooler that gives each transaction another session: two clients then see one backend.
    pub async fn open(
        mut connection: PgConnection,
        options: PgConnectOptions,
        lock: &MigrationLock,
        tables: &Tables,
        tick: Duration,
    ) -> Result<Self, Error> {
        let failed = not_opened;
        let worker = lock.session().pid;
        for _ in 0..3 {
            // While the second client is in a transaction, the first one must still have its own backend.
            let second = backend(&mut connection, "BEGIN; SELECT pg_backend_pid() AS pid").await;
            let first = lock.session().simple("SELECT pg_backend_pid() AS pid").await;
            let ended = sqlx::raw_sql("COMMIT").execute(&mut connection).await;
            let first = first.map_err(Error::database("failed to ask for the backend"))?;
            let first: i32 = first.map_or(Ok(0), |row| row.try_get("pid")).map_err(failed)?;
            if second.map_err(failed)? == worker || first != worker {
                return Err(Unsuitable::TransactionPooler.into());
            }
            ended.map_err(failed)?;
        }
        Ok(Self {
            connection: Some(connection),
            options,
            worker,
            lock_table: tables.lock.clone(),
            expiry: lock.expiry(),
            last_beat: Instant::now(),
            tick,
        })
    }

    /// Runs the work of the first session to its end, and returns who blocked it last.
    pub async fn watch<T>(&mut self, work: impl Future<Output = T>) -> (T, Option<Blocker>) {
        let mut work = pin!(work);
        let mut blocker = None;
        if self.is_due() {
            self.beat().await;
        }
        loop {
            tokio::select! {
                biased;
                done = &mut work => return (done, blocker),
                () = tokio::time::sleep(self.tick) => {}
            }
            if self.is_due() {
                self.beat().await;
            }
            if let Some(seen) = self.blocker().await {
                blocker = Some(seen);
            }
        }
    }

    /// Ends it.
    pub async fn close(self) {
        if let Some(connection) = self.connection {
            let _gone = connection.close().await;
        }
    }

    fn is_due(&self) -> bool {
        self.last_beat.elapsed() >= self.expiry / 3
    }

    /// Pushes the expiry forward. A failure changes nothing: the lock is held by the first session.
    async fn beat(&mut self) {
        self.last_beat = Instant::now();
        let query = format!(
            "UPDATE {} SET expires_at = clock_timestamp() + {} * interval '1 millisecond' WHERE id = 1 AND is_locked",
            self.lock_table,
            self.expiry.as_millis()
        );
        let _tried = self.ask(&query).await;
    }

    async fn blocker(&mut self) -> Option<Blocker> {
        let query = format!(
            "SELECT a.pid, a.usename::text AS user, a.application_name AS application, coalesce(a.state, '') AS state,
                 coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)), 0)::bigint AS age,
                 left(a.query, 2000) AS query
             FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids({})) ORDER BY a.xact_start LIMIT 1",
            self.worker
        );
        let row = self.ask(&query).await?;
        Some(Blocker {
            pid: row.try_get("pid").ok()?,
            user: row.try_get::<Option<String>, _>("user").ok()?.unwrap_or_default(),
            application: row.try_get("application").ok()?,
            state: row.try_get("state").ok()?,
            transaction_seconds: row.try_get("age").ok()?,
            query: shortened(&masked(&row.try_get::<String, _>("query").ok()?)),
        })
    }

    /// One row, if there is one and the session lives; a lost session is opened again next time.
    async fn ask(&mut self, query: &str) -> Option<sqlx::postgres::PgRow> {
        if self.connection.is_none() {
            let connecting = PgConnection::connect_with(&self.options);
            self.connection = tokio::time::timeout(PATIENCE, connecting).await.ok()?.ok();
        }
        let connection = self.connection.as_mut()?;
        let asking = sqlx::raw_sql(AssertSqlSafe(query)).fetch_optional(connection);
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(Ok(row)) => row,
            Ok(Err(_)) | Err(_) => {
                self.connection = None;
                None
            }
        }
    }
}

/// The transactions of others in this database that have been open for so long, the oldest first.
pub(crate) async fn open_transactions(
    db: &impl ConnectionTrait,
    age: Duration,
) -> Result<Vec<Blocker>, DbErr> {
    let query = "SELECT a.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, ''), coalesce(a.state, ''),
             extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, left(coalesce(a.query, ''), 2000)
         FROM pg_stat_activity a
         WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
           AND a.xact_start < clock_timestamp() - make_interval(secs => $1)
         ORDER BY a.xact_start";
    let rows = sql::rows(db, query, [age.as_secs_f64().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Blocker {
                pid: row.try_get_by_index(0)?,
                user: row.try_get_by_index(1)?,
                application: row.try_get_by_index(2)?,
                state: row.try_get_by_index(3)?,
                transaction_seconds: row.try_get_by_index(4)?,
                query: shortened(&masked(&row.try_get_by_index::<String>(5)?)),
            })
        })
        .collect()
}

fn not_opened(error: sqlx::Error) -> Error {
    Error::database("failed to open a second session")(wrapped(error))
}

async fn backend(connection: &mut PgConnection, query: &'static str) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql(query).fetch_one(connection).await?.try_get("pid")
}

fn shortened(query: &str) -> String {
    const MOST: usize = 200;
    if query.chars().count() <= MOST {
        return query.to_owned();
    }
    query.chars().take(MOST).chain(['…']).collect()
}
