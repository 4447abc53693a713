//! One process migrates a database at a time.
//!
//! A session advisory lock says so to other processes, on the very session that does the work; the server frees it when that
//! session ends, however it ends. The row in `migration_lock` says so to people. The lock is tried, never waited for inside
//! the server: a session that waits there would hold up `CREATE INDEX CONCURRENTLY`.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::record;
use super::session::Session;
use super::tables::{Installed, Tables};
use crate::{Error, sql};

/// The advisory lock's key: "backline" in ASCII.
pub(super) const LOCK_KEY: i64 = 0x6261_636b_6c69_6e65;

/// How the lock is taken and kept.
#[derive(Debug, Clone, Copy)]
pub struct LockOptions {
    /// How long to wait for a holder to finish.
    pub wait: Duration,
    /// For how long the row in `migration_lock` is good; a heartbeat pushes it forward. Five minutes in the
    /// celebrity-booking source document.
    pub expiry: Duration,
}

impl Default for LockOptions {
    fn default() -> Self {
        Self { wait: Duration::ZERO, expiry: Duration::from_secs(300) }
    }
}

/// The lock, held until it is released or its session ends.
#[derive(Debug)]
pub struct MigrationLock {
    session: Session,
    options: LockOptions,
    cli: String,
    /// The tables, once the row in `migration_lock` is written.
    announced: Option<Tables>,
}

impl MigrationLock {
    /// Takes the lock, or says who holds it. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Locked`], [`Error::Unsuitable`] for servers that must not be migrated, and whatever the database answers.
    pub async fn acquire(db: &DatabaseConnection, options: LockOptions) -> Result<Self, Error> {
        Self::acquire_for(db, options, "seaql_migrations").await
    }

    pub(super) async fn acquire_for(
        db: &DatabaseConnection,
        options: LockOptions,
        cli: &str,
    ) -> Result<Self, Error> {
        Self::acquire_on(Session::start(db.get_postgres_connection_pool()).await?, options, cli).await
    }

    /// Takes it on a session, which is ended where it is not to be had.
    pub(super) async fn acquire_on(
        mut session: Session,
        options: LockOptions,
        cli: &str,
    ) -> Result<Self, Error> {
        let taken = match session.identify().await {
            Ok(()) => wait(&session, options.wait).await,
            Err(error) => Err(error),
        };
        match taken {
            Ok(()) => Ok(Self { session, options, cli: cli.to_owned(), announced: None }),
            Err(error) => {
                session.close().await;
                Err(error)
            }
        }
    }

    /// The session that holds it.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// For how long the row is good.
    pub(super) fn expiry(&self) -> Duration {
        self.options.expiry
    }

    /// Makes the engine's tables where they are missing, and writes into `migration_lock` who holds the lock.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn announce(&mut self) -> Result<(), Error> {
        let installed = Installed::read(&self.session, &self.cli).await;
        self.announce_in(&installed.map_err(Error::database("failed to write migration_lock"))?).await
    }

    /// [`announce`](Self::announce) where it is known what is installed.
    pub(super) async fn announce_in(&mut self, installed: &Installed) -> Result<(), Error> {
        let query = format!(
            "{}UPDATE {} SET is_locked = TRUE, locked_by = left(session_user || '@' || {}, 255), locked_at = now(),
                 process_id = '{}', expires_at = now() + {} * interval '1 millisecond' WHERE id = 1",
            installed.missing(),
            installed.tables.lock,
            sql::literal(&record::host().unwrap_or_default()),
            std::process::id(),
            record::milliseconds(self.options.expiry)
        );
        let written = self.session.execute_unprepared(&query).await;
        let what = if installed.complete { "write migration_lock" } else { "make the migration tables" };
        written.map_err(Error::database(format!("failed to {what}")))?;
        self.announced = Some(installed.tables.clone());
        Ok(())
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// Whatever the database answers; the lock is free even then, as the session is gone.
    pub async fn release(self) -> Result<(), Error> {
        let clear = self.announced.as_ref().map_or_else(String::new, |tables| {
            format!(
                "{} UPDATE {} SET is_locked = FALSE, locked_by = NULL, locked_at = NULL, process_id = NULL,
                     expires_at = NULL WHERE id = 1;",
                self.session.reset(),
                tables.lock
            )
        });
        // By hand: the server notices the end of a session a moment after we are told that it is closed.
        let unlock = format!("SELECT pg_advisory_unlock({LOCK_KEY})");
        let cleared = self.session.execute_unprepared(&format!("{clear} {unlock}")).await;
        if cleared.is_err() {
            let _gone = self.session.execute_unprepared(&unlock).await;
        }
        self.session.close().await;
        cleared.map(drop).map_err(Error::database("failed to give the migration lock back"))
    }
}

/// Whether some session holds the lock.
pub(super) async fn is_held(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let query = format!(
        "SELECT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND (l.classid::bigint << 32) | l.objid::bigint = {LOCK_KEY})"
    );
    let row = db.query_one_raw(sql::plain(query)).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// Tries until it is ours or the time is up; each try is a statement of its own.
async fn wait(session: &Session, patience: Duration) -> Result<(), Error> {
    let failed = || Error::database("failed to take the migration lock");
    let deadline = Instant::now() + patience;
    let mut pause = Duration::from_millis(20);
    loop {
        let attempt = format!(
            "SELECT pg_try_advisory_lock({LOCK_KEY}) AS held,
                 to_regclass(format('%I.%I', current_schema(), 'migration_lock')) IS NOT NULL AS present"
        );
        let row = session.simple(&attempt).await.map_err(failed())?;
        let is = |column: &str| row.as_ref().is_some_and(|row| sea_orm::sqlx::Row::get(row, column));
        let held = is("held");
        let holder = match (held, is("present")) {
            (true, true) => reserved(session).await.map_err(failed())?,
            (true, false) => None,
            (false, _) => Some(holder(session).await),
        };
        let Some(holder) = holder else { return Ok(()) };
        if held {
            let unlock = format!("SELECT pg_advisory_unlock({LOCK_KEY})");
            session.execute_unprepared(&unlock).await.map_err(failed())?;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Locked { holder });
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(Duration::from_millis(500));
    }
}

/// Who reserved the row without the advisory lock: a person, or a tool that knows only the row, as the one of the
/// celebrity-booking source document does. Such a row counts until it expires. A row of ours names a process, and that
/// process is gone when the advisory lock is free.
async fn reserved(session: &Session) -> Result<Option<String>, DbErr> {
    let query = "SELECT coalesce(locked_by, 'somebody') || ', who reserved it until '
            || to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"') AS holder
         FROM migration_lock WHERE id = 1 AND is_locked AND process_id IS NULL AND expires_at > now()";
    let row = session.simple(query).await?;
    Ok(row.map(|row| sea_orm::sqlx::Row::get(&row, "holder")))
}

/// Who holds the lock, in words: from the row, or, when that is not written yet, from the holder's session.
async fn holder(session: &Session) -> String {
    const ROW: &str =
        "SELECT coalesce(locked_by, 'another process') || ', process ' || coalesce(process_id, 'unknown')
            || ', since ' || coalesce(to_char(locked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"'), 'just now')
            AS holder
         FROM migration_lock WHERE id = 1 AND is_locked AND process_id IS NOT NULL";
    let of_session = format!(
        "SELECT a.usename || coalesce('@' || host(a.client_addr), '') || ', backend ' || a.pid
            || ', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"') AS holder
         FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND (l.classid::bigint << 32) | l.objid::bigint = {LOCK_KEY}"
    );
    for query in [ROW, &of_session] {
        if let Ok(Some(row)) = session.simple(query).await
            && let Ok(Some(holder)) = sea_orm::sqlx::Row::try_get::<Option<String>, _>(&row, "holder")
        {
            return holder;
        }
    }
    "another process".to_owned()
}
