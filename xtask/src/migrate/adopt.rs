//! `migrate adopt`

use backline_migrations::Migrator;
use backline_ops::migrate;

use super::budgets::BudgetOptions;
use super::problems::explained;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::Place;

/// Which database, built how.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The last migration that the database has; without it, what sea-orm-cli recorded counts
    #[arg(long, value_name = "NAME")]
    at: Option<String>,
    #[command(flatten)]
    budgets: BudgetOptions,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let output = place.output();
    let outcome = migrate::adopt::<Migrator>(&db, options.at.as_deref(), options.budgets.lock()).await;
    let adoption = outcome.map_err(|error| explained(output, error))?;
    output.result(&adoption, || {
        if adoption.changes.is_empty() {
            return format!(
                "{} recorded as applied; nothing was changed.",
                count(adoption.adopted.len(), "migration")
            );
        }
        let lines: String = adoption.changes.iter().map(|change| format!("{change}\n")).collect();
        format!(
            "{lines}{} from what the migrations build; nothing was recorded.",
            count(adoption.changes.len(), "difference")
        )
    })?;
    Ok(if adoption.changes.is_empty() { DONE } else { FINDING })
}
