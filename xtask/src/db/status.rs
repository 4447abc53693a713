//! `db status`

use crate::failure::{DONE, FINDING, Failure};
use crate::output::Table;
use crate::place::Place;

pub fn run(place: &Place) -> Result<u8, Failure> {
    let status = place.cluster()?.status()?;
    place.output().result(&status, || {
        let mut table = Table::plain();
        table.row([&"running", &if status.running { "yes" } else { "no" }]);
        table.row([&"version", &status.version.as_deref().unwrap_or("not known yet")]);
        table.row([&"data folder", &status.data_folder.display()]);
        table.row([&"log", &status.log_file.display()]);
        if let Some(url) = &status.url {
            table.row([&"url", url]);
        }
        table.to_string()
    })?;
    Ok(if status.running { DONE } else { FINDING })
}
