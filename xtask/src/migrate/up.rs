//! `migrate up`

use std::time::Instant;

use backline_migrations::Migrator;
use backline_ops::migrate::{self, Event};

use crate::failure::{DONE, Failure};
use crate::output::{count, elapsed};
use crate::place::Place;

/// How to apply.
#[derive(Debug, clap::Args)]
pub struct Options {}

pub async fn run(_options: &Options, place: &Place) -> Result<u8, Failure> {
    let started = Instant::now();
    let db = place.target().await?.connect().await?;
    let progress = place.output().progress("applying migrations", None);
    let report = migrate::up::<Migrator>(&db, migrate::Options::default(), |event| match event {
        Event::Pending(pending) => progress.set_total(Some(pending as u64)),
        Event::Begins(name) => progress.item(name),
        Event::Done(_applied) => progress.advance(1),
    })
    .await?;
    drop(progress);
    place.output().result(&report, || match report.batch {
        Some(batch) => format!(
            "{} applied in batch {batch}, {}.",
            count(report.applied.len(), "migration"),
            elapsed(started.elapsed())
        ),
        None => "Nothing is pending.".to_owned(),
    })?;
    Ok(DONE)
}
