//! `seed clean`

use backline_seed::scenario::{self, Cleaned};
use uuid::Uuid;

use super::failure;
use crate::failure::{DONE, Failure};
use crate::guard::{self, Permission};
use crate::output::{Table, count};
use crate::place::Place;

/// Which of what was told to remove; without a choice, all of it.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Remove what this scenario made, however often it was told; can be repeated
    #[arg(long, value_name = "NAME", num_args = 1.., conflicts_with = "run")]
    scenario: Vec<String>,
    /// Remove what this run made; can be repeated. `seed list --runs` shows their ids
    #[arg(long, value_name = "ID", num_args = 1..)]
    run: Vec<Uuid>,
    #[command(flatten)]
    permission: Permission,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let (target, _consent) = guard::consent(place, &options.permission, "the rows of scenarios").await?;
    let db = target.connect().await?;
    let chosen = choose(options, &db).await?;
    let progress = place.output().progress("removing runs", Some(chosen.len() as u64));
    let mut cleaned = Vec::with_capacity(chosen.len());
    for run in chosen {
        cleaned.push(scenario::clean_run(&db, run).await.map_err(failure)?);
        progress.advance(1);
    }
    progress.done(format_args!("{} removed", count(cleaned.len(), "run")));
    place.output().result(&cleaned, || text(&cleaned))?;
    Ok(DONE)
}

async fn choose(options: &Options, db: &sea_orm::DatabaseConnection) -> Result<Vec<Uuid>, Failure> {
    if !options.run.is_empty() {
        return Ok(options.run.clone());
    }
    // By the names in the record: a scenario may have left the code.
    let runs = scenario::runs(db).await.map_err(failure)?;
    let is_chosen = |name: &String| options.scenario.is_empty() || options.scenario.contains(name);
    Ok(runs.into_iter().filter(|run| is_chosen(&run.scenario)).map(|run| run.id).collect())
}

fn text(cleaned: &[Cleaned]) -> String {
    let rows_of = |cleaned: &Cleaned| cleaned.tables.iter().map(|table| table.rows).sum::<u64>();
    let mut table = Table::new(["scenario", "run", "rows"]).numeric(2);
    for each in cleaned {
        table.row([&each.scenario, &each.run, &rows_of(each)]);
    }
    let rows: u64 = cleaned.iter().map(rows_of).sum();
    let head = if cleaned.is_empty() { String::new() } else { table.to_string() };
    format!("{head}{} removed, {}.", count(cleaned.len(), "run"), count(rows, "row"))
}
