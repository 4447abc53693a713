//! A run: the lock, its two sessions, and what every way of applying needs.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::PgConnection;

use super::code::Code;
use super::control::{Blocker, Control};
use super::failure;
use super::group;
use super::lock::MigrationLock;
use super::options::{Budgets, Event};
use super::session::Session;
use super::tables::{Installed, Tables};
use crate::Error;

/// What happens is told through this.
pub(super) type Listener<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);

/// A run that holds the lock.
pub(super) struct Run<'a> {
    pub code: &'a Code,
    pub lock: MigrationLock,
    pub control: Control,
    pub tables: Tables,
    pub budgets: Budgets,
    /// The number that what is applied now gets.
    pub batch: i32,
    /// The name that the open transaction carries.
    pub mark: String,
    /// Whether the session knows the statement that records a migration.
    pub is_prepared: bool,
    /// How many small migrations go into the next message; after a failure, one after the other. More and more in a database
    /// with something in it, where one may take long.
    pub at_once: usize,
    /// Whether the database was empty when the run began: nobody is kept waiting by what a transaction locks.
    pub is_undisturbed: bool,
    /// Who was in the way last.
    pub blocker: Option<Blocker>,
    listener: Mutex<Listener<'a>>,
}

impl<'a> Run<'a> {
    /// Makes the tables, says who holds the lock, and puts the second session to its work.
    pub async fn start(
        db: &DatabaseConnection,
        code: &'a Code,
        mut lock: MigrationLock,
        installed: &Installed,
        budgets: Budgets,
        second: PgConnection,
        listener: Listener<'a>,
    ) -> Result<Self, Error> {
        let options = db.get_postgres_connection_pool().connect_options();
        let tick = (budgets.lock_timeout / 4).clamp(Duration::from_millis(50), Duration::from_secs(1));
        // Before anything is written: through a transaction pooler nothing may be.
        let control = match Control::open(second, (*options).clone(), &lock, &installed.tables, tick).await {
            Ok(control) => control,
            Err(error) => {
                let _given_back_with_the_session = lock.release().await;
                return Err(error);
            }
        };
        if let Err(error) = lock.announce_in(installed).await {
            control.close().await;
            let _given_back_with_the_session = lock.release().await;
            return Err(error);
        }
        let mark = String::new();
        Ok(Self {
            code,
            lock,
            control,
            tables: installed.tables.clone(),
            budgets,
            batch: 1,
            mark,
            is_prepared: false,
            at_once: if installed.is_empty { group::MOST } else { 1 },
            is_undisturbed: installed.is_empty,
            blocker: None,
            listener: Mutex::new(listener),
        })
    }

    /// The session that works.
    pub fn session(&self) -> &Session {
        self.lock.session()
    }

    /// Tells what happens.
    pub fn tell(&self, event: Event<'_>) {
        let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        listener(event);
    }

    /// Ends both sessions and gives the lock back.
    pub async fn finish(self) -> Result<(), Error> {
        let (released, ()) = tokio::join!(self.lock.release(), self.control.close());
        released
    }

    /// Whether a failure was only a lock that was not to be had, and tries are left; then waits a while, each time longer,
    /// and never as long as others wait.
    pub async fn may_retry(&mut self, error: &Error, name: &str, retries: &mut u32) -> bool {
        if error.sqlstate().as_deref() != Some(failure::LOCK_NOT_AVAILABLE)
            || *retries >= self.budgets.lock_retries
        {
            return false;
        }
        *retries += 1;
        let base = self.budgets.lock_timeout.min(Duration::from_secs(1)) / 4;
        let grown = (base * 2_u32.saturating_pow(*retries)).min(Duration::from_secs(60));
        let pause = grown.mul_f64(jitter());
        let blocker = match error {
            Error::Statement { circumstances, .. } => circumstances.blocker.as_ref(),
            _ => None,
        };
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.tell(Event::Retries { name, attempt: *retries, pause_ms, blocker });
        self.control.watch(tokio::time::sleep(pause)).await;
        true
    }
}

/// From a half to one and a half.
fn jitter() -> f64 {
    let random = std::hash::RandomState::new().build_hasher().finish();
    0.5 + f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
