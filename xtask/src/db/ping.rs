//! `db ping`

use crate::failure::{DONE, Failure};
use crate::place::Place;

pub async fn run(place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let info = target.diagnose("postgres").await?;
    place.output().result(&info, || {
        format!("PostgreSQL {} answers in {:.1} ms.", info.version, info.answered_in.as_secs_f64() * 1000.0)
    })?;
    Ok(DONE)
}
