//! `migrate history`

use backline_ops::migrate::{self, AuditEvent};
use time::macros::format_description;

use crate::failure::{DONE, Failure};
use crate::output::{Table, count};
use crate::place::Place;

/// How much of it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only what happened to this migration
    #[arg(long, value_name = "NAME")]
    migration: Option<String>,
    /// Only failures
    #[arg(long)]
    failed: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let mut events = match &options.migration {
        Some(name) => migrate::history_of(&db, name).await?,
        None => migrate::history(&db).await?,
    };
    events.retain(|event| !options.failed || event.sqlstate.is_some());
    place.output().result(&events, || text(&events))?;
    Ok(DONE)
}

fn text(events: &[AuditEvent]) -> String {
    if events.is_empty() {
        return "0 events.".to_owned();
    }
    let when = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let mut table =
        Table::new(["when (UTC)", "what", "migration", "batch", "time", "who", "said"]).numeric(3).numeric(4);
    for event in events {
        let at = event.at.to_offset(time::UtcOffset::UTC).format(&when).unwrap_or_default();
        let who = match (&event.host, &event.process_id) {
            (Some(host), Some(process)) => format!("{}@{host}, process {process}", event.role),
            (Some(host), None) => format!("{}@{host}", event.role),
            _ => event.role.clone(),
        };
        let said = match (&event.statement_position, &event.sqlstate, &event.message) {
            (Some(position), Some(state), Some(message)) => {
                format!("statement {position}: {message} ({state})")
            }
            (_, _, message) => message.clone().unwrap_or_default(),
        };
        let batch = event.batch.map(|batch| batch.to_string()).unwrap_or_default();
        let took = event.elapsed_ms.map(|millis| format!("{millis} ms")).unwrap_or_default();
        table.row([&at, &event.event, &event.migration, &batch, &took, &who, &said]);
    }
    format!("{table}{}.", count(events.len(), "event"))
}
