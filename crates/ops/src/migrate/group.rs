//! Several small migrations in one message, each with its own transaction and its own record.
//!
//! The server stops at the first statement that fails, so that those before it are done, and nothing of those behind it is.
//! What is not done is then applied one by one, in the ordinary way.
//!
//! Where the database was empty when the run began, some of them share a transaction: nobody waits for what it locks, and there
//! are fewer commits. Each has its own record even so.

use std::time::{Duration, Instant};

use super::choose::Step;
use super::message::Stopped;
use super::options::{Applied, Event};
use super::record::NOW;
use super::run::Run;
use super::transaction::{applied, goes_in_one_message};
use crate::Error;

/// At most so many in a message.
pub(super) const MOST: usize = 16;

/// At most so much of their SQL in a transaction, in bytes.
const MOST_TEXT: usize = 32 * 1024;

/// How many times as much in a message where nobody is kept waiting: the server never waits for us.
const TRANSACTIONS: usize = 4;

/// Where a message took longer, the next holds one migration: it is seen at which one the server is.
const QUICK: Duration = Duration::from_millis(400);

/// Of each index the server would work out how many helpers are worth their while to build it, and find that none are: the
/// tables are new, and nothing here fills them.
const NO_HELPERS: &str = "SET LOCAL max_parallel_maintenance_workers = 0";

impl Run<'_> {
    /// Applies the first of these in one message; gives those that are done, none where no two can go together.
    pub(super) async fn apply_group(&mut self, steps: &[Step<'_>]) -> Result<Vec<Applied>, Error> {
        let count = self.at_once(steps);
        if count < 2 {
            return Ok(Vec::new());
        }
        let (group, started) = (&steps[..count], Instant::now());
        self.prepare().await?;
        self.tell(Event::Begins(&group[0].migration.name));
        let (mut parts, mut ends) = (Vec::new(), Vec::with_capacity(count));
        while ends.len() < count {
            let left = &group[ends.len()..];
            let together = if self.is_undisturbed { self.fitting(left, MOST_TEXT).max(1) } else { 1 };
            let mut opening = self.opening(NOW, ends.len() + together == steps.len());
            if self.is_undisturbed {
                opening.push(NO_HELPERS.to_owned());
            }
            parts.extend(self.parts(&opening, &left[..together]));
            ends.extend(std::iter::repeat_n(parts.len(), together));
        }
        let session = self.session().clone();
        let (sent, _blocker) = self.control.watch(session.send(&parts)).await;
        let (done, told) = match sent {
            Ok(told) => (count, told),
            Err(Stopped { parts_done, told, .. }) => {
                self.roll_back().await;
                self.at_once = 0;
                (ends.iter().filter(|end| **end <= parts_done).count(), told)
            }
        };
        self.pace(started);
        let mut all = Vec::with_capacity(done);
        for (index, step) in group[..done].iter().enumerate() {
            if index > 0 {
                self.tell(Event::Begins(&step.migration.name));
            }
            let elapsed_ms = told.get(index).map_or(0, |told| u64::from(told.unsigned_abs()));
            let one = Applied { elapsed_ms, ..applied(step, step.migration.up.len(), started, 0) };
            self.tell(Event::Done(&one));
            all.push(one);
        }
        Ok(all)
    }

    /// Twice as many the next time, as long as the server is quick.
    pub(super) fn pace(&mut self, started: Instant) {
        self.at_once = if started.elapsed() < QUICK { (self.at_once * 2).clamp(1, MOST) } else { 1 };
    }

    /// How many of the first of these go into a message.
    fn at_once(&self, steps: &[Step<'_>]) -> usize {
        let text = if self.is_undisturbed { TRANSACTIONS * MOST_TEXT } else { MOST_TEXT };
        let is_small = |step: &&Step<'_>| goes_in_one_message(step) && self.code.ready(step).is_small;
        let small = steps.iter().take(self.at_once).take_while(is_small).count();
        self.fitting(&steps[..small], text)
    }

    /// How many of the first of these have so much text.
    fn fitting(&self, steps: &[Step<'_>], most: usize) -> usize {
        let mut text = 0;
        let fits = |step: &&Step<'_>| {
            text += self.code.ready(step).length;
            text <= most
        };
        steps.iter().take_while(fits).count()
    }
}
