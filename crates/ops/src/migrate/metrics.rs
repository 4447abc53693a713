//! A run as an `OpenMetrics` text, for a node exporter to collect.

use std::fmt::Write as _;
use std::time::Duration;

use super::Report;

impl Report {
    /// What was applied, how long it took, and how often a lock was not to be had.
    ///
    /// Source: `OpenMetrics` 1.0, "Text format".
    #[must_use]
    pub fn open_metrics(&self, database: &str, took: Duration) -> String {
        let label = database.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let label = format!("database=\"{label}\"");
        let retries: u32 = self.applied.iter().map(|applied| applied.retries).sum();
        let mut text = String::new();
        let mut gauge = |name: &str, help: &str, value: &dyn std::fmt::Display| {
            let _never_fails =
                write!(text, "# TYPE {name} gauge\n# HELP {name} {help}\n{name}{{{label}}} {value}\n");
        };
        gauge("migrate_applied", "Migrations applied by the last run.", &self.applied.len());
        gauge("migrate_lock_retries", "Statements tried again because a lock was not to be had.", &retries);
        gauge(
            "migrate_batch",
            "Batch of the last run, 0 where nothing was pending.",
            &self.batch.unwrap_or(0),
        );
        gauge("migrate_duration_seconds", "How long the last run took.", &took.as_secs_f64());
        let name = "migrate_migration_duration_seconds";
        let _never_fails = write!(text, "# TYPE {name} gauge\n# HELP {name} How long a migration took.\n");
        for applied in &self.applied {
            let seconds = Duration::from_millis(applied.elapsed_ms).as_secs_f64();
            let _never_fails = writeln!(text, "{name}{{{label},migration=\"{}\"}} {seconds}", applied.name);
        }
        text.push_str("# EOF\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::{Applied, Reason};

    #[test]
    fn it_is_the_text_that_exporters_read() {
        let applied = Applied {
            name: "m1".into(),
            reason: Reason::NotExecuted,
            statements: 2,
            elapsed_ms: 1500,
            retries: 1,
        };
        let report = Report { batch: Some(3), applied: vec![applied], ..Report::default() };
        let text = report.open_metrics("we\"ird", Duration::from_secs(2));
        assert!(text.contains("migrate_applied{database=\"we\\\"ird\"} 1\n"), "{text}");
        assert!(text.contains("migrate_lock_retries{database=\"we\\\"ird\"} 1\n"), "{text}");
        assert!(text.contains(",migration=\"m1\"} 1.5\n") && text.ends_with("# EOF\n"), "{text}");
    }
}
