//! Contenders measured in turn, round by round, so that what else the machine does hits all of them alike.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::claim::{Claim, Line};
use crate::{Error, Series};

/// One of those that are measured side by side.
pub struct Contender<'a> {
    name: &'static str,
    rows: Option<u64>,
    run: Box<dyn FnMut() -> Result<Duration, Error> + 'a>,
}

/// Contenders that do the same, and what is claimed of them.
pub struct Comparison<'a> {
    /// What they do.
    pub title: &'static str,
    /// How it is measured, as far as the names do not say it.
    pub note: &'static str,
    /// They.
    pub contenders: Vec<Contender<'a>>,
    /// What must hold.
    pub claims: Vec<Claim>,
}

/// A comparison with what was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// What the contenders do.
    pub title: String,
    /// How it is measured.
    pub note: String,
    /// The times of each.
    pub series: Vec<Series>,
    /// The claims.
    pub lines: Vec<Line>,
}

impl<'a> Contender<'a> {
    /// `run` does it once, after whatever preparation it needs, and gives the time without that.
    pub fn new(name: &'static str, run: impl FnMut() -> Result<Duration, Error> + 'a) -> Self {
        Self { name, rows: None, run: Box::new(run) }
    }

    /// Each time it makes or writes so many rows.
    #[must_use]
    pub fn of(self, rows: u64) -> Self {
        Self { rows: Some(rows), ..self }
    }
}

impl Comparison<'_> {
    /// Measures every contender once a round, in turn. What one leaves behind, the next has to do with, so that every second
    /// round goes backwards, and each pair of rounds begins with another one. A round before the first warms up and does not
    /// count. `narrate` is told of each round.
    ///
    /// # Errors
    /// The first that a contender gives.
    pub fn measure(self, rounds: usize, narrate: &dyn Fn(&str)) -> Result<Measured, Error> {
        self.rounds(0..=rounds, narrate)
    }

    /// The same without a warm-up: for what takes so long that the first run is like any other.
    ///
    /// # Errors
    /// The first that a contender gives.
    pub fn measure_cold(self, rounds: usize, narrate: &dyn Fn(&str)) -> Result<Measured, Error> {
        self.rounds(1..=rounds, narrate)
    }

    fn rounds(mut self, rounds: RangeInclusive<usize>, narrate: &dyn Fn(&str)) -> Result<Measured, Error> {
        let named =
            |contender: &Contender<'_>| Series { rows: contender.rows, ..Series::new(contender.name) };
        let mut series: Vec<Series> = self.contenders.iter().map(named).collect();
        let count = self.contenders.len();
        let last = *rounds.end();
        for round in rounds {
            for turn in 0..count {
                let turn = if round % 2 == 0 { turn } else { count - 1 - turn };
                let index = (round / 2 + turn) % count;
                let time = (self.contenders[index].run)()?;
                if round > 0 {
                    series[index].push(time);
                }
            }
            if round == 0 {
                narrate(&format!("{}: warmed up", self.title));
            } else {
                narrate(&format!("{}: round {round} of {last}", self.title));
            }
        }
        let lines = self.claims.iter().filter_map(|claim| claim.judge(&series)).collect();
        Ok(Measured { title: self.title.to_owned(), note: self.note.to_owned(), series, lines })
    }
}

/// The time that `run` takes.
///
/// # Errors
/// That of `run`.
pub fn timed<T>(run: impl FnOnce() -> Result<T, Error>) -> Result<Duration, Error> {
    let began = Instant::now();
    run()?;
    Ok(began.elapsed())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::Target;

    #[test]
    fn contenders_take_turns_and_the_warm_up_does_not_count() {
        let order = RefCell::new(String::new());
        let contender = |name: &'static str, ms: u64| {
            let order = &order;
            Contender::new(name, move || {
                order.borrow_mut().push_str(name);
                Ok(Duration::from_millis(ms))
            })
        };
        let comparison = Comparison {
            title: "work",
            note: "",
            contenders: vec![contender("a", 1), contender("b", 4)],
            claims: vec![
                Claim::new("a", "b", Target::TimesFaster(4.0)),
                Claim::new("a", "x", Target::Faster),
            ],
        };
        let measured = comparison.measure(3, &|_line| {}).unwrap();
        assert_eq!(*order.borrow(), "abbabaab");
        assert_eq!(measured.series[0].times_ms, [1.0, 1.0, 1.0]);
        assert_eq!(measured.lines.len(), 1, "the claim about a contender that is not there is left out");
        assert!(measured.lines[0].met);
    }
}
