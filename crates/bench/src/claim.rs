//! What is claimed of ours beside a peer, and whether it holds.

use serde::Serialize;

use crate::{Series, Spread};

/// What must hold between ours and a peer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Ours takes at most so many times as long.
    AtMost(f64),
    /// Ours takes less time.
    Faster,
    /// The peer takes at least so many times as long.
    TimesFaster(f64),
    /// Ours takes at most so many milliseconds more for each of so many things.
    Extra {
        /// Milliseconds.
        ms: f64,
        /// How many things are done in a round.
        items: u32,
    },
    /// Ours makes at least so many rows a second.
    RowsASecond(f64),
    /// Ours makes at least so many times the peer's rows a second.
    TimesTheRows(f64),
    /// Nothing; it is shown beside the others.
    Shown,
}

/// Two contenders and what must hold between them.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The name of our contender.
    pub ours: &'static str,
    /// The name of the peer.
    pub peer: &'static str,
    /// What must hold.
    pub target: Target,
}

/// A claim with what was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Our contender.
    pub ours: String,
    /// The peer.
    pub peer: String,
    /// What must hold.
    pub target: Target,
    /// What was measured: a ratio, or milliseconds for each thing.
    pub measured: Spread,
    /// Whether it holds.
    pub met: bool,
}

impl Claim {
    /// A claim.
    #[must_use]
    pub const fn new(ours: &'static str, peer: &'static str, target: Target) -> Self {
        Self { ours, peer, target }
    }

    /// A claim about ours alone.
    #[must_use]
    pub const fn alone(ours: &'static str, target: Target) -> Self {
        Self { ours, peer: ours, target }
    }

    /// Judges it; none where one of the two was not measured.
    #[must_use]
    pub fn judge(&self, series: &[Series]) -> Option<Line> {
        let named = |name: &str| series.iter().find(|series| series.name == name);
        let (ours, peer) = (named(self.ours)?, named(self.peer)?);
        let measured = match self.target {
            Target::AtMost(_) | Target::Faster | Target::Shown => ours.ratio(peer),
            Target::TimesFaster(_) => peer.ratio(ours),
            Target::Extra { items, .. } => ours.excess(peer).per(items),
            Target::RowsASecond(_) => ours.rate()?,
            Target::TimesTheRows(_) => ours.rate_ratio(peer)?,
        };
        let met = match self.target {
            Target::AtMost(times) => measured.median <= times,
            Target::Faster => measured.median < 1.0,
            Target::TimesFaster(times) | Target::RowsASecond(times) | Target::TimesTheRows(times) => {
                measured.median >= times
            }
            Target::Extra { ms, .. } => measured.median <= ms,
            Target::Shown => true,
        };
        Some(Line { ours: self.ours.into(), peer: self.peer.into(), target: self.target, measured, met })
    }
}

impl Line {
    /// What must hold, in words.
    #[must_use]
    pub fn target_text(&self) -> String {
        match self.target {
            Target::AtMost(times) => format!("at most {times:.2}"),
            Target::Faster => "below 1.00".to_owned(),
            Target::TimesFaster(times) => format!("at least {times:.0} times faster"),
            Target::Extra { ms, .. } => format!("at most {ms:.2} ms more each"),
            Target::RowsASecond(rate) => format!("at least {}", thousands(rate)),
            Target::TimesTheRows(times) => format!("at least {times:.1} times the rows"),
            Target::Shown => "-".to_owned(),
        }
    }

    /// What was measured, in words.
    #[must_use]
    pub fn measured_text(&self) -> String {
        let Spread { median, lower, upper } = self.measured;
        match self.target {
            Target::Extra { .. } => format!("{median:+.2} ms ({lower:+.2} to {upper:+.2})"),
            Target::TimesFaster(_) => format!("{median:.1} times faster ({lower:.1} to {upper:.1})"),
            Target::RowsASecond(_) => {
                format!("{} rows/s ({} to {})", thousands(median), thousands(lower), thousands(upper))
            }
            Target::TimesTheRows(_) => format!("{median:.2} times the rows ({lower:.2} to {upper:.2})"),
            _ => format!("{median:.2} ({lower:.2} to {upper:.2})"),
        }
    }

    /// `met`, `not met`, or nothing where nothing was claimed.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match (self.target, self.met) {
            (Target::Shown, _) => "-",
            (_, true) => "met",
            (_, false) => "not met",
        }
    }
}

/// A number in thousands: `1,234k`.
pub(crate) fn thousands(number: f64) -> String {
    let whole = format!("{:.0}", number / 1000.0);
    let digits = whole.len();
    let grouped = whole.chars().enumerate().map(|(place, digit)| {
        if place > 0 && (digits - place).is_multiple_of(3) { format!(",{digit}") } else { digit.to_string() }
    });
    grouped.chain(["k".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(target: Target, ours: f64, peer: f64) -> bool {
        let series = [("a", ours), ("b", peer)].map(|(name, time)| Series {
            name: name.into(),
            times_ms: vec![time, time, time],
            rows: Some(100),
        });
        Claim::new("a", "b", target).judge(&series).unwrap().met
    }

    #[test]
    fn every_target_can_be_met_and_missed() {
        assert!(judge(Target::AtMost(1.5), 15.0, 10.0) && !judge(Target::AtMost(1.5), 15.1, 10.0));
        assert!(judge(Target::Faster, 9.9, 10.0) && !judge(Target::Faster, 10.0, 10.0));
        assert!(judge(Target::TimesFaster(5.0), 2.0, 10.0) && !judge(Target::TimesFaster(5.0), 2.1, 10.0));
        let extra = Target::Extra { ms: 0.3, items: 1000 };
        assert!(judge(extra, 400.0, 100.0) && !judge(extra, 401.0, 100.0));
        assert!(
            judge(Target::RowsASecond(50_000.0), 2.0, 1.0) && !judge(Target::RowsASecond(50_000.0), 2.1, 1.0)
        );
        assert!(judge(Target::TimesTheRows(5.0), 2.0, 10.0) && !judge(Target::TimesTheRows(5.0), 2.1, 10.0));
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([999_600.0, 12_300.0, 1_234_567.0].map(thousands), ["1,000k", "12k", "1,235k"]);
    }

    #[test]
    fn a_contender_that_was_not_measured_proves_nothing() {
        assert!(Claim::new("a", "b", Target::Faster).judge(&[Series::new("a")]).is_none());
    }
}
