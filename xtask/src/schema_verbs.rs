//! `cargo xtask schema`: the verbs.

use clap::Subcommand;

use crate::failure::{DONE, FINDING, Failure};
use crate::place::{Place, workspace};
use crate::schema::{check, docs};

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Compare every entity with the migrated database, column by column
    Check,
    /// Write the data dictionary and the diagrams of the database into docs/schema
    Docs {
        /// Write nothing; exit 1 when a page is stale
        #[arg(long)]
        check: bool,
    },
}

/// Runs one.
pub async fn run(verb: Verb, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let db = target.connect(&target.name).await?;
    match verb {
        Verb::Check => {
            let differences = check::differences(&db).await?;
            if place.json {
                let text = serde_json::to_string_pretty(&differences).map_err(anyhow::Error::new)?;
                anstream::println!("{text}");
            } else {
                for difference in &differences {
                    anstream::println!("{difference}");
                }
                anstream::println!("{} differences between entities and database.", differences.len());
            }
            Ok(if differences.is_empty() { DONE } else { FINDING })
        }
        Verb::Docs { check } => {
            let folder = workspace().join("docs/schema");
            let pages = docs::render(&db).await?;
            let touched = if check { docs::stale(&folder, &pages)? } else { docs::write(&folder, &pages)? };
            for path in &touched {
                anstream::println!("{}", path.display());
            }
            let word = if check { "stale" } else { "written" };
            anstream::println!("{} of {} pages {word}.", touched.len(), pages.len());
            Ok(if check && !touched.is_empty() { FINDING } else { DONE })
        }
    }
}
