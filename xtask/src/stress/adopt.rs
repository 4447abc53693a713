//! `stress adopt`: the music-booking legacy at its full size, taken over under readers and writers, killed again and again,
//! cut over, reverted and cut over again.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use backline_ops::adopt::Stage;
use backline_ops::error::sqlstate;
use backline_ops::sql::{identifier, scalar};
use backline_postgres::{SharedCluster, SharedSettings};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbErr};
use serde::Serialize;
use serde_json::Value;
use tokio::task::JoinHandle;

use super::document;
use super::random::next;
use crate::failure::{DONE, FINDING, Failure};
use crate::output::count;
use crate::place::{EXTENSIONS, Place, workspace};

const LEGACY: &str = include_str!("../../../examples/legacy/music-booking.sql");

/// How large.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Users of the legacy
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    users: u32,
    /// Kills of the copy; a fifth as many of the cut-over
    #[arg(long, value_name = "N", default_value_t = 20)]
    kills: u32,
    /// The kills come at random moments within so many seconds of each start
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    within: u32,
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
    users: u32,
    rows: i64,
    moved: i64,
    merged: i64,
    rejected: i64,
    filtered: i64,
    unaccounted: i64,
    /// From the first start to the end of the run after the last kill.
    copy_ms: u128,
    kills: u32,
    cut_over_kills: u32,
    cut_over_ms: u128,
    writers_waited_ms: i64,
    acknowledged: u64,
    reads: u64,
    longest_read_ms: u64,
    retried_reads: u64,
    failures: Vec<String>,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let settings = SharedSettings::private().with_extensions(EXTENSIONS);
    let cluster = tokio::task::block_in_place(|| SharedCluster::join(&settings))?;
    let name = "stress_adopt";
    let admin = Database::connect(cluster.server().socket_url("postgres")).await?;
    let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name));
    admin.execute_unprepared(&drop_it).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {}", identifier(name))).await?;
    let url = cluster.server().socket_url(name);
    let db = Database::connect(&url).await?;
    place.output().narrate(format!("Making a legacy of {}", count(options.users, "user")));
    db.execute_unprepared(&format!("SET legacy.users = {}; {LEGACY}; ANALYZE", options.users)).await?;
    let mut outcome = Outcome { users: options.users, ..Outcome::default() };
    let worked = work(&db, &url, options, place, &mut outcome).await;
    db.close().await?;
    admin.execute_unprepared(&drop_it).await?;
    worked?;
    let version = cluster.server().binaries().version.to_string();
    if !options.no_document {
        document::write("adopt", &text(&outcome, &version))?;
    }
    place.output().result(&outcome, || text(&outcome, &version))?;
    Ok(if outcome.failures.is_empty() { DONE } else { FINDING })
}

async fn work(
    db: &DatabaseConnection,
    url: &str,
    options: &Options,
    place: &Place,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    let output = place.output();
    let mapping = workspace().join("examples/legacy/music-booking.toml");
    let copy = Adopt { url: url.to_owned(), mapping: Some(mapping), step: None };
    let step = |step| Adopt { mapping: None, step: Some(step), ..copy.clone() };
    let readers: Vec<Reader> = (0..2).map(|number| Reader::start(url, number)).collect();
    let within = Duration::from_secs(u64::from(options.within));
    let started = Instant::now();
    let progress = output.progress("killing the copy", Some(u64::from(options.kills)));
    let mut random = options.rng_seed;
    while outcome.kills < options.kills {
        copy.kill_after(within.mul_f64(next(&mut random))).await?;
        outcome.kills += 1;
        progress.advance(1);
    }
    drop(progress);
    let report = copy.finish()?;
    outcome.copy_ms = started.elapsed().as_millis();
    ensure!(report["stage"] == "copying", "the copy ended in {report}");
    output.narrate("Cutting over under writers");
    let writers: Vec<Writer> = (0..2).map(|number| Writer::start(url, number)).collect();
    let cut_over = step("--cut-over");
    while outcome.cut_over_kills < options.kills / 5 && stage(&copy)? == Stage::Copying {
        cut_over.kill_after(within.mul_f64(next(&mut random) / 4.0)).await?;
        outcome.cut_over_kills += 1;
    }
    let started = Instant::now();
    let report = if stage(&copy)? == Stage::Copying { cut_over.finish()? } else { step("").finish()? };
    outcome.cut_over_ms = started.elapsed().as_millis();
    outcome.writers_waited_ms = report["writers_waited_ms"].as_i64().unwrap_or_default();
    for counts in report["tables"].as_array().into_iter().flatten() {
        let number = |key: &str| counts[key].as_i64().unwrap_or_default();
        outcome.rows += number("source");
        outcome.moved += number("moved");
        outcome.merged += number("merged");
        outcome.rejected += number("rejected");
        outcome.filtered += number("filtered");
        outcome.unaccounted += number("unaccounted") + number("missing") + number("left_over");
    }
    for writer in writers {
        outcome.acknowledged += writer.end().await?;
    }
    let found = "SELECT count(*) FROM users WHERE display_name = 'Writer'";
    let found: i64 = scalar(db, found, []).await?;
    if u64::try_from(found).unwrap_or_default() != outcome.acknowledged {
        outcome.failures.push(format!("{} rows were acknowledged, {found} are there", outcome.acknowledged));
    }
    for (what, difference) in DIFFERENCES {
        let rows: i64 = scalar(db, &format!("SELECT count(*) FROM {difference}"), []).await?;
        if rows != 0 {
            outcome.failures.push(format!("{what}: {rows} rows"));
        }
    }
    output.narrate("Going back, and over again");
    step("--revert").finish()?;
    let old: i64 = scalar(db, "SELECT count(*) FROM sessions", []).await?;
    ensure!(old == 50, "the legacy does not serve again");
    step("--cut-over").finish()?;
    let mut finish = step("--finish").command()?;
    ensure!(finish.status().context("failed to finish")?.success(), "failed to finish");
    for reader in readers {
        reader.end(outcome).await?;
    }
    if outcome.unaccounted != 0 {
        outcome.failures.push(format!("{} rows are unaccounted for", outcome.unaccounted));
    }
    Ok(())
}

/// What must be empty after the cut-over.
const DIFFERENCES: [(&str, &str); 4] = [
    (
        "statuses that are not those of the document",
        "users JOIN legacy.users AS old USING (id) WHERE (status = 'active') <> old.email_verified",
    ),
    (
        "passwords that are others",
        "users JOIN legacy.users AS old USING (id) WHERE password_hash IS DISTINCT FROM old.password",
    ),
    ("orphans", "artists WHERE NOT EXISTS (SELECT FROM users WHERE users.id = user_id)"),
    ("derived numbers that differ", "derived_number_differences()"),
];

/// This program, taking the database over.
#[derive(Debug, Clone)]
struct Adopt {
    url: String,
    mapping: Option<PathBuf>,
    step: Option<&'static str>,
}

impl Adopt {
    fn command(&self) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe().context("failed to find this program")?);
        command.args(["-q", "--json", "ops", "adopt"]).args(&self.mapping).env("DATABASE_URL", &self.url);
        if let Some(step) = self.step.filter(|step| !step.is_empty()) {
            command.arg(step).arg("--yes");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    async fn kill_after(&self, delay: Duration) -> anyhow::Result<()> {
        let mut child =
            self.command()?.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("failed to start")?;
        tokio::time::sleep(delay).await;
        // One that is done already was killed after its end.
        child.kill().context("failed to kill the take-over")?;
        child.wait().context("failed to wait for the take-over")?;
        Ok(())
    }

    /// Runs it to its end; a killed one's session may hold the lock for a moment still.
    fn finish(&self) -> anyhow::Result<Value> {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            let Output { status, stdout, stderr } =
                self.command()?.output().context("failed to run the take-over")?;
            if status.code() == Some(4) && Instant::now() < deadline {
                continue;
            }
            ensure!(
                matches!(status.code(), Some(0 | 1)),
                "{}",
                String::from_utf8_lossy(&stderr).trim().to_owned()
            );
            return serde_json::from_slice(&stdout).context("failed to read the report");
        }
    }
}

fn stage(copy: &Adopt) -> anyhow::Result<Stage> {
    let report = Adopt { mapping: None, step: None, ..copy.clone() }.finish()?;
    Ok(if report["stage"] == "cut_over" { Stage::CutOver } else { Stage::Copying })
}

/// Reads what both schemas have, all the time.
struct Reader {
    stop: Arc<AtomicBool>,
    task: JoinHandle<Result<Reads, DbErr>>,
}

#[derive(Default)]
struct Reads {
    reads: u64,
    retried: u64,
    longest: Duration,
    errors: Vec<String>,
}

impl Reader {
    fn start(url: &str, number: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (url, stopped) = (url.to_owned(), Arc::clone(&stop));
        let task = tokio::spawn(async move {
            let mut reads = Reads::default();
            let mut db = Database::connect(&url).await?;
            while !stopped.load(Ordering::Relaxed) {
                let started = Instant::now();
                let read = if number == 0 {
                    scalar::<i64, 1>(
                        &db,
                        "SELECT count(*) FROM users WHERE username = $1",
                        ["user.17".into()],
                    )
                    .await
                    .map(drop)
                } else {
                    db.execute_unprepared("SELECT id, display_name FROM users LIMIT 10").await.map(drop)
                };
                reads.reads += 1;
                reads.longest = reads.longest.max(started.elapsed());
                match read {
                    Ok(()) => {}
                    // A prepared statement is to be prepared again.
                    Err(error) if sqlstate(&error).as_deref() == Some("0A000") => {
                        reads.retried += 1;
                        db = Database::connect(&url).await?;
                    }
                    Err(error) => reads.errors.push(error.to_string()),
                }
            }
            Ok(reads)
        });
        Self { stop, task }
    }

    async fn end(self, outcome: &mut Outcome) -> anyhow::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        let reads = self.task.await.context("a reader broke down")??;
        outcome.reads += reads.reads;
        outcome.retried_reads += reads.retried;
        outcome.longest_read_ms =
            outcome.longest_read_ms.max(u64::try_from(reads.longest.as_millis()).unwrap_or(u64::MAX));
        outcome.failures.extend(reads.errors.into_iter().take(5));
        Ok(())
    }
}

/// Writes to the legacy until it is gone.
struct Writer {
    acknowledged: Arc<AtomicU64>,
    task: JoinHandle<Result<(), DbErr>>,
}

impl Writer {
    fn start(url: &str, number: u32) -> Self {
        let acknowledged = Arc::new(AtomicU64::new(0));
        let (url, counted) = (url.to_owned(), Arc::clone(&acknowledged));
        let task = tokio::spawn(async move {
            let db = Database::connect(&url).await?;
            for turn in 0_u64.. {
                let insert = format!(
                    "INSERT INTO users (id, username, email, password, display_name, email_verified, created_at)
                     VALUES (gen_random_uuid(), 'writer.{number}.{turn}', 'w{number}.{turn}@example.org', 'x', 'Writer', true, '2025-01-01')"
                );
                match db.execute_unprepared(&insert).await {
                    Ok(_) => counted.fetch_add(1, Ordering::Relaxed),
                    // The new table has no such column.
                    Err(error) if sqlstate(&error).as_deref() == Some("42703") => break,
                    Err(error) => return Err(error),
                };
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Ok(())
        });
        Self { acknowledged, task }
    }

    async fn end(self) -> anyhow::Result<u64> {
        self.task.await.context("a writer broke down")??;
        Ok(self.acknowledged.load(Ordering::Relaxed))
    }
}

fn text(outcome: &Outcome, version: &str) -> String {
    let mut text = format!(
        "The music-booking legacy with {} ({} in all sources) on PostgreSQL {version}, taken over with examples/legacy/music-booking.toml \
         under two readers and, at the cut-over, two writers. The copy was killed (SIGKILL) {} at random moments, the cut-over {}; \
         from its first start to the end of the run after the last kill it took {:.1} s.\n\n{} moved, {} merged, {} rejected, {} filtered, {} unaccounted for.\n\n\
         The cut-over took {:.1} s, of which writers waited {} ms at most; {} that they had been told were written were all there afterwards. \
         It was reverted and made again, then finished. Readers made {}, the longest of {} ms; {} had to be prepared again, none failed otherwise: {}.\n",
        count(outcome.users, "user"),
        count(outcome.rows, "row"),
        count(outcome.kills, "time"),
        count(outcome.cut_over_kills, "time"),
        seconds(outcome.copy_ms),
        outcome.moved,
        outcome.merged,
        outcome.rejected,
        outcome.filtered,
        outcome.unaccounted,
        seconds(outcome.cut_over_ms),
        outcome.writers_waited_ms,
        count(outcome.acknowledged, "row"),
        count(outcome.reads, "read"),
        outcome.longest_read_ms,
        outcome.retried_reads,
        count(outcome.failures.len(), "failure"),
    );
    for failure in &outcome.failures {
        text.push_str(&format!("\n- {failure}"));
    }
    text
}

fn seconds(milliseconds: u128) -> f64 {
    f64::from(u32::try_from(milliseconds).unwrap_or(u32::MAX)) / 1000.0
}
