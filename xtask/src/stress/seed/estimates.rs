//! What a dry run says is what then happens.

use std::fmt::Write as _;

use anyhow::Context as _;
use backline_seed::load;
use backline_seeds::story::Settings;
use time::macros::date;

use super::Outcome;
use super::ground::Ground;
use crate::failure::Failure;
use crate::output::elapsed;
use crate::place::Place;

/// Scales on the way to the last one, whose dry run is looked at.
const WAYS: [&[u32]; 6] = [&[1], &[4], &[20], &[60], &[1, 10], &[20, 30]];
/// So often each: the machine is not always as quick, and the one in the middle counts.
const TIMES: usize = 3;
/// By so much of what then happens a dry run may be wrong.
const WITHIN: f64 = 0.2;
const MEGABYTE: u64 = 1_048_576;

/// A dry run and the run after it.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    rows: [u64; 2],
    bytes: [u64; 2],
    seconds: [f64; 2],
}

pub(super) async fn run(place: &Place) -> Result<Outcome, Failure> {
    let ground = Ground::prepare("estimates", None).await?;
    let mut text = format!(
        "`cargo xtask seed --dry-run`, and the same command without it, {TIMES} times on databases of PostgreSQL {} that were \
         empty or seeded before; bytes are those by which the database grew. Each dry run stands beside its own run; the one \
         whose time was in the middle is shown.\n\n| scale | rows | said | disk | said | time | said | all ratios of time |\n\
         |---|---|---|---|---|---|---|---|\n",
        ground.version()
    );
    let mut failures = Vec::new();
    for way in WAYS {
        let name = way.iter().map(u32::to_string).collect::<Vec<_>>().join(", then ");
        let mut pairs = Vec::new();
        for _ in 0..TIMES {
            place.output().narrate(format_args!("scale {name}"));
            pairs.push(pair(&ground, way).await?);
        }
        pairs.sort_by(|one, other| ratio(one.seconds).total_cmp(&ratio(other.seconds)));
        let ratios: Vec<String> = pairs.iter().map(|pair| format!("{:.2}", ratio(pair.seconds))).collect();
        let Pair { rows, bytes, seconds } = pairs[TIMES / 2];
        let time = seconds.map(|seconds| elapsed(std::time::Duration::from_secs_f64(seconds)));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} MB | {} MB | {} | {} | {} |",
            rows[1],
            rows[0],
            bytes[1] / MEGABYTE,
            bytes[0] / MEGABYTE,
            time[1],
            time[0],
            ratios.join(", ")
        );
        failures.extend(differences(&name, &pairs[TIMES / 2]));
    }
    Ok(Outcome { section: "seed, dry runs", text, failures })
}

/// What was said, and then was.
async fn pair(ground: &Ground, way: &[u32]) -> Result<Pair, Failure> {
    const NAME: &str = "stress_estimates";
    ground.create_migrated(NAME).await?;
    let db = ground.connect(NAME).await?;
    let pool = db.get_postgres_connection_pool();
    let mut pair = Pair::default();
    let options = load::Options::default();
    for (step, scale) in way.iter().enumerate() {
        let mut settings = Settings::new(date!(2026 - 06 - 15));
        settings.scale = *scale;
        let plan = settings.plan().context("failed to plan")?;
        if step + 1 < way.len() {
            load::run(pool, &plan, &options, |_| {}).await.context("failed to seed")?;
            continue;
        }
        let size = "SELECT pg_database_size(current_database())";
        let said = load::estimate(pool, &plan, &options).await.context("failed to estimate")?;
        let before: i64 = backline_ops::sql::scalar(&db, size, []).await?;
        let ran = load::run(pool, &plan, &options, |_| {}).await.context("failed to seed")?;
        let after: i64 = backline_ops::sql::scalar(&db, size, []).await?;
        pair.rows = [said.rows(), ran.rows()];
        pair.bytes = [said.disk_bytes(), after.abs_diff(before)];
        pair.seconds = [said.time.as_secs_f64(), ran.elapsed.as_secs_f64()];
    }
    db.close().await?;
    ground.drop(NAME).await?;
    Ok(pair)
}

fn differences(name: &str, pair: &Pair) -> Vec<String> {
    #[expect(clippy::cast_precision_loss, reason = "no database has 2^53 bytes")]
    let disk = ratio(pair.bytes.map(|bytes| bytes as f64));
    let mut differences = Vec::new();
    if pair.rows[0] != pair.rows[1] {
        differences.push(format!("scale {name}: {} rows were said, and were {}", pair.rows[0], pair.rows[1]));
    }
    for (what, ratio) in [("disk", disk), ("time", ratio(pair.seconds))] {
        if (ratio - 1.0).abs() > WITHIN {
            differences.push(format!("scale {name}: {what} was said {ratio:.2} times as much as it was"));
        }
    }
    differences
}

fn ratio([said, was]: [f64; 2]) -> f64 {
    said / was.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_wrongly_is_found() {
        let pair = |rows, bytes, seconds| Pair {
            rows: [rows, 100],
            bytes: [bytes, 1_000],
            seconds: [seconds, 10.0],
        };
        assert_eq!(differences("1", &pair(100, 1_200, 8.0)), Vec::<String>::new());
        assert_eq!(differences("1", &pair(101, 1_000, 10.0)).len(), 1);
        assert_eq!(differences("1", &pair(100, 1_210, 7.9)).len(), 2);
        assert_eq!(differences("1", &pair(100, 790, 12.1)).len(), 2);
    }
}
