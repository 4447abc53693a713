//! What is recorded beside what the code has: where each migration stands, and everything that does not fit, at once.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::code::{Code, Outline};
use super::difference::{Difference, Problem, explain_changes};
use super::glance::glance;
use super::kind::Kind;
use super::lock;
use super::reconcile::{Reconciled, reconcile};
use super::record::{self, Recorded};
use super::session::Session;
use super::tables::Installed;
use super::usage::Unsuitable;
use super::{Record, RecordState};
use crate::Error;
use crate::error::sqlstate;

/// Where a migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Applied as the code has it.
    Applied,
    /// Not applied.
    Pending,
    /// Applied, and changed in the code since.
    Changed,
    /// Repeatable, applied, and changed in the code since: the next run applies it again.
    Outdated,
    /// Tried, and failed.
    Failed,
    /// Begun, and another process is at it.
    Running,
    /// Begun or being undone, and whoever did that is gone.
    Interrupted,
    /// Undone.
    RolledBack,
    /// Not applied, though a later one is.
    OutOfOrder,
    /// Recorded, in the middle of the code's, and not in the code.
    Missing,
    /// Recorded, later than all of the code's: this checkout is older than the database.
    Unknown,
    /// Recorded under another name with the same content.
    Renamed,
}

impl State {
    /// As people read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Changed => "changed",
            Self::Outdated => "outdated",
            Self::Failed => "failed",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::RolledBack => "rolled back",
            Self::OutOfOrder => "out of order",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Renamed => "renamed",
        }
    }
}

/// A migration of the code or of the history, and where it stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Status {
    /// Its name: the code's, where the code has it.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// What is recorded of it.
    pub record: Option<Record>,
    /// Whether the code has it.
    pub in_code: bool,
}

impl Status {
    /// Whether the next run applies it, provided that nothing keeps it from running.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(
            self.state,
            State::Pending | State::Failed | State::RolledBack | State::Interrupted | State::Outdated
        )
    }

    /// Whether it is in the database, in whatever state.
    #[must_use]
    pub fn is_executed(&self) -> bool {
        self.record.as_ref().is_some_and(Record::is_applied)
    }
}

/// Where a database stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Diagnosis {
    /// How many migrations the code has.
    pub files: usize,
    /// How many are applied.
    pub executed: usize,
    /// How many the next run would apply.
    pub pending: usize,
    /// The highest batch that is applied.
    pub last_batch: Option<i32>,
    /// Whether nothing is pending and nothing is wrong.
    pub up_to_date: bool,
    /// Every migration, in the code's order; what is recorded and not in the code comes last.
    pub migrations: Vec<Status>,
    /// Everything that is wrong.
    pub differences: Vec<Difference>,
    /// What sea-orm-cli did since the last run.
    pub reconciled: Vec<Reconciled>,
    #[serde(skip)]
    pub(super) has_history: bool,
    #[serde(skip)]
    pub(super) names_holder: bool,
    #[serde(skip)]
    pub(super) next_batch: i32,
    /// What is recorded, in order of application.
    #[serde(skip)]
    pub(super) records: Vec<Record>,
}

/// Compares everything, and changes nothing.
///
/// # Errors
/// As [`render()`](super::render()), [`Error::Usage`] for a list of migrations that cannot be, and whatever the database answers.
pub async fn diagnose<M: MigratorTrait>(db: &impl ConnectionTrait) -> Result<Diagnosis, Error> {
    let code = Code::of::<M>().await?;
    read(db, &code, false).await.map(|(_, diagnosis)| diagnosis)
}

/// Where every migration of `M` stands in this database, in order; what is recorded and not in the code comes last.
///
/// # Errors
/// As [`diagnose`].
pub async fn status<M: MigratorTrait>(db: &impl ConnectionTrait) -> Result<Vec<Status>, Error> {
    diagnose::<M>(db).await.map(|diagnosis| diagnosis.migrations)
}

impl Code {
    /// [`diagnose()`](diagnose()) on a connection of its own: one message, and it is gone.
    ///
    /// # Errors
    /// As [`diagnose()`](diagnose()).
    pub async fn diagnose(&self, db: &DatabaseConnection) -> Result<Diagnosis, Error> {
        let session = Session::start(db.get_postgres_connection_pool()).await?;
        let diagnosis = look(&session, self).await.map(|(_, diagnosis)| diagnosis);
        session.close().await;
        diagnosis
    }
}

/// [`diagnose()`](diagnose()) of code that is rendered already. Whoever holds the lock himself knows that nobody else runs.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    code: &Code,
    holds_lock: bool,
) -> Result<(Installed, Diagnosis), Error> {
    let installed = Installed::read(db, &code.cli_table).await.map_err(unreadable)?;
    let recorded = record::read(db, &installed).await.map_err(unreadable)?;
    compared(db, code, holds_lock, installed, recorded).await
}

/// [`read`] at a glance where that is enough, in a session that is not in a transaction.
pub(super) async fn look(session: &Session, code: &Code) -> Result<(Installed, Diagnosis), Error> {
    match glance(session, &code.cli_table).await {
        Some((installed, recorded)) => compared(session, code, false, installed, recorded).await,
        None => read(session, code, false).await,
    }
}

async fn compared(
    db: &impl ConnectionTrait,
    code: &Code,
    holds_lock: bool,
    installed: Installed,
    mut recorded: Recorded,
) -> Result<(Installed, Diagnosis), Error> {
    let reconciled = reconcile(&installed, code, &mut recorded);
    let records = recorded.records;
    let is_begun = |record: &Record| matches!(record.state, RecordState::Running | RecordState::RollingBack);
    let locked =
        !holds_lock && records.iter().any(is_begun) && lock::is_held(db).await.map_err(unreadable)?;
    let mut diagnosis = compare(code, records, locked);
    diagnosis.reconciled = reconciled;
    diagnosis.has_history = installed.has_history();
    diagnosis.names_holder = recorded.names_holder;
    explain_changes(db, &installed, code, &mut diagnosis).await?;
    Ok((installed, diagnosis))
}

/// Prepared statements that come and go are those of other clients: a pooler hands sessions around.
pub(super) fn unreadable(source: DbErr) -> Error {
    match sqlstate(&source).as_deref() {
        Some("42P05" | "26000") => Unsuitable::TransactionPooler.into(),
        _ => Error::Database { context: "failed to read migration_history".into(), source },
    }
}

fn compare(code: &Code, records: Vec<Record>, locked: bool) -> Diagnosis {
    let code = code.outlines();
    let next_batch = records.iter().map(|record| record.batch).max().unwrap_or(0) + 1;
    let last_batch = records.iter().filter(|record| record.is_applied()).map(|record| record.batch).max();
    let all = records.clone();
    let order: Vec<String> = records.iter().map(|record| record.name.clone()).collect();
    let mut recorded: HashMap<String, Record> =
        records.into_iter().map(|record| (record.name.clone(), record)).collect();
    let renamed = renamed(code, &recorded, &order);
    let last_applied = code.iter().rposition(|migration| {
        migration.kind != Kind::Repeatable
            && recorded
                .get(renamed.get(&migration.name).unwrap_or(&migration.name))
                .is_some_and(Record::is_applied)
    });
    let mut differences = Vec::new();
    let mut migrations = Vec::with_capacity(code.len());
    for (index, migration) in code.iter().enumerate() {
        let old = renamed.get(&migration.name);
        let record = recorded.remove(old.unwrap_or(&migration.name));
        let late = last_applied.filter(|last| index < *last && migration.kind != Kind::Repeatable);
        let state = match record.as_ref().map(|record| record.state) {
            Some(RecordState::Completed) if old.is_some() => State::Renamed,
            Some(RecordState::Completed)
                if record.as_ref().is_some_and(|record| record.checksum != migration.checksum) =>
            {
                if migration.kind == Kind::Repeatable { State::Outdated } else { State::Changed }
            }
            Some(RecordState::Completed) => State::Applied,
            Some(RecordState::Running | RecordState::RollingBack) if locked => State::Running,
            Some(RecordState::Running | RecordState::RollingBack) => State::Interrupted,
            Some(RecordState::Failed) => State::Failed,
            _ if late.is_some() => State::OutOfOrder,
            Some(RecordState::RolledBack) => State::RolledBack,
            None => State::Pending,
        };
        let undone_in_part = record.as_ref().is_some_and(|record| record.state == RecordState::RollingBack);
        let problem = match state {
            State::Changed => Some(Problem::Changed),
            State::Renamed => Some(Problem::Renamed { to: migration.name.clone() }),
            State::OutOfOrder => late.map(|last| Problem::OutOfOrder { after: code[last].name.clone() }),
            State::Interrupted if undone_in_part => Some(Problem::HalfUndone),
            State::Interrupted => Some(Problem::Interrupted),
            State::Failed => Some(Problem::Failed),
            _ => None,
        };
        let name = old.unwrap_or(&migration.name);
        differences.extend(problem.map(|problem| Difference::new(name, problem)));
        migrations.push(Status { name: migration.name.clone(), state, record, in_code: true });
    }
    let newest =
        code.iter().filter(|migration| migration.kind != Kind::Repeatable).map(|one| &one.name).max();
    for name in order {
        let Some(record) = recorded
            .remove(&name)
            .filter(|record| !matches!(record.state, RecordState::RolledBack | RecordState::Failed))
        else {
            continue;
        };
        let unknown = newest.is_some_and(|newest| name > *newest);
        let (state, problem) =
            if unknown { (State::Unknown, Problem::Unknown) } else { (State::Missing, Problem::Missing) };
        differences.push(Difference::new(&name, problem));
        migrations.push(Status { name, state, record: Some(record), in_code: false });
    }
    let pending = migrations.iter().filter(|status| status.is_pending()).count();
    Diagnosis {
        files: code.len(),
        executed: migrations.iter().filter(|status| status.is_executed()).count(),
        pending,
        last_batch,
        up_to_date: pending == 0
            && differences.is_empty()
            && migrations.iter().all(|status| status.state == State::Applied),
        migrations,
        differences,
        reconciled: Vec::new(),
        has_history: false,
        names_holder: false,
        next_batch,
        records: all,
    }
}

/// New names of recorded migrations that the code has under another name: same content, and neither name used twice.
fn renamed(
    code: &[Outline],
    recorded: &HashMap<String, Record>,
    order: &[String],
) -> HashMap<String, String> {
    let names: HashSet<&str> = code.iter().map(|migration| migration.name.as_str()).collect();
    let mut gone: Vec<&Record> = order
        .iter()
        .filter(|name| !names.contains(name.as_str()))
        .filter_map(|name| recorded.get(name).filter(|record| record.is_applied()))
        .collect();
    let mut found = HashMap::new();
    for migration in code {
        if recorded.contains_key(&migration.name) {
            continue;
        }
        if let Some(at) = gone.iter().position(|record| record.checksum == migration.checksum) {
            found.insert(migration.name.clone(), gone.remove(at).name.clone());
        }
    }
    found
}
