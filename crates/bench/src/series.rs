//! Times of one contender, and what two of them say beside each other.

use std::time::Duration;

use serde::Serialize;

/// The times of one contender, a time a round, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What was measured.
    pub name: String,
    /// Milliseconds, in order of the rounds.
    pub times_ms: Vec<f64>,
    /// Rows that a round makes or writes, where that is what counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// The middle of some numbers, and where the middle half of them lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Half of them are below.
    pub median: f64,
    /// A quarter of them are below.
    pub lower: f64,
    /// A quarter of them are above.
    pub upper: f64,
}

impl Series {
    /// No times yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), times_ms: Vec::new(), rows: None }
    }

    /// Adds the time of one more round.
    pub fn push(&mut self, time: Duration) {
        self.times_ms.push(time.as_secs_f64() * 1000.0);
    }

    /// Of the times, in milliseconds.
    #[must_use]
    pub fn spread(&self) -> Spread {
        Spread::of(&self.times_ms)
    }

    /// Rows a second; nothing where rows are not what counts.
    #[must_use]
    pub fn rate(&self) -> Option<Spread> {
        #[expect(clippy::cast_precision_loss, reason = "no round makes 2^53 rows")]
        let rows = self.rows? as f64;
        Some(Spread::of(&self.times_ms.iter().map(|ms| rows * 1000.0 / ms).collect::<Vec<_>>()))
    }

    /// How many times the other's rows a second: the ratio of the medians, with the quartiles of the ratios round by round.
    #[must_use]
    pub fn rate_ratio(&self, other: &Self) -> Option<Spread> {
        #[expect(clippy::cast_precision_loss, reason = "no round makes 2^53 rows")]
        let rows = self.rows? as f64 / other.rows? as f64;
        let times = other.ratio(self);
        Some(Spread { median: times.median * rows, lower: times.lower * rows, upper: times.upper * rows })
    }

    /// How many times as long as the other: the ratio of the medians, with the quartiles of the ratios round by round.
    #[must_use]
    pub fn ratio(&self, other: &Self) -> Spread {
        let rounds = Spread::of(&pairwise(self, other, |ours, theirs| ours / theirs));
        Spread { median: self.spread().median / other.spread().median, ..rounds }
    }

    /// How much longer than the other in milliseconds: the difference of the medians, with the quartiles of the
    /// differences round by round.
    #[must_use]
    pub fn excess(&self, other: &Self) -> Spread {
        let rounds = Spread::of(&pairwise(self, other, |ours, theirs| ours - theirs));
        Spread { median: self.spread().median - other.spread().median, ..rounds }
    }
}

impl Spread {
    /// Of these numbers; of none it is nothing but NaN.
    #[must_use]
    pub fn of(numbers: &[f64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |quarters: usize| match sorted.len() {
            0 => f64::NAN,
            length => {
                // Between the two nearest, in proportion.
                let (index, rest) = ((length - 1) * quarters / 4, (length - 1) * quarters % 4);
                let (low, high) = (sorted[index], sorted[(index + 1).min(length - 1)]);
                low + (high - low) * [0.0, 0.25, 0.5, 0.75][rest]
            }
        };
        Self { median: at(2), lower: at(1), upper: at(3) }
    }

    /// The same with everything divided.
    #[must_use]
    pub fn per(self, items: u32) -> Self {
        let items = f64::from(items);
        Self { median: self.median / items, lower: self.lower / items, upper: self.upper / items }
    }
}

fn pairwise(ours: &Series, theirs: &Series, combine: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    ours.times_ms.iter().zip(&theirs.times_ms).map(|(ours, theirs)| combine(*ours, *theirs)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found_between_two_as_well() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!(spread, Spread { median: 2.5, lower: 1.75, upper: 3.25 });
        assert_eq!(Spread::of(&[7.0]), Spread { median: 7.0, lower: 7.0, upper: 7.0 });
        assert!(Spread::of(&[]).median.is_nan());
    }

    #[test]
    fn a_ratio_is_of_medians_and_its_spread_of_rounds() {
        let ours = Series { name: "ours".into(), times_ms: vec![2.0, 4.0, 90.0], rows: Some(40) };
        let theirs = Series { name: "theirs".into(), times_ms: vec![1.0, 2.0, 30.0], rows: Some(10) };
        assert_eq!(ours.ratio(&theirs), Spread { median: 2.0, lower: 2.0, upper: 2.5 });
        assert_eq!(ours.excess(&theirs).per(2).median, 1.0);
        assert_eq!(ours.rate().map(|rate| rate.median), Some(10_000.0));
        assert_eq!(ours.rate_ratio(&theirs).map(|ratio| ratio.median), Some(2.0));
        assert_eq!(Series::new("rowless").rate(), None);
    }
}
