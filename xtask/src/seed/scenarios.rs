//! `seed --scenarios` and `seed --scenario NAME`

use std::time::Instant;

use backline_seed::scenario::{Error, Listing, TableRows};
use backline_seeds::scenario::SCENARIOS;
use serde::Serialize;
use uuid::Uuid;

use super::failure;
use crate::failure::{DONE, FINDING, Failure};
use crate::guard::{self, Permission};
use crate::output::{Table, count, elapsed};
use crate::place::Place;

/// Which scenarios to tell.
#[derive(Debug, clap::Args)]
#[group(id = "told")]
pub struct Options {
    /// Tell every scenario
    #[arg(long, conflicts_with = "scenario")]
    scenarios: bool,
    /// Tell this scenario; can be repeated. `seed list` shows their names
    #[arg(long, value_name = "NAME", num_args = 1..)]
    scenario: Vec<String>,
    #[command(flatten)]
    pub(super) permission: Permission,
}

impl Options {
    /// Whether any is named.
    pub(super) fn are_named(&self) -> bool {
        self.scenarios || !self.scenario.is_empty()
    }
}

/// A scenario that was told.
#[derive(Debug, Serialize)]
struct Told {
    scenario: &'static str,
    run: Uuid,
    rows: u64,
    tables: Vec<TableRows>,
    /// What must be true after it and is not.
    unmet: Option<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let chosen = Listing::named(SCENARIOS, &options.scenario).map_err(failure)?;
    let effect = "puts made-up rows among the database's own";
    let (target, _consent) = guard::consent_to(place, &options.permission, effect).await?;
    let db = target.connect().await?;
    let started = Instant::now();
    let progress = place.output().progress("telling scenarios", Some(chosen.len() as u64));
    let mut told = Vec::with_capacity(chosen.len());
    for listing in chosen {
        progress.item(listing.name);
        told.push(tell(&listing, &db).await?);
        progress.advance(1);
    }
    progress.done(format_args!("{} told", count(told.len(), "scenario")));
    place.output().result(&told, || text(&told, started.elapsed()))?;
    Ok(if told.iter().any(|told| told.unmet.is_some()) { FINDING } else { DONE })
}

async fn tell(listing: &Listing, db: &sea_orm::DatabaseConnection) -> Result<Told, Failure> {
    let (run, tables, unmet) = match listing.run(db).await {
        Ok(finished) => (finished.run, finished.tables, None),
        Err(Error::Unmet { run, source, .. }) => (run, Vec::new(), Some(source.to_string())),
        Err(error) => return Err(failure(error)),
    };
    let rows = tables.iter().map(|table| table.rows).sum();
    Ok(Told { scenario: listing.name, run, rows, tables, unmet })
}

fn text(told: &[Told], elapsed_time: std::time::Duration) -> String {
    let mut table = Table::new(["scenario", "run", "rows", ""]).numeric(2);
    for Told { scenario, run, rows, unmet, .. } in told {
        table.row([scenario, run, rows, &unmet.as_deref().unwrap_or_default()]);
    }
    let rows: u64 = told.iter().map(|told| told.rows).sum();
    format!(
        "{table}{} told, {}, {}.",
        count(told.len(), "scenario"),
        count(rows, "row"),
        elapsed(elapsed_time)
    )
}
