//! Four writers at work, each a process; what they tell when they are through.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};

use anyhow::{Context as _, ensure};
use serde::Serialize;

use super::ground::Ground;
use super::ledger::Ledger;
use super::writer::{SLOT, Tally};

/// How many.
pub(super) const WRITERS: i32 = 4;

/// At work until they are ended, or this is dropped.
pub(super) struct Writers {
    processes: Vec<(i32, Child)>,
}

/// What all of them told together.
#[derive(Debug, Default, Serialize)]
pub(super) struct Told {
    pub transactions: u64,
    pub refused: BTreeMap<String, u64>,
    pub lost: u64,
    pub unknown: u64,
    #[serde(skip)]
    slots: BTreeMap<u64, (u64, u64)>,
}

/// What writers did between two moments.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Work {
    pub transactions_a_second: u64,
    /// The longest transaction, with all its attempts.
    pub longest_ms: u64,
    /// When that ended, in milliseconds since 1970.
    #[serde(skip)]
    pub longest_at: u64,
}

impl Writers {
    /// Each goes on where its ledger ends.
    pub(super) fn start(ground: &Ground) -> anyhow::Result<Self> {
        let start = |owner: i32| {
            let ledger = file(ground, owner).display().to_string();
            let words = [
                "stress",
                "rewrite-writer",
                "--owner",
                &owner.to_string(),
                "--rows",
                &ground.rows().to_string(),
                "--ledger",
                &ledger,
            ];
            let mut command = ground.command(&words)?;
            let process = command.stdin(Stdio::piped()).spawn().context("failed to start a writer")?;
            Ok::<_, anyhow::Error>((owner, process))
        };
        Ok(Self { processes: (1..=WRITERS).map(start).collect::<Result<_, _>>()? })
    }

    /// Ends them; what they told, and their ledgers. A writer that met an error that it should not have met is an error.
    pub(super) fn end(mut self, ground: &Ground) -> anyhow::Result<(Told, Vec<Ledger>)> {
        for (_, process) in &mut self.processes {
            process.stdin.take();
        }
        let (mut told, mut ledgers) = (Told::default(), Vec::new());
        for (owner, process) in self.processes.drain(..) {
            let output = process.wait_with_output().context("failed to wait for a writer")?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim().to_owned());
            told.add(serde_json::from_slice(&output.stdout).context("failed to read what a writer told")?);
            ledgers.push(Ledger::read(&file(ground, owner), owner)?);
        }
        Ok((told, ledgers))
    }
}

impl Drop for Writers {
    fn drop(&mut self) {
        for (_, process) in &mut self.processes {
            // Their standard input is closed, or they are gone: either way they end.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Told {
    fn add(&mut self, tally: Tally) {
        self.transactions += tally.transactions;
        self.lost += tally.lost;
        self.unknown += tally.unknown;
        for (state, count) in tally.refused {
            *self.refused.entry(state).or_default() += count;
        }
        for (slot, (count, longest)) in tally.slots {
            let (counts, longests) = self.slots.entry(slot).or_default();
            (*counts, *longests) = (*counts + count, (*longests).max(longest));
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.add(Tally {
            transactions: other.transactions,
            refused: other.refused,
            lost: other.lost,
            unknown: other.unknown,
            slots: other.slots,
        });
    }

    /// Between two moments, in milliseconds since 1970.
    pub(super) fn between(&self, from: u64, until: u64) -> Work {
        let mut work = Work::default();
        let mut count = 0;
        for (slot, (transactions, longest)) in self.slots.range(from / SLOT..=until / SLOT) {
            count += transactions;
            if longest / 1_000 > work.longest_ms {
                (work.longest_ms, work.longest_at) = (longest / 1_000, slot * SLOT);
            }
        }
        work.transactions_a_second = count * 1_000 / (until.saturating_sub(from)).max(1);
        work
    }
}

fn file(ground: &Ground, owner: i32) -> std::path::PathBuf {
    ground.file(&format!("ledger-{owner}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted_between_two_moments() {
        let mut told = Told::default();
        let slots = [(10, (5, 2_000)), (11, (7, 90_000)), (30, (100, 400_000))];
        told.add(Tally { transactions: 112, slots: slots.into(), ..Tally::default() });
        told.add(Tally { transactions: 1, slots: [(11, (1, 1_000))].into(), ..Tally::default() });
        let work = told.between(1_000, 2_000);
        assert_eq!((work.transactions_a_second, work.longest_ms, work.longest_at), (13, 90, 1_100));
        assert_eq!(told.between(3_000, 3_100).longest_ms, 400);
        assert_eq!(told.transactions, 113);
    }
}
