//! `ops drift`

use backline_migrations::Migrator;
use backline_ops::drift;
use serde::Serialize;

use super::mending;
use crate::failure::{DONE, FINDING, Failure};
use crate::place::Place;

/// What to write.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Write the SQL that mends the database, and nothing else
    #[arg(long)]
    sql: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    mending: &'a backline_ops::catalog::Mending,
    sql: String,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    place.output().narrate("Building what the migrations say beside it");
    let mending = drift::drift::<Migrator>(&db, &super::platform::BESIDE).await?;
    let report = Report { mending: &mending, sql: mending.script() };
    place
        .output()
        .result(&report, || if options.sql { report.sql.clone() } else { mending::text(&mending) })?;
    Ok(if mending.changes.is_empty() { DONE } else { FINDING })
}
