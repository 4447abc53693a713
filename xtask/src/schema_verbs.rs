//! `cargo xtask schema`: the verbs.

use clap::Subcommand;

use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
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
    let db = target.connect().await?;
    match verb {
        Verb::Check => {
            let differences = check::differences(&db).await?;
            place.output().result(&differences, || {
                let mut lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
                lines.push(format!(
                    "{} between entities and database.",
                    count(differences.len(), "difference")
                ));
                lines.join("\n")
            })?;
            Ok(if differences.is_empty() { DONE } else { FINDING })
        }
        Verb::Docs { check } => {
            let folder = workspace().join("docs/schema");
            let pages = docs::render(&db).await?;
            let touched = if check { docs::stale(&folder, &pages)? } else { docs::write(&folder, &pages)? };
            let word = if check { "stale" } else { "written" };
            place.output().result(&touched, || {
                let mut lines: Vec<String> = touched.iter().map(|path| path.display().to_string()).collect();
                lines.push(format!("{} of {} {word}.", touched.len(), count(pages.len(), "page")));
                lines.join("\n")
            })?;
            Ok(if check && !touched.is_empty() { FINDING } else { DONE })
        }
    }
}
