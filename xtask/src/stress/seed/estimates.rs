//! What a dry run says is what then happens.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::Context as _;
use backline_seed::load::{self, Event, Plan};
use backline_seeds::story::Settings;
use sea_orm::sqlx::PgPool;
use time::macros::date;
use tokio::sync::Notify;

use Run::{Half, Rows, Whole};

use super::Outcome;
use super::ground::Ground;
use crate::failure::Failure;
use crate::output::elapsed;
use crate::place::Place;

/// A run, and how far it comes.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// To its end, at this scale.
    Whole(u32),
    /// Until half of its circles are loaded.
    Half(u32),
    /// Until all rows are there and no index.
    Rows(u32),
}

/// Runs on the way to the last one, whose dry run is looked at.
const RUNS: [&[Run]; 11] = [
    &[Whole(1)],
    &[Whole(4)],
    &[Whole(20)],
    &[Whole(60)],
    &[Whole(1), Whole(10)],
    &[Whole(10), Whole(12)],
    &[Whole(10), Whole(12), Whole(13)],
    &[Whole(10), Whole(12), Whole(13), Whole(15), Whole(19)],
    &[Whole(20), Whole(30)],
    &[Half(20), Whole(20)],
    &[Rows(20), Whole(20)],
];
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

/// How the database is reached: it makes a difference to how long workers wait.
#[derive(Debug, Clone, Copy)]
enum Way {
    Tcp,
    Socket,
}

pub(super) async fn run(place: &Place) -> Result<Outcome, Failure> {
    let ground = Ground::prepare("estimates", None).await?;
    let mut table = String::from(
        "| scale | rows | said | disk | said | time | said | ratios of time over TCP | over a socket |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    let (mut failures, mut ratios) = (Vec::new(), Vec::new());
    for runs in RUNS {
        let name = runs.iter().map(Run::to_string).collect::<Vec<_>>().join(", then ");
        place.output().narrate(format_args!("scale {name}"));
        let over_tcp = pairs(&ground, runs, Way::Tcp).await?;
        let over_socket = pairs(&ground, runs, Way::Socket).await?;
        let Pair { rows, bytes, seconds } = over_tcp[TIMES / 2];
        let time = seconds.map(|seconds| elapsed(std::time::Duration::from_secs_f64(seconds)));
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {name} | {} | {} | {} MB | {} MB | {} | {} | {} | {} |",
            rows[1],
            rows[0],
            bytes[1] / MEGABYTE,
            bytes[0] / MEGABYTE,
            time[1],
            time[0],
            listed(&over_tcp),
            listed(&over_socket)
        );
        for pairs in [over_tcp, over_socket] {
            failures.extend(differences(&name, &pairs[TIMES / 2]));
            ratios.extend(pairs.iter().map(|pair| ratio(pair.seconds)));
        }
    }
    let within = ratios.iter().filter(|ratio| is_within(**ratio)).count();
    let text = format!(
        "`cargo xtask seed --dry-run`, and the same command without it, {TIMES} times over TCP and {TIMES} times over a socket, on \
         databases of PostgreSQL {} that were empty, seeded before, or left by a run that was ended in its midst; bytes are \
         those by which the database grew. Each dry run stands beside its own run; the one over TCP whose time was in the \
         middle is shown. Of all {} times {within} were said within a fifth.\n\n{table}",
        ground.version(),
        ratios.len()
    );
    Ok(Outcome { section: "seed, dry runs", text, failures })
}

/// The one in the middle has the middle ratio of time.
async fn pairs(ground: &Ground, runs: &[Run], way: Way) -> Result<Vec<Pair>, Failure> {
    let mut pairs = Vec::new();
    for _ in 0..TIMES {
        pairs.push(pair(ground, runs, way).await?);
    }
    pairs.sort_by(|one, other| ratio(one.seconds).total_cmp(&ratio(other.seconds)));
    Ok(pairs)
}

fn listed(pairs: &[Pair]) -> String {
    pairs.iter().map(|pair| format!("{:.2}", ratio(pair.seconds))).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Run {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Whole(scale) => write!(formatter, "{scale}"),
            Half(scale) => write!(formatter, "half of {scale}"),
            Rows(scale) => write!(formatter, "{scale} without indexes"),
        }
    }
}

impl Run {
    fn plan(self) -> Result<Plan, Failure> {
        let (Whole(scale) | Half(scale) | Rows(scale)) = self;
        let mut settings = Settings::new(date!(2026 - 06 - 15));
        settings.scale = scale;
        Ok(settings.plan().context("failed to plan")?)
    }

    /// Whether it has come as far as it should.
    fn is_over(self, event: &Event) -> bool {
        match (self, event) {
            (Half(scale), Event::Loaded { chunks, .. }) => *chunks > u64::from(scale / 2),
            (Rows(_), Event::Building { .. }) => true,
            _ => false,
        }
    }

    /// What ends before is dropped where it stands, as if its process had been killed.
    async fn run(self, pool: &PgPool) -> Result<(), Failure> {
        let (plan, options, over) = (self.plan()?, load::Options::default(), Arc::new(Notify::new()));
        let told = Arc::clone(&over);
        let run = load::run(pool, &plan, &options, move |event| {
            if self.is_over(&event) {
                told.notify_one();
            }
        });
        tokio::select! {
            ended = run => ended.map(drop).context("failed to seed")?,
            () = over.notified() => {}
        }
        Ok(())
    }
}

/// What was said, and then was.
async fn pair(ground: &Ground, runs: &[Run], way: Way) -> Result<Pair, Failure> {
    const NAME: &str = "stress_estimates";
    ground.create_migrated(NAME).await?;
    let db = match way {
        Way::Tcp => ground.connect_over_tcp(NAME).await?,
        Way::Socket => ground.connect(NAME).await?,
    };
    let pool = db.get_postgres_connection_pool();
    let Some((last, before)) = runs.split_last() else { return Ok(Pair::default()) };
    for run in before {
        run.run(pool).await?;
    }
    let (plan, options) = (last.plan()?, load::Options::default());
    let size = "SELECT pg_database_size(current_database())";
    let said = load::estimate(pool, &plan, &options).await.context("failed to estimate")?;
    let before: i64 = backline_ops::sql::scalar(&db, size, []).await?;
    let ran = load::run(pool, &plan, &options, |_| {}).await.context("failed to seed")?;
    let after: i64 = backline_ops::sql::scalar(&db, size, []).await?;
    db.close().await?;
    ground.drop(NAME).await?;
    Ok(Pair {
        rows: [said.rows(), ran.rows()],
        bytes: [said.disk_bytes(), after.abs_diff(before)],
        seconds: [said.time.as_secs_f64(), ran.elapsed.as_secs_f64()],
    })
}

fn differences(name: &str, pair: &Pair) -> Vec<String> {
    #[expect(clippy::cast_precision_loss, reason = "no database has 2^53 bytes")]
    let disk = ratio(pair.bytes.map(|bytes| bytes as f64));
    let mut differences = Vec::new();
    if pair.rows[0] != pair.rows[1] {
        differences.push(format!("scale {name}: {} rows were said, and were {}", pair.rows[0], pair.rows[1]));
    }
    for (what, ratio) in [("disk", disk), ("time", ratio(pair.seconds))] {
        if !is_within(ratio) {
            differences.push(format!("scale {name}: {what} was said {ratio:.2} times as much as it was"));
        }
    }
    differences
}

fn is_within(ratio: f64) -> bool {
    (ratio - 1.0).abs() <= WITHIN
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
