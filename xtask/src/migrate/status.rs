//! `migrate status`

use backline_migrations::Migrator;
use backline_ops::migrate::{self, State, Status};

use crate::failure::{DONE, FINDING, Failure};
use crate::output::{Table, count};
use crate::place::Place;

/// What to make of it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Exit 1 when a migration is pending or differs from what is recorded
    #[arg(long)]
    check: bool,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let statuses = migrate::status::<Migrator>(&db).await?;
    place.output().result(&statuses, || text(&statuses))?;
    let is_current = statuses.iter().all(|status| status.state == State::Applied);
    Ok(if options.check && !is_current { FINDING } else { DONE })
}

fn text(statuses: &[Status]) -> String {
    let mut table = Table::new(["migration", "state", "batch"]).numeric(2);
    for status in statuses {
        let batch = status.record.as_ref().map(|record| record.batch.to_string()).unwrap_or_default();
        table.row([&status.name, &word(status.state), &batch]);
    }
    let of = |state| statuses.iter().filter(|status| status.state == state).count();
    let mut sentence = format!("{}: {} applied", count(statuses.len(), "migration"), of(State::Applied));
    for state in [
        State::Pending,
        State::Changed,
        State::Failed,
        State::Running,
        State::RolledBack,
        State::OutOfOrder,
        State::Missing,
    ] {
        if of(state) > 0 {
            sentence.push_str(&format!(", {} {}", of(state), word(state)));
        }
    }
    format!("{table}{sentence}.")
}

fn word(state: State) -> &'static str {
    match state {
        State::Applied => "applied",
        State::Pending => "pending",
        State::Changed => "changed since",
        State::Failed => "failed",
        State::Running => "not finished",
        State::RolledBack => "rolled back",
        State::OutOfOrder => "out of order",
        State::Missing => "not in the code",
    }
}
