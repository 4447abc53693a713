//! The rewrite killed at random moments, and its server restarted: it is resumed and ends right, or aborted without a trace.

use std::fmt::Write as _;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use backline_ops::catalog::Snapshot;
use backline_ops::rewrite::Stage;
use backline_postgres::StopMode;
use serde::Serialize;

use super::Options;
use super::ground::{Ground, outcome};
use super::writers::{Told, Writers};
use crate::failure::{Failure, LOCKED};
use crate::output::count;
use crate::place::Place;
use crate::stress::random;

const REVERT: &str = "--revert";
/// Looking takes a session each time, which is not to be in the way of the work.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// How long a killed process's session may hold its lock.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Killed {
    rows: u32,
    undisturbed_ms: u128,
    kills: u32,
    /// Where the rewrite was when it was killed.
    nothing: u32,
    copying: u32,
    indexing: u32,
    swapped: u32,
    reverting: u32,
    restarts: u32,
    aborted: u32,
    ended: u32,
    told: Told,
    pub(super) failures: Vec<String>,
}

pub(super) async fn run(options: &Options, ground: &mut Ground, place: &Place) -> Result<Killed, Failure> {
    place.output().narrate(format_args!("Making a table of {} rows", options.killed_rows));
    ground.fill("stress_killed", options.killed_rows).await?;
    let before = ground.catalog().await?;
    let mut round = Round {
        writers: Some(Writers::start(ground)?),
        killed: Killed { rows: options.killed_rows, ..Killed::default() },
        random: options.rng_seed,
        before,
        after: Snapshot::default(),
        spent: Spent::default(),
        ground,
    };
    round.undisturbed().await?;
    let progress = place.output().progress("killing the rewrite", Some(options.kills.into()));
    let mut restarts = [StopMode::Fast, StopMode::Immediate].into_iter();
    while round.killed.kills < options.kills && round.killed.failures.is_empty() {
        let kills = round.killed.kills;
        round.run(restarts.next(), options.kills).await?;
        progress.advance(u64::from(round.killed.kills - kills));
    }
    drop(progress);
    Ok(round.killed)
}

/// One rewrite after another, on the same table.
struct Round<'a> {
    ground: &'a mut Ground,
    writers: Option<Writers>,
    killed: Killed,
    random: u64,
    /// The catalog without a rewrite, and after the swap of one that nobody disturbed.
    before: Snapshot,
    after: Snapshot,
    spent: Spent,
}

/// How long a rewrite that nobody disturbs is in each of its stages, and how long the way back takes.
#[derive(Debug, Default)]
struct Spent {
    stages: [Duration; STAGES],
    reverting: Duration,
}

/// What a rewrite goes through: it prepares, copies, indexes and compares, and has swapped.
const STAGES: usize = 4;

/// Which of these a rewrite is in.
fn place_of(stage: Option<Stage>) -> usize {
    match stage {
        None => 0,
        Some(Stage::Copying) => 1,
        Some(Stage::Indexing) => 2,
        Some(Stage::Swapped | Stage::Reverted) => 3,
    }
}

impl Round<'_> {
    async fn undisturbed(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        let mut child = self.ground.rewrite(None)?;
        while child.try_wait().context("failed to look at the rewrite")?.is_none() {
            let looked = Instant::now();
            let place = place_of(self.ground.stage().await?);
            tokio::time::sleep(BETWEEN_LOOKS).await;
            self.spent.stages[place] += looked.elapsed();
        }
        outcome(child)?;
        self.killed.undisturbed_ms = started.elapsed().as_millis();
        self.after = self.ground.catalog().await?;
        let started = Instant::now();
        self.finish("--revert")?;
        self.spent.reverting = started.elapsed();
        self.check("reverted, undisturbed", false).await
    }

    /// A rewrite from its beginning to its abort, or to its swap and back.
    async fn run(&mut self, restart: Option<StopMode>, most: u32) -> Result<(), Failure> {
        // One that is restarted goes on to its end.
        let aborts = restart.is_none() && random::next(&mut self.random) < 0.35;
        let mut hit = 0;
        if let Some(mode) = restart {
            self.restart(mode).await?;
        }
        loop {
            match self.ground.stage().await? {
                Some(Stage::Swapped) => break,
                Some(Stage::Reverted) => {
                    return Err(anyhow::Error::msg("a rewrite says that it was reverted").into());
                }
                Some(_) if aborts && hit > 0 => {
                    self.finish("--abort")?;
                    self.killed.aborted += 1;
                    return self.check("aborted", false).await;
                }
                under_way => {
                    let step = under_way.map(|_| "--resume");
                    if self.killed.kills < most {
                        hit += u32::from(self.kill(step).await?);
                    } else if step.is_some() {
                        self.finish("--resume")?;
                    } else {
                        return self.check("killed before it began", false).await;
                    }
                }
            }
        }
        self.finish("--resume")?;
        self.killed.ended += 1;
        self.check("resumed to its end", true).await?;
        if self.killed.kills < most {
            self.kill(Some(REVERT)).await?;
        }
        if self.ground.stage().await?.is_some() {
            self.finish(REVERT)?;
        }
        self.check("reverted", false).await
    }

    /// Starts a step and kills it at a random moment of a stage that is still to come, each as likely as the others; false
    /// where it was through before.
    async fn kill(&mut self, step: Option<&str>) -> Result<bool, Failure> {
        let mut child = self.ground.rewrite(step)?;
        let within = if step == Some(REVERT) {
            self.spent.reverting
        } else {
            let first = place_of(self.ground.stage().await?);
            let place = first + random::below(&mut self.random, STAGES - first);
            self.until(&mut child, place).await?;
            self.spent.stages[place]
        };
        tokio::time::sleep(within.mul_f64(random::next(&mut self.random))).await;
        let had_ended = child.try_wait().context("failed to look at the rewrite")?;
        child.kill().context("failed to kill the rewrite")?;
        let output = child.wait_with_output().context("failed to wait for the rewrite")?;
        if let Some(status) = had_ended {
            let held = status.code() == Some(LOCKED.into());
            let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            ensure_or(status.success() || held, &told)?;
            return Ok(false);
        }
        self.killed.kills += 1;
        let hit = match self.ground.stage().await? {
            _ if step == Some(REVERT) => &mut self.killed.reverting,
            None => &mut self.killed.nothing,
            Some(Stage::Copying) => &mut self.killed.copying,
            Some(Stage::Indexing) => &mut self.killed.indexing,
            Some(_) => &mut self.killed.swapped,
        };
        *hit += 1;
        Ok(true)
    }

    /// Restarts the server while the rewrite is in the middle of its work.
    async fn restart(&mut self, mode: StopMode) -> Result<(), Failure> {
        let mut child = self.ground.rewrite(None)?;
        let place = 1 + random::below(&mut self.random, 2);
        self.until(&mut child, place).await?;
        tokio::time::sleep(self.spent.stages[place].mul_f64(random::next(&mut self.random))).await;
        self.ground.restart(mode)?;
        // It ends by itself: with an error, unless it was through before.
        ended(child)?;
        self.killed.restarts += 1;
        Ok(())
    }

    /// Waits until a rewrite has come so far, or has ended.
    async fn until(&self, child: &mut Child, place: usize) -> Result<(), Failure> {
        while place_of(self.ground.stage().await?) < place {
            if child.try_wait().context("failed to look at the rewrite")?.is_some() {
                break;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(())
    }

    /// A step to its end. A killed one's session may hold the lock for a moment still.
    fn finish(&self, step: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let child = self.ground.rewrite(Some(step))?;
            let output = child.wait_with_output().context("failed to wait for the rewrite")?;
            if output.status.code() == Some(LOCKED.into()) && Instant::now() < deadline {
                continue;
            }
            ensure!(
                output.status.success(),
                "{step}: {}",
                String::from_utf8_lossy(&output.stderr).trim().to_owned()
            );
            return Ok(());
        }
    }

    /// Compares catalog and rows, and lets the writers go on.
    async fn check(&mut self, when: &str, swapped: bool) -> Result<(), Failure> {
        let expected = if swapped { &self.after } else { &self.before };
        let mut found: Vec<String> =
            expected.diff(&self.ground.catalog().await?).iter().map(ToString::to_string).collect();
        let writers = self.writers.take().context("nobody writes")?;
        let (told, ledgers) = writers.end(self.ground)?;
        self.killed.told.merge(told);
        found.extend(self.ground.differences(&ledgers).await?);
        let kills = self.killed.kills;
        self.killed.failures.extend(found.iter().map(|each| format!("{when}, after {kills} kills: {each}")));
        self.writers = Some(Writers::start(self.ground)?);
        Ok(())
    }
}

fn ensure_or(holds: bool, otherwise: &str) -> anyhow::Result<()> {
    ensure!(holds, "{otherwise}");
    Ok(())
}

/// Waits for a process that ends by itself.
fn ended(child: Child) -> anyhow::Result<()> {
    child.wait_with_output().context("failed to wait for the rewrite").map(drop)
}

impl Killed {
    pub(super) fn text(&self, version: &str) -> String {
        let mut text = format!(
            "The same rewrite of {} rows on PostgreSQL {version} under the same writers, killed (SIGKILL) {} at random \
             moments of stages chosen at random; an undisturbed one took {} ms. {} hit before it had begun or after it was gone, {} while rows \
             were copied, {} between that and the swap, {} after the swap, {} during a revert. The server was restarted in the middle {}, first in good order, then as in a crash. {} were \
             aborted, {} resumed to the swap and reverted. After each of these the catalog was compared with the one before, or with the one of \
             the undisturbed rewrite, and every row with the writers' ledgers.\n\nThe writers made {}; connections were lost {}, of these {} \
             while a transaction was committed: it was looked up whether it was.\n",
            self.rows,
            count(self.kills, "time"),
            self.undisturbed_ms,
            self.nothing,
            self.copying,
            self.indexing,
            self.swapped,
            self.reverting,
            count(self.restarts, "time"),
            self.aborted,
            self.ended,
            count(self.told.transactions, "transaction"),
            count(self.told.lost, "time"),
            self.told.unknown,
        );
        let _ = writeln!(text);
        text
    }
}
