//! `migrate export`

use backline_migrations::Migrator;
use backline_ops::migrate::{self, Direction, ExportOptions};

use crate::failure::{DONE, Failure};
use crate::place::Place;

/// Which SQL.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What applies them: without any option
    #[arg(long, conflicts_with_all = ["down", "consolidated"])]
    up: bool,
    /// What undoes them, last first
    #[arg(long, conflicts_with = "consolidated")]
    down: bool,
    /// All of them as one master file for an empty database
    #[arg(long, conflicts_with_all = ["from", "to"])]
    consolidated: bool,
    /// The first migration
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The last migration
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The schemas that names without one are looked for in; the first gets the tables, and the records of migrations
    #[arg(long, value_name = "SCHEMA", value_delimiter = ',', default_value = "public")]
    search_path: Vec<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let direction = if options.down { Direction::Down } else { Direction::Up };
    let what = ExportOptions {
        direction,
        from: options.from.clone(),
        to: options.to.clone(),
        search_path: options.search_path.clone(),
    };
    let export = migrate::export::<Migrator>(&what).await?;
    place.output().result(&export, || export.to_string())?;
    Ok(DONE)
}
