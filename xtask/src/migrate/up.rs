//! `migrate up`

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use backline_ops::metrics::{LOCK_PAUSE, LOCK_RETRIES};
use backline_ops::migrate::{self, Event, Report, Until};

use super::budgets::BudgetOptions;
use super::from_one;
use super::problems::explained;
use crate::failure::{DONE, Failure};
use crate::output::{Output, Table, count, elapsed};
use crate::place::Place;

/// How to apply.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Stop after this migration
    #[arg(long, value_name = "NAME", conflicts_with = "steps")]
    to: Option<String>,
    /// Apply so many migrations
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = from_one)]
    steps: Option<u32>,
    /// All in one transaction, or nothing
    #[arg(long)]
    single_transaction: bool,
    /// Apply migrations that come before one that is applied already
    #[arg(long)]
    out_of_order: bool,
    /// Undo changed migrations and apply their new content; rows of tables that the change does not touch are kept
    #[arg(long)]
    rerun_changed: bool,
    /// Write the new names of renamed migrations down
    #[arg(long)]
    accept_renamed: bool,
    /// Apply to a database that has tables and no record of any migration
    #[arg(long)]
    onto_existing_tables: bool,
    /// Put at most so many migrations into one batch
    #[arg(long, value_name = "N", env = "MIGRATION_BATCH_SIZE")]
    batch_size: Option<NonZeroUsize>,
    /// Compare everything, show what would run, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    budgets: BudgetOptions,
}

impl Options {
    fn of_engine(&self) -> migrate::Options {
        let until = match (&self.to, self.steps) {
            (Some(name), _) => Until::Name(name.clone()),
            (None, Some(steps)) => Until::Steps(steps.try_into().unwrap_or(usize::MAX)),
            (None, None) => Until::End,
        };
        migrate::Options {
            until,
            single_transaction: self.single_transaction,
            out_of_order: self.out_of_order,
            rerun_changed: self.rerun_changed,
            accept_renamed: self.accept_renamed,
            onto_existing_tables: self.onto_existing_tables,
            batch_size: self.batch_size,
            dry_run: self.dry_run,
            budgets: self.budgets.budgets(),
            lock: self.budgets.lock(),
        }
    }
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let target = place.target().await?;
    let (db, code) = super::connect(&target, place).await?;
    let output = place.output();
    let progress = output.progress("applying migrations", None);
    let outcome = code.up(&db, options.of_engine(), |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Begins(name) => progress.item(name),
        Event::Done(_applied) => progress.advance(1),
        other => narrate(output, other),
    });
    let outcome = outcome.await;
    drop(progress);
    let report = outcome.map_err(|error| explained(output, error))?;
    output.measure(|metrics| report.measure(metrics));
    output.result(&report, || text(&report, started.elapsed()))?;
    Ok(DONE)
}

/// What happens beside the migrations themselves.
pub fn narrate(output: &Output, event: Event<'_>) {
    match event {
        Event::Reconciled(one) => {
            let did = if one.applied { "applied" } else { "undid" };
            output.narrate(format_args!("sea-orm-cli {did} {}; that is recorded now", one.name));
        }
        Event::Retries { name, attempt, pause_ms, blocker } => {
            let pause = Duration::from_millis(pause_ms).as_secs_f64();
            output.measure(|metrics| {
                metrics.add(&LOCK_RETRIES, 1.0);
                metrics.add(&LOCK_PAUSE, pause);
            });
            let who = blocker.map_or_else(String::new, |blocker| format!(" to {blocker}"));
            output.narrate(format_args!("{name}: lost a lock{who}; try {attempt} in {pause_ms} ms"));
        }
        Event::Statement { name, position, total } => {
            output.narrate(format_args!("{name}: statement {position} of {total} is done"));
        }
        Event::DropsInvalidIndex(index) => {
            output
                .narrate(format_args!("dropping the invalid index {index}, which a failed run left behind"));
        }
        _ => {}
    }
}

fn text(report: &Report, took: Duration) -> String {
    if !report.planned.is_empty() {
        let scripts = report.planned.iter().map(|planned| {
            let apart = if planned.transactional { "" } else { ", not in a transaction" };
            format!("-- {} ({}{apart})\n{}\n", planned.name, planned.reason.as_str(), planned.sql)
        });
        let scripts: String = scripts.collect();
        return format!("{scripts}{} would be applied.", count(report.planned.len(), "migration"));
    }
    let Some(batch) = report.batch else { return "Nothing is pending.".to_owned() };
    let mut table = Table::new(["migration", "why", "time"]).numeric(2);
    for applied in &report.applied {
        let time = elapsed(Duration::from_millis(applied.elapsed_ms));
        table.row([&applied.name, &applied.reason.as_str(), &time]);
    }
    let mut text = table.to_string();
    for rebuilt in &report.rebuilt {
        let kept = count(rebuilt.kept, "row");
        text.push_str(&format!("{} was rebuilt: {kept} kept, {} lost\n", rebuilt.table, rebuilt.lost));
    }
    let applied = count(report.applied.len(), "migration");
    format!("{text}{applied} applied in batch {batch}, {}.", elapsed(took))
}
