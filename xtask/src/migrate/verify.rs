//! `migrate verify`

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use backline_migrations::Migrator;
use backline_ops::verify::{Event, Report, verify};
use backline_postgres::{SharedCluster, SharedSettings};
use serde::Serialize;

use crate::failure::{DONE, FINDING, Failure};
use crate::output::{count, elapsed};
use crate::place::{EXTENSIONS, Place};
use crate::schema::differences::differences;

/// Where to try.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The major version of PostgreSQL to try it on; the newest that is here where none is named
    #[arg(long, value_name = "MAJOR")]
    postgres: Option<u32>,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Outcome {
    #[serde(flatten)]
    report: Report,
    postgres: String,
    elapsed_ms: u128,
}

/// Always on a private server: the migrations make roles, and those belong to a whole server.
pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let mut settings = SharedSettings::private().with_extensions(EXTENSIONS);
    settings.search.major = options.postgres;
    let cluster = tokio::task::spawn_blocking(move || SharedCluster::join(&settings))
        .await
        .context("failed to start a private server")??;
    let server = sea_orm::Database::connect(cluster.server().socket_url("postgres")).await?;
    let started = Instant::now();
    let progress = place.output().progress("trying migrations", None);
    let report = verify::<Migrator, Failure>(
        &server,
        async |db| Ok(differences(db).await?.iter().map(ToString::to_string).collect()),
        |event| match event {
            Event::Begins(total) => progress.set_total(Some(total as u64)),
            Event::Tried(name) => {
                progress.item(name);
                progress.advance(1);
            }
            Event::AllDown => progress.item("all down"),
            Event::AllUpAgain => progress.item("all up again"),
        },
    )
    .await?;
    drop(progress);
    let postgres = cluster.server().binaries().version.to_string();
    let outcome = Outcome { report, postgres, elapsed_ms: started.elapsed().as_millis() };
    place.output().result(&outcome, || text(&outcome, started.elapsed()))?;
    Ok(if outcome.report.findings.is_empty() { DONE } else { FINDING })
}

fn text(outcome: &Outcome, time: Duration) -> String {
    let report = &outcome.report;
    let mut text = String::new();
    for finding in &report.findings {
        let _ =
            writeln!(text, "{}: {}", finding.migration.as_deref().unwrap_or("all migrations"), finding.stage);
        for difference in &finding.differences {
            let _ = writeln!(text, "  {difference}");
        }
    }
    for one in &report.irreversible {
        let _ = writeln!(text, "{} is not undone: {}", one.migration, one.reason);
    }
    let verdict = if report.findings.is_empty() { "all is as it was each time" } else { "see above" };
    let _ = write!(
        text,
        "{} up, down and up again on PostgreSQL {}, each and all together: {}, {verdict}, {}.",
        count(report.migrations, "migration"),
        outcome.postgres,
        count(report.findings.len(), "finding"),
        elapsed(time)
    );
    text
}
