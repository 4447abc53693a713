//! `seed reference`

use backline_seeds::reference::{TABLES, load_reference_with};

use crate::failure::{DONE, Failure};
use crate::output::{Table, count};
use crate::place::Place;

/// Nothing to choose. True facts go into every database: no guard asks.
#[derive(Debug, clap::Args)]
pub struct Options {}

pub async fn run(_options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let progress = place.output().progress("loading reference data", Some(TABLES.len() as u64));
    let loaded = load_reference_with(&db, |table| {
        progress.item(table.table);
        progress.advance(1);
    });
    let report = loaded.await.map_err(|error| match error.hint() {
        Some(hint) => Failure::with_hint(error, hint),
        None => anyhow::Error::new(error).into(),
    })?;
    progress.done(format_args!("{} loaded", count(report.tables.len(), "table")));
    place.output().result(&report, || {
        let mut table = Table::new(["table", "rows", "changed"]).numeric(1).numeric(2);
        for each in &report.tables {
            table.row([&each.table, &each.rows, &(each.inserted + each.updated)]);
        }
        format!("{table}{} of reference data, {} changed.", count(report.rows(), "row"), report.changed())
    })?;
    Ok(DONE)
}
