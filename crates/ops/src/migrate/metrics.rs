//! What a run of migrations measured.

use std::time::Duration;

use super::Report;
use crate::metrics::{APPLIED, BATCH, LOCK_RETRIES, MIGRATION_DURATION, Metrics, counted};

impl Report {
    /// What was applied, how long it took, and how often a lock was not to be had.
    pub fn measure(&self, metrics: &mut Metrics) {
        metrics.set(&APPLIED, counted(self.applied.len()));
        metrics.set(&BATCH, f64::from(self.batch.unwrap_or(0)));
        metrics.set(&LOCK_RETRIES, self.applied.iter().map(|applied| f64::from(applied.retries)).sum());
        for applied in &self.applied {
            let seconds = Duration::from_millis(applied.elapsed_ms).as_secs_f64();
            metrics.set_of(&MIGRATION_DURATION, "migration", &applied.name, seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::{Applied, Reason};

    #[test]
    fn what_was_applied_is_counted_and_timed() {
        let applied = |name: &str, elapsed_ms, retries| Applied {
            name: name.into(),
            reason: Reason::NotExecuted,
            statements: 2,
            elapsed_ms,
            retries,
        };
        let applied = vec![applied("m1", 1500, 1), applied("m2", 20, 2)];
        let report = Report { batch: Some(3), applied, ..Report::default() };
        let mut metrics = Metrics::of_run("migrate up", "shop");
        report.measure(&mut metrics);
        let text = metrics.text();
        for line in ["applied", "lock_retries", "batch", "migration=\"m2\"}"]
            .map(|part| text.lines().find(|line| !line.starts_with('#') && line.contains(part)))
            .into_iter()
            .zip(["} 2", "} 3", "} 3", "} 0.02"])
        {
            assert!(line.0.is_some_and(|found| found.ends_with(line.1)), "{line:?} in {text}");
        }
    }
}
