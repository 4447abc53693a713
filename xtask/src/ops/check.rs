//! `ops check`

use std::time::SystemTime;

use backline_migrations::Migrator;
use backline_ops::check::{self, Outcome, Subject};
use backline_ops::drift;

use super::platform;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::Place;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Run this check only; may be given several times
    #[arg(long, value_name = "CHECK")]
    only: Vec<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let takes_inventory = options.only.is_empty() || options.only.iter().any(|name| name == "inventory");
    let expected = if takes_inventory {
        Some(drift::expected::<Migrator>(&db, Some(&place.kept())).await?)
    } else {
        None
    };
    let queries = [&platform::QUERIES[..], &[platform::LEFT_CLOSED]].concat();
    let subject = Subject {
        expected: expected.as_ref(),
        beside: &platform::BESIDE,
        references: &platform::REFERENCES,
        queries: &queries,
        ..Subject::at(SystemTime::now().into())
    };
    let outcomes = check::run(&db, &subject, &options.only).await.map_err(|error| match error.hint() {
        Some(hint) => Failure::with_hint(error, hint),
        None => anyhow::Error::new(error).into(),
    })?;
    place.output().result(&outcomes, || text(&outcomes))?;
    Ok(if outcomes.iter().all(|outcome| outcome.findings.is_empty()) { DONE } else { FINDING })
}

fn text(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let state = if outcome.findings.is_empty() { "ok" } else { "FOUND" };
        text.push_str(&format!("{state:<5} {}\n", outcome.check));
        for finding in &outcome.findings {
            text.push_str(&format!("      {} {}: {}\n", finding.count, finding.subject, finding.problem));
            text.push_str(&format!("      {};\n", finding.query));
        }
    }
    let findings: usize = outcomes.iter().map(|outcome| outcome.findings.len()).sum();
    format!("{text}{}, {}.", count(outcomes.len(), "check"), count(findings, "finding"))
}
