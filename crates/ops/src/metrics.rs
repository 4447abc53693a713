//! What a run measured, as an `OpenMetrics` text, for a node exporter to collect.
//!
//! ```
//! use backline_ops::metrics::{LOCK_RETRIES, Metrics, ROWS};
//!
//! let mut metrics = Metrics::of_run("migrate up", "shop");
//! metrics.set(&ROWS, 12.0);
//! metrics.add(&LOCK_RETRIES, 1.0);
//! assert!(metrics.text().contains("backline_rows{verb=\"migrate up\",database=\"shop\"} 12\n"));
//! ```

use std::fmt::Write as _;

/// Something that can be measured.
#[derive(Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name, with the unit at its end.
    pub name: &'static str,
    /// What it is.
    pub help: &'static str,
}

/// How the run ended.
pub const EXIT_CODE: Measure =
    Measure { name: "backline_run_exit_code", help: "Exit code of the last run, 0 where all went well." };
/// How long the run took.
pub const DURATION: Measure =
    Measure { name: "backline_run_duration_seconds", help: "How long the last run took." };
/// When the run ended.
pub const ENDED: Measure =
    Measure { name: "backline_run_ended_timestamp_seconds", help: "When the last run ended." };
/// Rows that the run wrote, copied or saved.
pub const ROWS: Measure =
    Measure { name: "backline_rows", help: "Rows that the last run wrote, copied or saved." };
/// Rows that it left out or lost.
pub const REJECTED_ROWS: Measure = Measure {
    name: "backline_rejected_rows",
    help: "Rows that the last run could not take over, or found in conflict.",
};
/// Bytes of a backup.
pub const BYTES: Measure = Measure { name: "backline_bytes", help: "Bytes of the files that were written." };
/// Locks that were not to be had in time.
pub const LOCK_RETRIES: Measure = Measure {
    name: "backline_lock_retries",
    help: "How often the last run tried again because a lock was not to be had.",
};
/// The pauses between these tries.
pub const LOCK_PAUSE: Measure = Measure {
    name: "backline_lock_pause_seconds",
    help: "How long the last run paused before it tried again to have a lock.",
};
/// How long a switch held writers up.
pub const WRITERS_WAITED: Measure =
    Measure { name: "backline_writers_waited_seconds", help: "How long writers were held up." };
/// Migrations that were applied.
pub const APPLIED: Measure =
    Measure { name: "backline_migrations_applied", help: "Migrations applied by the last run." };
/// Migrations that were undone.
pub const UNDONE: Measure =
    Measure { name: "backline_migrations_undone", help: "Migrations undone by the last run." };
/// The batch of a run.
pub const BATCH: Measure =
    Measure { name: "backline_migration_batch", help: "Batch of the last run, 0 where nothing was pending." };
/// How long each migration took.
pub const MIGRATION_DURATION: Measure =
    Measure { name: "backline_migration_duration_seconds", help: "How long a migration took." };

/// Measurements of one run. All are gauges: of the last run only, whatever was before.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    labels: String,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone)]
struct Sample {
    measure: &'static Measure,
    labels: String,
    value: f64,
}

impl Metrics {
    /// Of a run of `verb` on this database; both are labels of everything that is measured.
    #[must_use]
    pub fn of_run(verb: &str, database: &str) -> Self {
        let labels = format!("{},{}", label("verb", verb), label("database", database));
        Self { labels, samples: Vec::new() }
    }

    /// It is this now, whatever it was.
    pub fn set(&mut self, measure: &'static Measure, value: f64) {
        *self.value(measure, String::new()) = value;
    }

    /// It is this for one of many, such as a migration.
    pub fn set_of(&mut self, measure: &'static Measure, kind: &str, name: &str, value: f64) {
        *self.value(measure, label(kind, name)) = value;
    }

    /// It is so much more.
    pub fn add(&mut self, measure: &'static Measure, more: f64) {
        *self.value(measure, String::new()) += more;
    }

    fn value(&mut self, measure: &'static Measure, labels: String) -> &mut f64 {
        let same = |sample: &Sample| sample.measure == measure && sample.labels == labels;
        let index = self.samples.iter().position(same).unwrap_or(self.samples.len());
        if index == self.samples.len() {
            self.samples.push(Sample { measure, labels, value: 0.0 });
        }
        &mut self.samples[index].value
    }

    /// All of it. Source: `OpenMetrics` 1.0, "Text format".
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut told: Vec<&Measure> = Vec::new();
        for Sample { measure, .. } in &self.samples {
            if told.contains(measure) {
                continue;
            }
            told.push(measure);
            let Measure { name, help } = measure;
            // Writing to a string cannot fail.
            let _ = write!(text, "# TYPE {name} gauge\n# HELP {name} {help}\n");
            for sample in self.samples.iter().filter(|sample| sample.measure == *measure) {
                let apart = if sample.labels.is_empty() { "" } else { "," };
                let _ = writeln!(text, "{name}{{{}{apart}{}}} {}", self.labels, sample.labels, sample.value);
            }
        }
        text.push_str("# EOF\n");
        text
    }
}

/// A count as a measurement; a negative one is none.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "nobody counts beyond 2^53")]
pub fn counted(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(0) as f64
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_text_that_exporters_read() {
        let mut metrics = Metrics::of_run("migrate up", "we\"ird");
        metrics.set_of(&MIGRATION_DURATION, "migration", "m1", 1.5);
        metrics.set(&APPLIED, 1.0);
        metrics.set_of(&MIGRATION_DURATION, "migration", "m2", 0.25);
        metrics.add(&LOCK_RETRIES, 1.0);
        metrics.add(&LOCK_RETRIES, 2.0);
        metrics.set(&APPLIED, 2.0);
        let run = "verb=\"migrate up\",database=\"we\\\"ird\"";
        assert_eq!(
            metrics.text(),
            format!(
                "# TYPE backline_migration_duration_seconds gauge
# HELP backline_migration_duration_seconds How long a migration took.
backline_migration_duration_seconds{{{run},migration=\"m1\"}} 1.5
backline_migration_duration_seconds{{{run},migration=\"m2\"}} 0.25
# TYPE backline_migrations_applied gauge
# HELP backline_migrations_applied Migrations applied by the last run.
backline_migrations_applied{{{run}}} 2
# TYPE backline_lock_retries gauge
# HELP backline_lock_retries How often the last run tried again because a lock was not to be had.
backline_lock_retries{{{run}}} 3
# EOF
"
            )
        );
    }
}
