//! At large scales memory stays, time grows with the rows, and nothing is incoherent.

use std::fmt::Write as _;

use anyhow::Context as _;
use backline_seeds::check;

use super::ground::{Ground, Ran, seed, words};
use super::{Options, Outcome};
use crate::failure::Failure;
use crate::output::{count, elapsed};
use crate::place::Place;

/// The most memory that a run may have.
const MOST: u64 = 300 * MEGABYTE;
/// How many times the memory of the smaller scale the larger one may have.
const GROWTH: f64 = 1.2;
/// How many of the rows a second of the smaller scale the larger one must have, at least.
const PACE: f64 = 0.8;
const MEGABYTE: u64 = 1_000_000;

/// A run at a scale.
struct Measured {
    scale: u32,
    ran: Ran,
    rows: u64,
    database_bytes: u64,
    checks: Option<Checks>,
}

struct Checks {
    findings: Vec<String>,
    time: std::time::Duration,
}

impl Measured {
    #[expect(clippy::cast_precision_loss, reason = "no run makes 2^53 rows")]
    fn rate(&self) -> f64 {
        self.rows as f64 / self.ran.time.as_secs_f64().max(0.001)
    }
}

pub(super) async fn run(options: &Options, place: &Place) -> Result<Outcome, Failure> {
    let ground = Ground::prepare("scales", None).await?;
    let mut measured = Vec::new();
    for scale in [options.small, options.large] {
        let checked = scale == options.small || options.check_large;
        measured.push(measure(&ground, scale, checked, place).await?);
    }
    let mut text = format!(
        "`cargo xtask seed` on an empty database of PostgreSQL {}, indexes and foreign keys built and validated at the end. Memory is \
         the most that the process had.\n\n| scale | rows | time | rows a second | memory | database |\n|---|---|---|---|---|---|\n",
        ground.version()
    );
    for each in &measured {
        let memory = each.ran.peak.map_or_else(|| "-".to_owned(), |bytes| format!("{} MB", bytes / MEGABYTE));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.0} | {memory} | {} MB |",
            each.scale,
            each.rows,
            elapsed(each.ran.time),
            each.rate(),
            each.database_bytes / MEGABYTE
        );
    }
    text.push('\n');
    for (each, checks) in measured.iter().filter_map(|each| Some((each, each.checks.as_ref()?))) {
        let _ = writeln!(
            text,
            "The {} of `seed check` at scale {} took {}: {}.",
            count(check::all().count(), "invariant"),
            each.scale,
            elapsed(checks.time),
            count(checks.findings.len(), "violated invariant"),
        );
    }
    Ok(Outcome { section: "seed, scales", failures: failures(&measured), text })
}

async fn measure(ground: &Ground, scale: u32, checked: bool, place: &Place) -> Result<Measured, Failure> {
    place.output().narrate(format_args!("scale {scale}"));
    let name = format!("stress_scale_{scale}");
    ground.create_migrated(&name).await?;
    let ran = ground.finish(&name, &words(&seed(scale)))?;
    let db = ground.connect(&name).await?;
    let rows =
        "SELECT (sum(row_count) + (SELECT count(*) FROM search_index))::bigint FROM backline_seed.chunks";
    let rows: i64 = backline_ops::sql::scalar(&db, rows, []).await?;
    let size: i64 = backline_ops::sql::scalar(&db, "SELECT pg_database_size(current_database())", []).await?;
    let checks = if checked {
        place.output().narrate(format_args!("checking scale {scale}"));
        let started = std::time::Instant::now();
        let findings = check::run_all(db.get_postgres_connection_pool(), |_check| {});
        let findings = findings.await.context("failed to look at the database")?;
        let told = |finding: &check::Finding| {
            format!(
                "{}: {} violations: {}",
                finding.check.name,
                finding.violations,
                finding.examples.join("; ")
            )
        };
        Some(Checks { findings: findings.iter().map(told).collect(), time: started.elapsed() })
    } else {
        None
    };
    db.close().await?;
    ground.drop(&name).await?;
    Ok(Measured { scale, ran, rows: rows.unsigned_abs(), database_bytes: size.unsigned_abs(), checks })
}

fn failures(measured: &[Measured]) -> Vec<String> {
    let mut failures = Vec::new();
    for each in measured {
        let findings = each.checks.iter().flat_map(|checks| &checks.findings);
        failures.extend(findings.map(|finding| format!("scale {}: {finding}", each.scale)));
        match each.ran.peak {
            None => failures
                .push(format!("scale {}: this system does not tell the memory of a process", each.scale)),
            Some(peak) if peak > MOST => {
                failures.push(format!("scale {}: {} MB of memory", each.scale, peak / MEGABYTE));
            }
            Some(_) => {}
        }
    }
    if let [small, large] = measured {
        #[expect(clippy::cast_precision_loss, reason = "no process has 2^53 bytes")]
        let memory = |of: &Measured| of.ran.peak.unwrap_or_default() as f64;
        if memory(large) > GROWTH * memory(small) {
            failures.push(format!("memory grew to {:.2} times as much", memory(large) / memory(small)));
        }
        if large.rate() < PACE * small.rate() {
            failures.push(format!("rows a second fell to {:.2} of them", large.rate() / small.rate()));
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn measured(scale: u32, rows: u64, seconds: u64, megabytes: u64) -> Measured {
        let ran = Ran { time: Duration::from_secs(seconds), peak: Some(megabytes * MEGABYTE) };
        Measured { scale, ran, rows, database_bytes: 0, checks: None }
    }

    #[test]
    fn growth_is_found() {
        let told = |large| failures(&[measured(100, 1_000, 10, 100), large]);
        assert_eq!(told(measured(1_000, 10_000, 120, 119)), Vec::<String>::new());
        assert_eq!(told(measured(1_000, 10_000, 126, 119)).len(), 1, "too slow");
        assert_eq!(told(measured(1_000, 10_000, 120, 121)).len(), 1, "grew");
        assert_eq!(told(measured(1_000, 10_000, 120, 301)).len(), 2, "grew, and too much");
        let checks = Checks { findings: vec!["x".to_owned()], time: Duration::ZERO };
        assert_eq!(told(Measured { checks: Some(checks), ..measured(1_000, 10_000, 100, 100) }).len(), 1);
    }
}
