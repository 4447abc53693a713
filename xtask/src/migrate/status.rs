//! `migrate status`

use std::time::Duration;

use backline_ops::migrate::Diagnosis;
use time::macros::format_description;

use super::problems::lines;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::{Table, elapsed};
use crate::place::Place;

/// What to make of it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Exit 1 when a migration is pending or anything is wrong
    #[arg(long)]
    check: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let (db, code) = super::connect(&place.target().await?, place).await?;
    let diagnosis = code.diagnose(&db).await?;
    place.output().result(&diagnosis, || text(&diagnosis))?;
    Ok(if options.check && !diagnosis.up_to_date { FINDING } else { DONE })
}

fn text(diagnosis: &Diagnosis) -> String {
    let when = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let mut table =
        Table::new(["migration", "state", "batch", "when (UTC)", "time", "who"]).numeric(2).numeric(4);
    for status in &diagnosis.migrations {
        let record = status.record.as_ref();
        let batch = record.map(|record| record.batch.to_string()).unwrap_or_default();
        let at = record
            .and_then(|record| record.executed_at.to_offset(time::UtcOffset::UTC).format(&when).ok())
            .unwrap_or_default();
        let took = record
            .filter(|record| record.is_applied())
            .map(|record| {
                elapsed(Duration::from_millis(u64::try_from(record.execution_time_ms).unwrap_or(0)))
            })
            .unwrap_or_default();
        let who = record.map(|record| match &record.host {
            Some(host) => format!("{}@{host}", record.applied_by),
            None => record.applied_by.clone(),
        });
        table.row([&status.name, &status.state.as_str(), &batch, &at, &took, &who.unwrap_or_default()]);
    }
    let mut text = format!(
        "Migrations: {}\nExecuted: {}\nPending: {}\nLast batch: {}\nUp to date: {}\n\n{table}",
        diagnosis.files,
        diagnosis.executed,
        diagnosis.pending,
        diagnosis.last_batch.map_or_else(|| "none".to_owned(), |batch| batch.to_string()),
        if diagnosis.up_to_date { "Yes" } else { "No" },
    );
    for difference in &diagnosis.differences {
        text.push_str(&format!("\n{}\n", lines(difference)));
    }
    for failed in diagnosis.migrations.iter().filter_map(|status| status.record.as_ref()) {
        if let Some(error) = &failed.error {
            text.push_str(&format!("\n{}: {error}\n", failed.name));
        }
    }
    text
}
