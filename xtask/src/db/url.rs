//! `db url`: with its password, as this is for programs.

use serde::Serialize;

use crate::failure::{DONE, Failure};
use crate::place::Place;

#[derive(Debug, Serialize)]
struct Url<'a> {
    url: &'a str,
}

pub async fn run(place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let url = &target.public_url;
    place.output().result(&Url { url }, || url.clone())?;
    Ok(DONE)
}
