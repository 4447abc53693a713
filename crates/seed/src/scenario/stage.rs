//! Where a scenario is told.

use sea_orm::DatabaseTransaction;
use time::OffsetDateTime;
use uuid::Uuid;

/// Where a scenario is told: a transaction, a moment, and a name that no other run has.
#[derive(Debug)]
pub struct Stage {
    pub(super) transaction: DatabaseTransaction,
    pub(super) run: Uuid,
    pub(super) now: OffsetDateTime,
    pub(super) namespace: String,
}

impl Stage {
    /// The transaction of this run. What the database may refuse goes into a transaction within it (`db().begin()`),
    /// which is rolled back afterwards.
    #[must_use]
    pub fn db(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The moment as of which it is told.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// 32 hexadecimal digits that no other run has: what makes names, addresses and codes unique.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The run's id, as `seed_runs` has it.
    #[must_use]
    pub fn run(&self) -> Uuid {
        self.run
    }
}
