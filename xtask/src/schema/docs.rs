//! `schema docs`

use std::path::PathBuf;

use serde::Serialize;

use super::dictionary;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::{Place, workspace};

/// What to do with the pages.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Write nothing; exit 1 when a page is stale
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Serialize)]
struct Outcome {
    /// The pages that were written or, with `--check`, that are stale; relative to `docs/schema`.
    touched: Vec<PathBuf>,
    /// How many there are.
    pages: usize,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let folder = workspace().join("docs/schema");
    let pages = dictionary::render(&db).await?;
    let touched =
        if options.check { dictionary::stale(&folder, &pages)? } else { dictionary::write(&folder, &pages)? };
    let outcome = Outcome { touched, pages: pages.len() };
    place.output().result(&outcome, || {
        let Outcome { touched, pages } = &outcome;
        let mut lines: Vec<String> = touched.iter().map(|path| path.display().to_string()).collect();
        let word = if options.check { "stale" } else { "written" };
        lines.push(format!("{} of {} {word}.", touched.len(), count(*pages, "page")));
        lines.join("\n")
    })?;
    Ok(if options.check && !outcome.touched.is_empty() { FINDING } else { DONE })
}
