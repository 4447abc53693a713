//! `db psql`

use std::process::Command;

use crate::failure::{FAILED, Failure};
use crate::place::{Place, Target};

/// What psql is given.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Handed to psql
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let mut command = match target.server() {
        Some(server) => server.psql(&target.name).unwrap_or_else(|| outside(&target)),
        None => outside(&target),
    };
    let status = command.args(&options.arguments).status();
    let status = status.map_err(|error| {
        let error = anyhow::Error::new(error).context("failed to run psql");
        Failure::with_hint(
            error,
            "install it (apt-get install postgresql-client), or use another client on `db url`",
        )
    })?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(FAILED))
}

/// The psql of this machine. The password goes through the environment: arguments stand in the process list.
fn outside(target: &Target) -> Command {
    let mut command = Command::new("psql");
    let (url, password) = target.without_password(&target.name);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.arg(url.as_str());
    command
}
