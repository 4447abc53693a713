//! Which migrations are undone, decided before anything is.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};

use super::{RollbackPlan, RollbackStep, Selection};
use crate::migrate::diagnose::Diagnosis;
use crate::migrate::index::undoes_what_is_there;
use crate::migrate::nearest::nearest;
use crate::migrate::tables::Installed;
use crate::migrate::usage::UsageError;
use crate::migrate::{Record, RecordState};
use crate::{Error, sql};

/// Decides, or says what speaks against it.
pub(super) async fn choose(
    db: &impl ConnectionTrait,
    installed: &Installed,
    diagnosis: &Diagnosis,
    selection: &Selection,
) -> Result<RollbackPlan, Error> {
    if diagnosis.records.is_empty() {
        return Err(UsageError::NothingRecorded.into());
    }
    let half = half_done(db, installed, diagnosis).await?;
    let undoable = |record: &&Record| {
        matches!(record.state, RecordState::Completed | RecordState::RollingBack)
            || half.contains(&record.name.as_str())
    };
    let applied: Vec<&Record> = diagnosis.records.iter().rev().filter(undoable).collect();
    let selected = select(&applied, selection)?;
    let irreversible: Vec<(String, String)> = selected
        .iter()
        .filter_map(|record| record.irreversible.clone().map(|reason| (record.name.clone(), reason)))
        .collect();
    if !irreversible.is_empty() {
        return Err(UsageError::Irreversible(irreversible).into());
    }
    let names: Vec<String> = selected.iter().map(|record| record.name.clone()).collect();
    let mut recorded = rollbacks(db, installed, names).await?;
    let mut steps = Vec::with_capacity(selected.len());
    let mut without = Vec::new();
    for record in selected {
        let (sql, statements) = match recorded.remove(&record.name) {
            Some((Some(sql), statements)) => (sql, statements),
            // Recorded only when sea-orm-cli's work is taken over, which comes first.
            _ if diagnosis.reconciled.iter().any(|one| one.name == record.name) => (String::new(), None),
            _ => {
                without.push((record.name.clone(), "no rollback is recorded".to_owned()));
                continue;
            }
        };
        let done = if record.state == RecordState::RollingBack { record.statements_done } else { 0 };
        steps.push(RollbackStep {
            name: record.name.clone(),
            batch: record.batch,
            transactional: record.transactional,
            statements: statements.unwrap_or_else(|| vec![sql.clone()]),
            sql,
            losses: Vec::new(),
            done: usize::try_from(done).unwrap_or(0),
            half_done: record.state != RecordState::Completed,
        });
    }
    if !without.is_empty() {
        return Err(UsageError::Irreversible(without).into());
    }
    Ok(RollbackPlan { transactional: steps.iter().all(|step| step.transactional), steps })
}

/// Migrations that stopped in the middle of what no transaction holds, and that can be undone all the same: whatever of
/// their rollback undoes something that was never done is passed over.
async fn half_done<'a>(
    db: &impl ConnectionTrait,
    installed: &Installed,
    diagnosis: &'a Diagnosis,
) -> Result<Vec<&'a str>, Error> {
    let begun = |record: &&Record| {
        !record.transactional && matches!(record.state, RecordState::Running | RecordState::Failed)
    };
    let begun: Vec<&Record> = diagnosis.records.iter().filter(begun).collect();
    if begun.is_empty() {
        return Ok(Vec::new());
    }
    let names = begun.iter().map(|record| record.name.clone()).collect();
    let recorded = rollbacks(db, installed, names).await?;
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for record in begun {
        let statements = recorded.get(&record.name).and_then(|(_, statements)| statements.as_ref());
        if statements.is_some_and(|statements| statements.iter().all(|one| undoes_what_is_there(one))) {
            can.push(record.name.as_str());
        } else if record.state == RecordState::Running || record.statements_done > 0 {
            cannot.push((record.name.clone(), record.statements_done));
        }
    }
    if cannot.is_empty() { Ok(can) } else { Err(UsageError::HalfDone(cannot).into()) }
}

/// `applied` is in the order of undoing.
fn select<'a>(applied: &[&'a Record], selection: &Selection) -> Result<Vec<&'a Record>, UsageError> {
    let mut batches: Vec<i32> = applied.iter().map(|record| record.batch).collect();
    batches.sort_unstable();
    batches.dedup();
    let existing = |batch: &i32| {
        if batches.contains(batch) {
            return Ok(*batch);
        }
        Err(UsageError::NoSuchBatch { batch: *batch, existing: batches.clone() })
    };
    let of = |keep: &dyn Fn(&Record) -> bool| applied.iter().copied().filter(|record| keep(record)).collect();
    Ok(match selection {
        Selection::LastBatch => of(&|record| Some(&record.batch) == batches.last()),
        Selection::Steps(0) => return Err(UsageError::NoSteps),
        Selection::Steps(steps) => applied.iter().copied().take(*steps).collect(),
        Selection::Batch(batch) => {
            let batch = existing(batch)?;
            of(&|record| record.batch == batch)
        }
        Selection::ToBatch(batch) => {
            let batch = existing(batch)?;
            of(&|record| record.batch > batch)
        }
        Selection::To(name) => {
            let names = || applied.iter().map(|record| record.name.as_str());
            let at = names().position(|known| known == name).ok_or_else(|| UsageError::NotApplied {
                name: name.clone(),
                nearest: nearest(name, names()),
            })?;
            applied[..at].to_vec()
        }
        Selection::All => applied.to_vec(),
    })
}

type Recorded = HashMap<String, (Option<String>, Option<Vec<String>>)>;

async fn rollbacks(
    db: &impl ConnectionTrait,
    installed: &Installed,
    names: Vec<String>,
) -> Result<Recorded, Error> {
    read(db, installed, names).await.map_err(Error::database("failed to read the recorded rollbacks"))
}

async fn read(
    db: &impl ConnectionTrait,
    installed: &Installed,
    names: Vec<String>,
) -> Result<Recorded, DbErr> {
    if installed.history_columns.is_empty() {
        return Ok(Recorded::new());
    }
    let has_statements = installed.history_columns.iter().any(|column| column == "rollback_statements");
    let query = format!(
        "SELECT migration_name, rollback_sql, {} FROM {} WHERE migration_name = ANY ($1)",
        if has_statements { "rollback_statements" } else { "NULL::text[]" },
        installed.tables.history
    );
    let rows = sql::rows(db, &query, [names.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, (row.try_get_by_index(1)?, row.try_get_by_index(2)?))))
        .collect()
}
