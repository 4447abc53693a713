//! `seed check`

use std::fmt::Write as _;

use anyhow::Context as _;
use backline_seeds::check;

use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::Place;

/// What to look at.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// List the checks instead of running them
    #[arg(long)]
    list: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let checks: Vec<_> = check::all().collect();
    if options.list {
        place.output().result(&checks, || {
            checks.iter().fold(String::new(), |mut text, check| {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{}: {}", check.name, check.description);
                text
            })
        })?;
        return Ok(DONE);
    }
    let db = place.target().await?.connect().await?;
    let progress = place.output().progress("checking", Some(checks.len() as u64));
    let findings = check::run_all(db.get_postgres_connection_pool(), |check| {
        progress.item(check.name);
        progress.advance(1);
    });
    let findings = findings.await.context("failed to look at the database")?;
    drop(progress);
    place.output().result(&findings, || {
        let mut text = String::new();
        for finding in &findings {
            let _ = writeln!(text, "{}: {}", finding.check.name, finding.check.description);
            let _ = writeln!(text, "  {}", count(finding.violations, "violation"));
            for example in &finding.examples {
                let _ = writeln!(text, "  {example}");
            }
        }
        let _ = write!(text, "{} run, {} found something.", count(checks.len(), "check"), findings.len());
        text
    })?;
    Ok(if findings.is_empty() { DONE } else { FINDING })
}
