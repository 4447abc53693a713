//! Proof that every migration can be undone: up, down and up again leave what they should, on a scratch database.
//!
//! The whole chain is applied, undone and applied again. After each step up the fingerprint of a
//! [snapshot](crate::catalog::Snapshot) of the catalog is taken, and after each step down the one of then must be there
//! again; the chain that is applied again must end where it ended before. Only where fingerprints differ are snapshots
//! compared, with that of a database rebuilt up to there. What `down` leaves on purpose is said there in a [note](crate::note): `-- verify: leaves(extension) others may use it`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use crate::catalog::Snapshot;
use crate::migrate::{Rendered, Rollback, render};
use crate::note::{Note, Reader, notes_of};
use crate::scratch::{Scratch, apply, run_statements};
use crate::{Error, error};

/// When something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// After the `down` of a migration, beside what was there before its `up`.
    Down,
    /// After the `up` of all once more, beside what the first one made.
    UpAgain,
    /// In what the caller checks at the end.
    Check,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Down => "down does not leave what was there before",
            Self::UpAgain => "up again does not make the same",
            Self::Check => "the migrated database is not as it should be",
        })
    }
}

/// What does not hold.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Finding {
    /// The migration; none where it is about all of them.
    pub migration: Option<String>,
    /// When.
    pub stage: Stage,
    /// What differs: `+` there and should not be, `-` gone and should not be, `~` another; or what the database said.
    pub differences: Vec<String>,
}

/// A migration that is not undone.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Irreversible {
    /// Its name.
    pub migration: String,
    /// Why.
    pub reason: String,
}

/// What was proven, and what was not.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// How many migrations were tried.
    pub migrations: usize,
    /// Those that say that they cannot be undone.
    pub irreversible: Vec<Irreversible>,
    /// What does not hold.
    pub findings: Vec<Finding>,
}

/// What happens meanwhile.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// So many migrations are to be tried.
    Begins(usize),
    /// This one was undone.
    Tried(&'a str),
    /// All are undone.
    AllDown,
    /// All are applied again.
    AllUpAgain,
}

/// Tries all migrations of `M` on a scratch database of this server. `check` looks at the migrated database in the end,
/// and answers what is wrong with it.
///
/// Roles and whatever else migrations make outside of their database are made on the server: let it be a private one.
///
/// # Errors
/// [`Error::Statement`] when the `up` of a migration fails; whatever else the server answers.
pub async fn verify<M: MigratorTrait, E: From<Error>>(
    server: &DatabaseConnection,
    check: impl AsyncFnOnce(&DatabaseConnection) -> Result<Vec<String>, E>,
    mut on_event: impl FnMut(Event<'_>),
) -> Result<Report, E> {
    let migrations = render::<M>().await?;
    let mut scratch = Scratch::empty(server).await.map_err(Error::from)?;
    let outcome = async {
        let mut report = all::<M>(server, &mut scratch, &migrations, &mut on_event).await?;
        let differences = check(scratch.conn()).await?;
        if !differences.is_empty() {
            report.findings.push(Finding { migration: None, stage: Stage::Check, differences });
        }
        Ok::<Report, E>(report)
    }
    .await;
    let dropped = scratch.drop().await.map_err(Error::from);
    let report = outcome?;
    dropped?;
    Ok(report)
}

/// All up, all down with a look after each, all up again: so each one is undone from exactly the state that it made, and
/// done again from exactly the one that it found. A migration that cannot be undone parts the chain in two.
async fn all<M: MigratorTrait>(
    server: &DatabaseConnection,
    scratch: &mut Scratch,
    migrations: &[Rendered],
    on_event: &mut impl FnMut(Event<'_>),
) -> Result<Report, Error> {
    on_event(Event::Begins(migrations.len()));
    let mut report = Report { migrations: migrations.len(), irreversible: vec![], findings: vec![] };
    // Of the catalog before each, and after the last.
    let mut fingerprints = vec![Snapshot::read(scratch.conn()).await?.fingerprint()];
    let mut start = 0;
    for end in 0..=migrations.len() {
        let last = migrations.get(end);
        let reason = match last.map(|migration| &migration.down) {
            Some(Rollback::Statements(_)) => None,
            Some(Rollback::Irreversible(reason)) => Some(reason.clone()),
            None => Some(String::new()),
        };
        if let Some(reason) = reason {
            let mut bench =
                Bench::<M> { server, scratch, migrations, fingerprints: &fingerprints, of: PhantomData };
            bench.down_and_up(start..end, &mut report, on_event).await?;
            start = end + 1;
            if let Some(migration) = last {
                report.irreversible.push(Irreversible { migration: migration.name.clone(), reason });
            }
        }
        if let Some(migration) = last {
            apply::<M>(scratch.conn(), migration).await?;
            fingerprints.push(Snapshot::read(scratch.conn()).await?.fingerprint());
        }
    }
    Ok(report)
}

/// A scratch database on which migrations are applied, and what is known of it.
struct Bench<'a, M> {
    server: &'a DatabaseConnection,
    scratch: &'a mut Scratch,
    migrations: &'a [Rendered],
    fingerprints: &'a [String],
    of: PhantomData<M>,
}

impl<M: MigratorTrait> Bench<'_, M> {
    /// Undoes these, the last one first, with a look after each, and applies them again.
    async fn down_and_up(
        &mut self,
        range: Range<usize>,
        report: &mut Report,
        on_event: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Error> {
        for index in range.clone().rev() {
            let migration = &self.migrations[index];
            let differences = match down(self.scratch.conn(), migration).await {
                Ok(()) => self.differences(index, &self.migrations[index..range.end]).await?,
                Err(refused @ Error::Statement { .. }) => {
                    let fresh = self.rebuilt(index).await?;
                    std::mem::replace(self.scratch, fresh).drop().await?;
                    vec![said(&refused)]
                }
                Err(error) => return Err(error),
            };
            if !differences.is_empty() {
                let (migration, stage) = (Some(migration.name.clone()), Stage::Down);
                report.findings.push(Finding { migration, stage, differences });
            }
            on_event(Event::Tried(&migration.name));
        }
        on_event(Event::AllDown);
        for migration in &self.migrations[range.clone()] {
            apply::<M>(self.scratch.conn(), migration).await?;
        }
        let differences = self.differences(range.end, &[]).await?;
        if !differences.is_empty() {
            report.findings.push(Finding { migration: None, stage: Stage::UpAgain, differences });
        }
        on_event(Event::AllUpAgain);
        Ok(())
    }

    /// What differs from the catalog after so many migrations, without what the `down` of one of these leaves on purpose.
    ///
    /// Where something does, the scratch database is replaced by one that is as it should be: what comes next is tried, too.
    async fn differences(&mut self, applied: usize, undone: &[Rendered]) -> Result<Vec<String>, Error> {
        let found = Snapshot::read(self.scratch.conn()).await?;
        if found.fingerprint() == self.fingerprints[applied] {
            return Ok(Vec::new());
        }
        let rebuilt = self.rebuilt(applied).await?;
        let expected = Snapshot::read(rebuilt.conn()).await?;
        let notes: Vec<Note> = undone
            .iter()
            .filter_map(Rendered::down_sql)
            .flat_map(|sql| notes_of(&sql))
            .filter_map(Result::ok)
            .filter(|note| note.reader == Reader::Verify)
            .collect();
        let is_left = |line: &String| {
            let object = line.trim_start_matches(['+', '-', '~', '>', ' ']);
            notes.iter().any(|note| object.starts_with(&note.subject))
        };
        let lines = expected.diff(&found).into_iter().map(|change| change.to_string());
        let differences: Vec<String> = lines.filter(|line| !is_left(line)).collect();
        let unneeded =
            if differences.is_empty() { rebuilt } else { std::mem::replace(self.scratch, rebuilt) };
        unneeded.drop().await?;
        Ok(differences)
    }

    /// A fresh scratch database with so many migrations applied.
    async fn rebuilt(&self, applied: usize) -> Result<Scratch, Error> {
        let fresh = Scratch::empty(self.server).await?;
        for migration in &self.migrations[..applied] {
            apply::<M>(fresh.conn(), migration).await?;
        }
        Ok(fresh)
    }
}

async fn down(db: &DatabaseConnection, migration: &Rendered) -> Result<(), Error> {
    match &migration.down {
        Rollback::Statements(down) => {
            run_statements(db, &migration.name, down, migration.transactional).await
        }
        Rollback::Irreversible(_) => Ok(()),
    }
}

/// What the database said of a statement, in a line.
fn said(refused: &Error) -> String {
    let Error::Statement { position, source, .. } = refused else { return refused.to_string() };
    match error::refusal(source) {
        Some(refusal) => {
            format!("statement {position} fails: {} (SQLSTATE {})", refusal.message, refusal.sqlstate)
        }
        None => format!("statement {position} fails: {source}"),
    }
}
