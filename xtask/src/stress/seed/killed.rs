//! Killed at random moments until it ends: the data is that of an undisturbed run.

use std::time::Duration;

use anyhow::Context as _;
use backline_ops::catalog::Snapshot;
use sea_orm::DatabaseConnection;

use super::ground::{Ground, differences, rows, seed, words};
use super::{Options, Outcome};
use crate::failure::Failure;
use crate::output::count;
use crate::place::Place;
use crate::stress::random;

/// The latest kill, as a share of the time of an undisturbed run: several to a database.
const MOST: f64 = 0.6;

/// When kills hit.
#[derive(Debug, Default)]
struct Hits {
    before: u32,
    loading: u32,
    building: u32,
    after: u32,
}

pub(super) async fn run(options: &Options, place: &Place) -> Result<Outcome, Failure> {
    let ground = Ground::prepare("killed", None).await?;
    let command = seed(options.scale);
    let command = words(&command);
    let undisturbed = "stress_undisturbed";
    ground.create_migrated(undisturbed).await?;
    let took = ground.finish(undisturbed, &command)?.time;
    let expected = ground.digests(undisturbed).await?;
    let db = ground.connect(undisturbed).await?;
    let (catalog, chunks) = (Snapshot::read(&db).await?, loaded(&db).await?);
    db.close().await?;
    let progress = place.output().progress("killing seed", Some(u64::from(options.kills)));
    let (mut kills, mut databases, mut failures, mut hits) = (0, 0, Vec::new(), Hits::default());
    let mut state = options.rng_seed;
    while kills < options.kills {
        let name = format!("stress_killed_{databases}");
        databases += 1;
        ground.create_migrated(&name).await?;
        // Until a run ends before its kill.
        while kills < options.kills {
            let delay = took.mul_f64(random::next(&mut state) * MOST);
            if !kill_after(&ground, &name, &command, delay).await? {
                break;
            }
            kills += 1;
            progress.advance(1);
            let db = ground.connect(&name).await?;
            look(&db, chunks, &mut hits).await?;
            db.close().await?;
        }
        if let Err(error) = ground.finish(&name, &command) {
            failures.push(format!("{name}: {error:#}"));
        }
        let different = differences(&expected, &ground.digests(&name).await?);
        failures.extend(different.iter().map(|each| format!("{name}: {each}")));
        let db = ground.connect(&name).await?;
        let changes = catalog.diff(&Snapshot::read(&db).await?);
        failures.extend(changes.iter().map(|change| format!("{name}: {change}")));
        db.close().await?;
        ground.drop(&name).await?;
    }
    drop(progress);
    let text = format!(
        "`cargo xtask seed --scale {}` ({} rows) on PostgreSQL {}, killed (SIGKILL) {} at random moments and started again, over \
         {}; an undisturbed run took {} ms. {} hit before a plan was recorded, {} while chunks were loaded, {} while indexes \
         and keys were missing and all chunks were there, {} after that. Each database was then seeded to its end, and every \
         row of every table and the catalog were compared with those of the undisturbed run: {}.\n",
        options.scale,
        rows(&expected),
        ground.version(),
        count(kills, "time"),
        count(databases, "database"),
        took.as_millis(),
        hits.before,
        hits.loading,
        hits.building,
        hits.after,
        count(failures.len(), "difference"),
    );
    Ok(Outcome { section: "seed, killed", text, failures })
}

/// False where it had ended before.
async fn kill_after(ground: &Ground, name: &str, command: &[&str], delay: Duration) -> anyhow::Result<bool> {
    let mut child = ground.start(name, command)?;
    tokio::time::sleep(delay).await;
    let had_ended = child.try_wait().context("failed to look at the process")?.is_some();
    child.kill().context("failed to kill the process")?;
    child.wait().context("failed to wait for the process")?;
    Ok(!had_ended)
}

/// What the kill hit, where there are so many chunks in all.
async fn look(db: &DatabaseConnection, chunks: i64, hits: &mut Hits) -> Result<(), Failure> {
    let begun = "SELECT to_regclass('backline_seed.definitions') IS NOT NULL";
    let state = if backline_ops::sql::scalar::<bool, _>(db, begun, []).await? {
        backline_ops::sql::scalar(db, "SELECT coalesce(max(state), 'new') FROM backline_seed.state", [])
            .await?
    } else {
        "new".to_owned()
    };
    let hit = match state.as_str() {
        "new" => &mut hits.before,
        "done" => &mut hits.after,
        _ if loaded(db).await? < chunks => &mut hits.loading,
        _ => &mut hits.building,
    };
    *hit += 1;
    Ok(())
}

/// Chunks that are there.
async fn loaded(db: &DatabaseConnection) -> Result<i64, Failure> {
    Ok(backline_ops::sql::scalar(db, "SELECT count(*) FROM backline_seed.chunks", []).await?)
}
