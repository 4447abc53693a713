//! Options of what takes the migration lock and sends statements: how long is waited, and for what.

use std::time::Duration;

use backline_ops::migrate::{Budgets, LockOptions};

/// How long to wait, and for what.
#[derive(Debug, clap::Args)]
pub struct BudgetOptions {
    /// Wait this long for another migration to finish
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = humantime::parse_duration)]
    lock_wait: Duration,
    /// Give a statement up that waits this long for a lock, and try it again after a pause
    #[arg(long, value_name = "DURATION", default_value = "4s", value_parser = humantime::parse_duration)]
    lock_timeout: Duration,
    /// Try so many times again what could not get its lock
    #[arg(long, value_name = "N", default_value_t = 5)]
    lock_retries: u32,
    /// Give a statement up that takes this long; without it, none is
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    statement_timeout: Option<Duration>,
    /// Give CREATE INDEX CONCURRENTLY up after this long; it holds nobody up
    #[arg(long, value_name = "DURATION", default_value = "20m", value_parser = humantime::parse_duration)]
    index_timeout: Duration,
    /// For how many milliseconds the row in `migration_lock` is good; a heartbeat pushes it forward
    #[arg(long, value_name = "MILLISECONDS", env = "MIGRATION_LOCK_TIMEOUT", default_value_t = 300_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(100..))]
    lock_expiry: u64,
}

impl BudgetOptions {
    /// For statements.
    pub fn budgets(&self) -> Budgets {
        Budgets {
            lock_timeout: self.lock_timeout,
            statement_timeout: self.statement_timeout,
            index_timeout: self.index_timeout,
            lock_retries: self.lock_retries,
        }
    }

    /// For the migration lock.
    pub fn lock(&self) -> LockOptions {
        LockOptions { wait: self.lock_wait, expiry: Duration::from_millis(self.lock_expiry) }
    }
}
