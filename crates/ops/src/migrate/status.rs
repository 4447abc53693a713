//! What is recorded beside what the code has.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;

use super::{Record, RecordState, Rendered, records, render};
use crate::Error;

/// Where a migration of the code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Applied as the code has it.
    Applied,
    /// Not applied.
    Pending,
    /// Applied, and changed in the code since.
    Changed,
    /// Tried, and failed.
    Failed,
    /// Begun and not finished: another process is at it, or died.
    Running,
    /// Undone.
    RolledBack,
    /// Not applied, though a later one is.
    OutOfOrder,
    /// Recorded, and not in the code.
    Missing,
}

/// A migration of the code or of the history, and where it stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// What is recorded of it.
    pub record: Option<Record>,
}

/// Something that keeps the engine from running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The migration.
    pub name: String,
    /// What is the matter, as a sentence fragment.
    pub problem: &'static str,
}

impl Status {
    /// What keeps the engine from running, if this does.
    #[must_use]
    pub fn difference(&self) -> Option<Difference> {
        let problem = match self.state {
            State::Changed => "was changed after it was applied",
            State::Missing => "is recorded as applied but is not in the code",
            State::OutOfOrder => "is not applied though a later one is",
            State::Running => "was begun and not finished",
            State::Applied | State::Pending | State::Failed | State::RolledBack => return None,
        };
        Some(Difference { name: self.name.clone(), problem })
    }

    /// Whether the next run applies it.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending | State::Failed | State::RolledBack)
    }
}

/// Where every migration of `M` stands in this database, in order; what is recorded and not in the code comes last.
///
/// # Errors
/// As [`render()`], and whatever the database answers.
pub async fn status<M: MigratorTrait>(db: &impl ConnectionTrait) -> Result<Vec<Status>, Error> {
    let recorded = records(db).await.map_err(Error::database("failed to read migration_history"))?;
    Ok(compare(&render::<M>().await?, recorded))
}

/// [`status`] of migrations that are already rendered.
pub(super) fn compare(migrations: &[Rendered], recorded: Vec<Record>) -> Vec<Status> {
    let mut recorded: HashMap<String, Record> =
        recorded.into_iter().map(|record| (record.name.clone(), record)).collect();
    let applied = |record: &Record| record.state == RecordState::Completed;
    let last_applied =
        migrations.iter().rposition(|migration| recorded.get(&migration.name).is_some_and(applied));
    let mut all: Vec<Status> = migrations
        .iter()
        .enumerate()
        .map(|(index, migration)| {
            let record = recorded.remove(&migration.name);
            let state = match record.as_ref().map(|record| record.state) {
                Some(RecordState::Completed)
                    if record.as_ref().is_some_and(|record| record.checksum != migration.checksum()) =>
                {
                    State::Changed
                }
                Some(RecordState::Completed) => State::Applied,
                Some(RecordState::Failed) => State::Failed,
                Some(RecordState::Running) => State::Running,
                _ if last_applied.is_some_and(|last| index < last) => State::OutOfOrder,
                Some(RecordState::RolledBack) => State::RolledBack,
                None => State::Pending,
            };
            Status { name: migration.name.clone(), state, record }
        })
        .collect();
    let mut missing: Vec<Record> = recorded.into_values().filter(applied).collect();
    missing.sort_by(|a, b| a.name.cmp(&b.name));
    all.extend(missing.into_iter().map(|record| Status {
        name: record.name.clone(),
        state: State::Missing,
        record: Some(record),
    }));
    all
}
