//! The verbs about the server.

use anyhow::Context as _;
use backline_postgres::{StopMode, diagnose, mask_password};

use crate::failure::{DONE, FAILED, FINDING, Failure};
use crate::place::Place;

/// `db start`
pub async fn start(place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    anstream::println!("{}", mask_password(&target.public_url));
    Ok(DONE)
}

/// `db stop`
pub fn stop(place: &Place) -> Result<u8, Failure> {
    let stopped = place.cluster()?.stop(StopMode::Fast)?;
    anstream::println!("{}", if stopped { "The server is stopped." } else { "The server was not running." });
    Ok(DONE)
}

/// `db status`
pub fn status(place: &Place) -> Result<u8, Failure> {
    let status = place.cluster()?.status()?;
    if place.json {
        anstream::println!("{}", serde_json::to_string_pretty(&status).context("failed to write JSON")?);
    } else {
        anstream::println!("running      {}", if status.running { "yes" } else { "no" });
        anstream::println!("version      {}", status.version.as_deref().unwrap_or("not known yet"));
        anstream::println!("data folder  {}", status.data_folder.display());
        anstream::println!("log          {}", status.log_file.display());
        if let Some(url) = &status.url {
            anstream::println!("url          {url}");
        }
    }
    Ok(if status.running { DONE } else { FINDING })
}

/// `db url`: with its password, as this is for programs.
pub async fn url(place: &Place) -> Result<u8, Failure> {
    anstream::println!("{}", place.target().await?.public_url);
    Ok(DONE)
}

/// `db psql`
pub async fn psql(place: &Place, arguments: &[String]) -> Result<u8, Failure> {
    let target = place.target().await?;
    let mut command = if place.is_configured() {
        std::process::Command::new("psql")
    } else {
        let cluster = place.cluster()?;
        let server = tokio::task::block_in_place(|| cluster.ensure_started())?;
        server.psql(&target.name).unwrap_or_else(|| std::process::Command::new("psql"))
    };
    if place.is_configured() {
        // Through the environment: arguments stand in the process list.
        let url = target.url(&target.name);
        let password = url.password().unwrap_or_default().to_owned();
        let mut without = url;
        if without.set_password(None).is_ok() && !password.is_empty() {
            command.env("PGPASSWORD", password);
        }
        command.arg(without.as_str());
    }
    let status = command.args(arguments).status().context("failed to run psql")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(FAILED))
}

/// `db ping`
pub async fn ping(place: &Place) -> Result<u8, Failure> {
    let target = place.target().await?;
    let info = diagnose(target.url("postgres").as_str()).await?;
    anstream::println!(
        "PostgreSQL {} answers in {:.1} ms.",
        info.version,
        info.answered_in.as_secs_f64() * 1000.0
    );
    Ok(DONE)
}
