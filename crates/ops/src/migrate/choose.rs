//! Which migrations a run applies, decided before anything runs.

use super::code::Code;
use super::diagnose::{Diagnosis, State, Status};
use super::difference::{Difference, Problem};
use super::options::{Options, Reason, Until};
use super::usage::UsageError;
use super::{RecordState, Rendered};
use crate::Error;

/// A migration to apply.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    pub migration: &'a Rendered,
    /// Its place in the code.
    pub index: usize,
    pub reason: Reason,
    /// Whether it stopped in the middle, and goes on there.
    pub resumes: bool,
}

/// A migration to apply, before its SQL is known: as [`Step`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub index: usize,
    pub reason: Reason,
    pub resumes: bool,
}

/// What a run does.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Recorded names and the code's.
    pub renames: Vec<(String, String)>,
    /// The first changed migration: it and all after it are undone and applied again.
    pub rerun_from: Option<usize>,
    pub steps: Vec<Choice>,
}

impl Chosen {
    pub fn is_empty(&self) -> bool {
        self.renames.is_empty() && self.rerun_from.is_none() && self.steps.is_empty()
    }

    /// What to apply, with its SQL.
    pub fn steps<'a>(&self, migrations: &'a [Rendered]) -> Vec<Step<'a>> {
        let step = |choice: &Choice| {
            let Choice { index, reason, resumes } = *choice;
            Step { migration: &migrations[index], index, reason, resumes }
        };
        self.steps.iter().map(step).collect()
    }
}

/// Decides, or says everything that speaks against it.
pub(super) fn choose(
    code: &Code,
    diagnosis: &Diagnosis,
    options: &Options,
    has_other_tables: bool,
) -> Result<Chosen, Error> {
    let last = match &options.until {
        Until::End => code.outlines().len() - 1,
        Until::Name(name) => code.position(name)?,
        Until::Steps(0) => return Err(UsageError::NoSteps.into()),
        Until::Steps(_) => code.outlines().len() - 1,
    };
    if !diagnosis.has_history && has_other_tables && !options.onto_existing_tables {
        return Err(UsageError::ForeignDatabase.into());
    }
    let accepted = |difference: &&Difference| match difference.problem {
        Problem::Changed => options.rerun_changed,
        Problem::OutOfOrder { .. } => options.out_of_order,
        Problem::Renamed { .. } => options.accept_renamed,
        _ => !difference.is_blocking(),
    };
    if !diagnosis.differences.iter().all(|difference| accepted(&difference)) {
        return Err(Error::Diverged { differences: diagnosis.differences.clone() });
    }
    let mut chosen = Chosen::default();
    for difference in &diagnosis.differences {
        if let Problem::Renamed { to } = &difference.problem {
            chosen.renames.push((difference.name.clone(), to.clone()));
        }
    }
    let statuses = diagnosis.migrations.iter().filter(|status| status.in_code);
    for (index, (migration, status)) in code.outlines().iter().zip(statuses).enumerate() {
        if index > last || matches!(options.until, Until::Steps(most) if chosen.steps.len() == most) {
            break;
        }
        if status.state == State::Changed {
            chosen.rerun_from.get_or_insert(index);
        } else if let Some(reason) = reason(status) {
            let record = status.record.as_ref();
            let resumes = record.is_some_and(|record| {
                let begun = matches!(record.state, RecordState::Running | RecordState::Failed);
                begun && !record.transactional && !migration.transactional
            });
            chosen.steps.push(Choice { index, reason, resumes });
        }
    }
    if options.single_transaction {
        let apart: Vec<String> = chosen
            .steps
            .iter()
            .map(|step| &code.outlines()[step.index])
            .filter(|migration| !migration.transactional)
            .map(|migration| migration.name.clone())
            .collect();
        if !apart.is_empty() {
            return Err(UsageError::NotTransactional(apart).into());
        }
    }
    Ok(chosen)
}

fn reason(status: &Status) -> Option<Reason> {
    match status.state {
        State::Pending => Some(Reason::NotExecuted),
        State::Failed => Some(Reason::FailedBefore),
        State::Interrupted => Some(Reason::Interrupted),
        State::RolledBack => Some(Reason::RolledBack),
        State::Outdated => Some(Reason::ChecksumMismatch),
        State::OutOfOrder => Some(Reason::OutOfOrder),
        _ => None,
    }
}
