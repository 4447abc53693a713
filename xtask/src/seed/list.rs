//! `seed list`

use std::fmt::Write as _;

use backline_seed::scenario::{self, Run};
use backline_seeds::scenario::SCENARIOS;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use super::failure;
use crate::failure::{DONE, Failure};
use crate::output::{Table, count};
use crate::place::Place;

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Show what was told in the database and can be removed, instead of what there is to be told
    #[arg(long)]
    runs: bool,
}

/// A scenario, as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    name: &'static str,
    description: String,
    tables: &'static [&'static str],
    needs: &'static [&'static str],
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    if options.runs {
        let db = place.target().await?.connect().await?;
        let runs = scenario::runs(&db).await.map_err(failure)?;
        place.output().result(&runs, || runs_text(&runs))?;
        return Ok(DONE);
    }
    let shown: Vec<Shown> = SCENARIOS
        .iter()
        .map(|listing| Shown {
            name: listing.name,
            description: listing.description(),
            tables: listing.tables,
            needs: listing.needs,
        })
        .collect();
    place.output().result(&shown, || text(&shown))?;
    Ok(DONE)
}

fn text(shown: &[Shown]) -> String {
    let mut text = String::new();
    for Shown { name, description, tables, .. } in shown {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}\n  {description}\n  Tables: {}.\n", tables.join(", "));
    }
    let _ = write!(text, "{}.", count(shown.len(), "scenario"));
    text
}

fn runs_text(runs: &[Run]) -> String {
    let mut table = Table::new(["run", "scenario", "told at", "by", "rows"]).numeric(4);
    for Run { id, scenario, created_at, created_by, rows } in runs {
        // A moment that the database has kept always has this form.
        let told_at = created_at.truncate_to_second().format(&Rfc3339).unwrap_or_default();
        table.row([id, scenario, &told_at, created_by, rows]);
    }
    format!("{table}{}.", count(runs.len(), "run"))
}
