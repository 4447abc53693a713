//! How far something was at which moment, and so how fast it was at its beginning and at its end.

use std::time::{Duration, Instant};

/// How many rows were done by when.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    /// Seconds since the beginning, and rows.
    points: Vec<(f64, f64)>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { began: Instant::now(), points: vec![(0.0, 0.0)] }
    }
}

impl Pace {
    /// So many rows are done by now.
    pub fn note(&mut self, rows: i64) {
        #[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 rows")]
        self.points.push((self.began.elapsed().as_secs_f64(), rows as f64));
    }

    /// The milliseconds of the first and of the last rows, so many each, in words that [`Pace::read`] understands.
    #[must_use]
    pub fn first_and_last(&self, rows: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 rows")]
        let rows = rows as f64;
        let (end, all) = self.points.last().copied().unwrap_or_default();
        format!("{} {}", self.moment(rows) * 1000.0, (end - self.moment(all - rows)) * 1000.0)
    }

    /// The two times that [`Pace::first_and_last`] wrote.
    #[must_use]
    pub fn read(text: &str) -> Option<(Duration, Duration)> {
        let (first, last) = text.trim().split_once(' ')?;
        let time = |text: &str| Duration::try_from_secs_f64(text.parse::<f64>().ok()? / 1000.0).ok();
        Some((time(first)?, time(last)?))
    }

    /// When so many rows were done: between two moments that are known, in proportion.
    fn moment(&self, rows: f64) -> f64 {
        let after = self.points.partition_point(|(_, done)| *done < rows);
        let Some(before) = after.checked_sub(1).and_then(|before| self.points.get(before)) else {
            return 0.0;
        };
        let Some(next) = self.points.get(after) else { return before.0 };
        before.0 + (next.0 - before.0) * (rows - before.1) / (next.1 - before.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_have_their_own_times() {
        let points = vec![(0.0, 0.0), (1.0, 100.0), (3.0, 200.0), (3.5, 210.0)];
        let pace = Pace { began: Instant::now(), points };
        let (first, last) = Pace::read(&pace.first_and_last(50)).unwrap();
        assert_eq!(first, Duration::from_millis(500));
        assert_eq!(last, Duration::from_millis(1_300));
        assert!(Pace::read("1").is_none() && Pace::read("a b").is_none());
    }

    #[test]
    fn nothing_done_takes_no_time() {
        let pace = Pace::default();
        assert_eq!(Pace::read(&pace.first_and_last(10)), Some((Duration::ZERO, Duration::ZERO)));
    }
}
