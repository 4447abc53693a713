//! `stress migrate`: `kill -9` at random moments; whatever was left, the next `migrate up` ends in the same catalog.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use backline_migrations::Migrator;
use backline_ops::catalog::Snapshot;
use backline_ops::migrate;
use backline_ops::sql::identifier;
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};
use serde::Serialize;

use super::{document, random};
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::{EXTENSIONS, Place};

/// How often.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// So many kills
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: u32,
    /// Where the moments of the kills begin to be counted from
    #[arg(long, value_name = "N", default_value_t = 1)]
    rng_seed: u64,
    /// Leave docs/stress.md as it is
    #[arg(long)]
    no_document: bool,
}

/// What came of it.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    kills: u32,
    /// How many hit before the first migration was recorded, in the middle, and after the last one.
    before: u32,
    midway: u32,
    after: u32,
    /// How many left a migration half done that is not in a transaction.
    half_done: u32,
    undisturbed_ms: u128,
    failures: Vec<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let settings = SharedSettings::private().with_extensions(EXTENSIONS);
    let cluster = tokio::task::block_in_place(|| SharedCluster::join(&settings))?;
    let url = |name: &str| cluster.server().socket_url(name);
    let admin = Database::connect(url("postgres")).await?;
    let expected_name = "stress_undisturbed";
    create(&admin, expected_name).await?;
    let started = Instant::now();
    finish(&url(expected_name))?;
    let took = started.elapsed();
    let db = Database::connect(url(expected_name)).await?;
    let expected = Snapshot::read(&db).await?;
    db.close().await?;
    let mut outcome = Outcome { undisturbed_ms: took.as_millis(), ..Outcome::default() };
    let progress = place.output().progress("killing migrate up", Some(u64::from(options.kills)));
    let mut state = options.rng_seed;
    while outcome.kills < options.kills {
        let name = format!("stress_killed_{}", outcome.kills);
        create(&admin, &name).await?;
        let delay = took.mul_f64(random::next(&mut state) * 1.05);
        kill_after(&url(&name), delay).await?;
        outcome.kills += 1;
        let db = Database::connect(url(&name)).await?;
        look(&db, &mut outcome).await?;
        if let Err(error) = finish(&url(&name)) {
            outcome.failures.push(format!("{name}, killed after {} ms: {error:#}", delay.as_millis()));
        }
        let changes = expected.diff(&Snapshot::read(&db).await?);
        let diagnosis = migrate::diagnose::<Migrator>(&db).await?;
        if !changes.is_empty() || !diagnosis.up_to_date {
            let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
            outcome.failures.push(format!(
                "{name}, killed after {} ms: {}; {:?}",
                delay.as_millis(),
                changes.join(", "),
                diagnosis.differences
            ));
        }
        db.close().await?;
        admin.execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", identifier(&name))).await?;
        progress.advance(1);
    }
    drop(progress);
    admin.execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", identifier(expected_name))).await?;
    let version = cluster.server().binaries().version.to_string();
    if !options.no_document {
        document::write("migrate", &text(&outcome, &version))?;
    }
    place.output().result(&outcome, || text(&outcome, &version))?;
    Ok(if outcome.failures.is_empty() { DONE } else { FINDING })
}

/// Of what a kill left behind.
async fn look(db: &DatabaseConnection, outcome: &mut Outcome) -> Result<(), Failure> {
    let diagnosis = migrate::diagnose::<Migrator>(db).await?;
    match diagnosis.executed {
        0 => outcome.before += 1,
        executed if executed == diagnosis.files => outcome.after += 1,
        _ => outcome.midway += 1,
    }
    let half = |status: &migrate::Status| {
        matches!(status.state, migrate::State::Running | migrate::State::Interrupted)
    };
    outcome.half_done += u32::from(diagnosis.migrations.iter().any(half));
    Ok(())
}

async fn create(admin: &DatabaseConnection, name: &str) -> Result<(), Failure> {
    let name = identifier(name);
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    Ok(())
}

/// This program, migrating.
fn command(url: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("failed to find this program")?);
    command.args(["-q", "migrate", "up", "--lock-wait", "60s"]).env("DATABASE_URL", url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

async fn kill_after(url: &str, delay: Duration) -> anyhow::Result<()> {
    let mut child = command(url)?.spawn().context("failed to start migrate up")?;
    tokio::time::sleep(delay).await;
    // One that is done already was killed after its end.
    child.kill().context("failed to kill migrate up")?;
    child.wait().context("failed to wait for migrate up")?;
    Ok(())
}

fn finish(url: &str) -> anyhow::Result<()> {
    let output = command(url)?.output().context("failed to run migrate up")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim().to_owned());
    Ok(())
}

fn text(outcome: &Outcome, version: &str) -> String {
    let mut text = format!(
        "`migrate up` over the whole chain on PostgreSQL {version}, killed (SIGKILL) {} at random moments; an undisturbed run \
         took {} ms. {} hit before the first migration was recorded, {} in the middle, {} after the last one; {} left a \
         migration half done that is not in a transaction. After each, `migrate up` was run once more, and catalog, history \
         and `seaql_migrations` were compared with those of the undisturbed run: {}.\n",
        count(outcome.kills, "time"),
        outcome.undisturbed_ms,
        outcome.before,
        outcome.midway,
        outcome.after,
        outcome.half_done,
        count(outcome.failures.len(), "difference"),
    );
    for failure in &outcome.failures {
        text.push_str(&format!("\n- {failure}"));
    }
    text
}
