//! `ops drift`

use backline_migrations::Migrator;
use backline_ops::drift;
use serde::Serialize;

use super::{mending, platform};
use crate::failure::{DONE, FINDING, Failure};
use crate::place::Place;

/// What to write.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Write the SQL that mends the database, and nothing else
    #[arg(long)]
    sql: bool,
    /// Build what the migrations say anew, although nothing has changed since it was built
    #[arg(long)]
    rebuild: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    mending: &'a backline_ops::catalog::Mending,
    sql: String,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let folder = place.kept();
    let keep = (!options.rebuild).then_some(folder.as_path());
    let mending = drift::drift::<Migrator>(&db, &platform::BESIDE, keep).await?;
    let report = Report { mending: &mending, sql: mending.script() };
    place
        .output()
        .result(&report, || if options.sql { report.sql.clone() } else { mending::text(&mending) })?;
    Ok(if mending.changes.is_empty() { DONE } else { FINDING })
}
