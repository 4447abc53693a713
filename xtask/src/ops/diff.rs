//! `ops diff`

use backline_ops::catalog::{Comparison, compare};
use backline_postgres::mask_password;
use clap::ValueEnum;
use sea_orm::DatabaseConnection;
use serde::{Serialize, Serializer};

use super::mending;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::{Place, Target};

/// What to compare.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The first database: a URL, or the environment variable that holds one
    #[arg(value_name = "A")]
    first: String,
    /// The second database, likewise
    #[arg(value_name = "B")]
    second: String,
    /// Compare the rows, too; tables of equal rows count as renamed
    #[arg(long)]
    data: bool,
    /// Write the SQL that makes A like B (forward) or B like A (backward), and nothing else
    #[arg(long, value_name = "DIRECTION")]
    sql: Option<Direction>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Direction {
    Forward,
    Backward,
}

#[derive(Serialize)]
struct Report<'a> {
    first: String,
    second: String,
    #[serde(flatten)]
    comparison: &'a Comparison,
    forward_sql: String,
    #[serde(rename = "backward_sql", serialize_with = "backward_sql")]
    backward: &'a Comparison,
}

/// Worked out where it is shown: it takes as long as the other direction.
fn backward_sql<S: Serializer>(comparison: &&Comparison, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&comparison.backward().script())
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let ((first, first_name), (second, second_name)) =
        tokio::try_join!(connect(&options.first), connect(&options.second))?;
    place.output().narrate(format!("Comparing {first_name} with {second_name}"));
    let comparison = compare(&first, &second, options.data).await?;
    let report = Report {
        first: first_name,
        second: second_name,
        comparison: &comparison,
        forward_sql: comparison.forward.script(),
        backward: &comparison,
    };
    place.output().result(&report, || match options.sql {
        Some(Direction::Forward) => report.forward_sql.clone(),
        Some(Direction::Backward) => comparison.backward().script(),
        None => text(&comparison),
    })?;
    let code = if comparison.is_equal() { DONE } else { FINDING };
    // All the small pieces go with the process, in no time.
    std::mem::forget(comparison);
    Ok(code)
}

/// A connection, and what may be shown of where it leads.
async fn connect(text: &str) -> Result<(DatabaseConnection, String), Failure> {
    let url = if text.contains("://") {
        text.to_owned()
    } else {
        std::env::var(text).map_err(|error| {
            let error = anyhow::Error::new(error).context(format!("failed to read the variable \"{text}\""));
            Failure::with_hint(
                error,
                "name a variable that holds a URL, or give the URL itself: postgres://host/name",
            )
        })?
    };
    let db = Target::of_url(&url)?.connect().await?;
    Ok((db, mask_password(&url)))
}

fn text(comparison: &Comparison) -> String {
    let mut text = mending::text(&comparison.forward);
    if let Some(data) = &comparison.data {
        text.push('\n');
        for table in data {
            text.push_str(&format!(
                "~ rows of {}: {} and {}\n",
                table.table, table.first_rows, table.second_rows
            ));
        }
        text.push_str(&format!("{} with other rows.", count(data.len(), "table")));
    }
    text
}
