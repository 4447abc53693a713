//! `migrate rollback`

use std::time::Instant;

use backline_migrations::Migrator;
use backline_ops::metrics::{UNDONE, counted};
use backline_ops::migrate::{self, Event, Loss, RollbackOptions, RollbackPlan, Selection};

use super::budgets::BudgetOptions;
use super::from_one;
use super::problems::explained;
use super::up::narrate;
use crate::failure::{DONE, Failure};
use crate::guard::{Permission, consent};
use crate::output::{count, elapsed};
use crate::place::Place;

/// What to undo: without an option, the last batch.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A batch's number or a migration's name: what was applied after it is undone
    #[arg(value_name = "BATCH|NAME", conflicts_with_all = ["steps", "batch", "to", "all"])]
    back_to: Option<String>,
    /// Undo so many migrations
    #[arg(long, value_name = "N", conflicts_with_all = ["batch", "to", "all"], allow_negative_numbers = true)]
    #[arg(value_parser = from_one)]
    steps: Option<u32>,
    /// Undo what was applied in this batch
    #[arg(long, value_name = "N", conflicts_with_all = ["to", "all"], allow_negative_numbers = true)]
    #[arg(value_parser = from_one)]
    batch: Option<u32>,
    /// Undo what was applied after this migration
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    to: Option<String>,
    /// Undo everything
    #[arg(long)]
    all: bool,
    /// Show what would be undone and lost, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    permission: Permission,
    #[command(flatten)]
    budgets: BudgetOptions,
}

impl Options {
    fn selection(&self) -> Selection {
        match (&self.back_to, self.steps, self.batch, &self.to) {
            (Some(back_to), ..) => match back_to.parse() {
                Ok(batch) => Selection::ToBatch(batch),
                Err(_a_name) => Selection::To(back_to.clone()),
            },
            (_, Some(steps), ..) => Selection::Steps(steps.try_into().unwrap_or(usize::MAX)),
            (_, _, Some(batch), _) => Selection::Batch(batch.try_into().unwrap_or(i32::MAX)),
            (_, _, _, Some(name)) => Selection::To(name.clone()),
            _ if self.all => Selection::All,
            _ => Selection::LastBatch,
        }
    }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let selection = options.selection();
    let db = place.target().await?.connect().await?;
    let plan = migrate::plan_rollback::<Migrator>(&db, &selection).await?;
    let output = place.output();
    if options.dry_run || plan.steps.is_empty() {
        output.result(&plan, || match plan.steps.len() {
            0 => "Nothing is to be undone.".to_owned(),
            steps => format!("{}{} would be undone.", text(&plan), count(steps, "migration")),
        })?;
        return Ok(DONE);
    }
    output.narrate(text(&plan).trim_end());
    let (_target, consent) = consent(place, &options.permission, &loss(&plan)).await?;
    if !options.permission.is_given() {
        output.confirm("Undo this?")?;
    }
    let progress = output.progress("undoing migrations", Some(plan.steps.len() as u64));
    let how = RollbackOptions { budgets: options.budgets.budgets(), lock: options.budgets.lock() };
    let outcome = migrate::rollback::<Migrator>(&db, &selection, how, &consent, |event| match event {
        Event::Begins(name) => progress.item(name),
        Event::Undone(_name) => progress.advance(1),
        other => narrate(output, other),
    })
    .await;
    drop(progress);
    let done = outcome.map_err(|error| explained(output, error))?;
    output.measure(|metrics| metrics.set(&UNDONE, counted(done.steps.len())));
    output.result(&done, || {
        let names: String = done.steps.iter().map(|step| format!("{}\n", step.name)).collect();
        format!(
            "{names}{} rolled back, {}.",
            count(done.steps.len(), "migration"),
            elapsed(started.elapsed())
        )
    })?;
    Ok(DONE)
}

/// Each migration with what goes with it.
fn text(plan: &RollbackPlan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let half = if step.half_done { ", half done" } else { "" };
        text.push_str(&format!("{} (batch {}{half})\n", step.name, step.batch));
        for loss in &step.losses {
            text.push_str(&match loss.what.strip_prefix("rows of ") {
                Some(table) => format!("  deletes from {table}, which has {}\n", rows(loss)),
                None => format!("  drops {}: {}\n", loss.what, rows(loss)),
            });
        }
    }
    if !plan.transactional {
        text.push_str("Not all of it can be one transaction.\n");
    }
    text
}

fn rows(loss: &Loss) -> String {
    let about = if loss.exact { "" } else { "about " };
    format!("{about}{}", count(loss.rows, "row"))
}

fn loss(plan: &RollbackPlan) -> String {
    let rows: i64 = plan.steps.iter().flat_map(|step| &step.losses).map(|loss| loss.rows).sum();
    format!("what {} made, with {}", count(plan.steps.len(), "migration"), count(rows, "row"))
}
