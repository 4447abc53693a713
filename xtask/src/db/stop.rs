//! `db stop`

use backline_postgres::StopMode;
use serde::Serialize;

use crate::failure::{DONE, Failure};
use crate::place::Place;

#[derive(Debug, Serialize)]
struct Stopped {
    /// Whether it ran until now.
    was_running: bool,
}

pub fn run(place: &Place) -> Result<u8, Failure> {
    let was_running = place.cluster()?.stop(StopMode::Fast)?;
    place.output().result(&Stopped { was_running }, || {
        if was_running { "The server is stopped." } else { "The server was not running." }.to_owned()
    })?;
    Ok(DONE)
}
