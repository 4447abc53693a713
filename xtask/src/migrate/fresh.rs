//! `migrate fresh`

use std::time::Instant;

use backline_migrations::Migrator;
use backline_ops::migrate::{self, Event};

use super::budgets::BudgetOptions;
use super::problems::explained;
use super::up::narrate;
use crate::failure::{DONE, Failure};
use crate::guard::{Permission, consent};
use crate::output::{count, elapsed};
use crate::place::Place;

/// How to begin anew.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The name of the database, typed out: all of its data goes
    #[arg(long, value_name = "DATABASE")]
    confirm: Option<String>,
    #[command(flatten)]
    permission: Permission,
    #[command(flatten)]
    budgets: BudgetOptions,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let output = place.output();
    let (target, consent) = consent(place, &options.permission.unasked(), "all data of the database").await?;
    let name = &target.name;
    let typed = match &options.confirm {
        Some(typed) => Some(typed.clone()),
        None => {
            output.ask(&format!("This destroys all data of \"{name}\". Type its name if you mean it:"))?
        }
    };
    if typed.as_ref() != Some(name) {
        let message = format!("this destroys all data of \"{name}\", and its name was not typed out");
        return Err(Failure::refused(message, format!("say --confirm {name}")));
    }
    let db = target.connect().await?;
    let progress = output.progress("applying migrations", None);
    let how = migrate::Options {
        budgets: options.budgets.budgets(),
        lock: options.budgets.lock(),
        ..migrate::Options::default()
    };
    let outcome = migrate::fresh::<Migrator>(&db, how, &consent, |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Begins(name) => progress.item(name),
        Event::Done(_applied) => progress.advance(1),
        other => narrate(output, other),
    })
    .await;
    drop(progress);
    let report = outcome.map_err(|error| explained(output, error))?;
    output.result(&report, || {
        let applied = count(report.applied.len(), "migration");
        format!("\"{name}\" was emptied; {applied} applied in batch 1, {}.", elapsed(started.elapsed()))
    })?;
    Ok(DONE)
}
