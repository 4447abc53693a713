//! `ops drop-empty`

use std::time::Duration;

use backline_ops::tidy;

use crate::failure::{DONE, Failure};
use crate::guard::{Permission, consent};
use crate::output::count;
use crate::place::Place;

/// What to drop.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The tables, as in a query: all of them go, or none
    #[arg(required = true)]
    tables: Vec<String>,
    #[command(flatten)]
    permission: Permission,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let loss = format!("{}, if empty", options.tables.join(", "));
    let (target, consent) = consent(place, &options.permission, &loss).await?;
    let db = target.connect().await?;
    let dropped = tidy::drop_empty(&db, &consent, &options.tables, Duration::from_secs(4)).await?;
    place.output().result(&dropped, || {
        format!("{}\n{} dropped.", dropped.tables.join("\n"), count(dropped.tables.len(), "empty table"))
    })?;
    Ok(DONE)
}
