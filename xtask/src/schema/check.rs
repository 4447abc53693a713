//! `schema check`

use super::differences::differences;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::Place;

pub async fn run(place: &Place) -> Result<u8, Failure> {
    let db = place.target().await?.connect().await?;
    let differences = differences(&db).await?;
    place.output().result(&differences, || {
        let mut lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
        lines.push(format!("{} between entities and database.", count(differences.len(), "difference")));
        lines.join("\n")
    })?;
    Ok(if differences.is_empty() { DONE } else { FINDING })
}
