//! `db start`

use backline_postgres::mask_password;
use serde::Serialize;

use crate::failure::{DONE, Failure};
use crate::place::Place;

#[derive(Debug, Serialize)]
struct Started {
    /// Its password masked.
    url: String,
    version: String,
    pid: u32,
}

pub async fn run(place: &Place) -> Result<u8, Failure> {
    let cluster = place.cluster()?;
    let server = tokio::task::block_in_place(|| cluster.ensure_started())?;
    let started = Started {
        url: mask_password(&server.url("postgres")),
        version: server.binaries().version.to_string(),
        pid: server.pid(),
    };
    let text = || format!("{}\nPostgreSQL {} runs (process {}).", started.url, started.version, started.pid);
    place.output().result(&started, text)?;
    Ok(DONE)
}
