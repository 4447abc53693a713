//! A report as Markdown: for a file, a terminal, the summary of a job.

use std::fmt::Write as _;

use time::macros::format_description;

use super::report::{ItemState, Problem, Report, Stage};

impl Report {
    /// The whole report as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        let number = self.number.map_or_else(String::new, |number| format!(" {number}"));
        let _ = writeln!(text, "# Deploy{number} to {}: {}\n", self.database, self.outcome());
        let _ = writeln!(text, "{}\n", self.state());
        let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
        let began = self.started_at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default();
        let _ = writeln!(text, "- began: {began}");
        let last = self.to.as_deref().map_or_else(String::new, |to| format!(", up to {to}"));
        let _ = writeln!(text, "- stage: {}{last}", self.stage.as_str());
        if let Some(backup) = &self.backup {
            let at = backup.created_at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default();
            let (folder, rows) = (backup.folder.display(), backup.rows);
            let _ = writeln!(
                text,
                "- backup: {folder}, restored and compared, {rows} rows; what was written after {at} is not in it"
            );
        }
        for (title, problem) in [("Why it failed", &self.problem), ("Why it was not undone", &self.obstacle)]
        {
            if let Some(problem) = problem {
                write_problem(text, title, problem);
            }
        }
        if !self.commands.is_empty() {
            let _ = writeln!(text, "\n## What can be done next\n");
            for command in &self.commands {
                let _ = writeln!(text, "- {}: `{}`", command.what, command.command);
            }
        }
        self.write_migrations(text);
        self.write_lists(text);
    }

    fn outcome(&self) -> &'static str {
        match (self.stage, self.is_good()) {
            _ if !self.reachable => "the database is out of reach",
            (Stage::Preflight, true) if self.migrations.is_empty() => "nothing is pending",
            (Stage::Preflight, true) => "it may begin",
            (Stage::Preflight, false) => "refused",
            (Stage::Done, _) if self.obstacle.is_none() => "done",
            (Stage::RolledBack, _) => "rolled back",
            _ => "NOT FINISHED",
        }
    }

    fn write_migrations(&self, text: &mut String) {
        if self.migrations.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n## Migrations\n");
        for name in &self.migrations {
            let half = self.half_done.iter().find(|half| half.name == *name);
            let state = match half {
                Some(half) => format!("half done, statements done: {}", half.statements_done),
                None if self.applied.contains(name) => "applied".to_owned(),
                None if self.stage == Stage::RolledBack => "not applied, or undone".to_owned(),
                None => "not applied".to_owned(),
            };
            let _ = writeln!(text, "- {name}: {state}");
        }
    }

    fn write_lists(&self, text: &mut String) {
        if !self.preflight.is_empty() {
            let _ = writeln!(text, "\n## Preflight\n");
        }
        for item in &self.preflight {
            let state = match item.state {
                ItemState::Ok => "ok",
                ItemState::Warning => "warning",
                ItemState::Refused => "REFUSED",
            };
            match item.says.as_slice() {
                [line] => {
                    let _ = writeln!(text, "- {state}: {}: {line}", item.name);
                }
                lines => {
                    let _ = writeln!(text, "- {state}: {}", item.name);
                    for line in lines {
                        let _ = writeln!(text, "  - {line}");
                    }
                }
            }
        }
        if !self.validations.is_empty() {
            let _ = writeln!(text, "\n## Validations\n");
        }
        for validated in &self.validations {
            let state = if validated.passed { "pass" } else { "FAIL" };
            let _ = writeln!(text, "- {state}: {}: {}", validated.name, validated.says);
        }
        for (index, warning) in self.warnings.iter().enumerate() {
            let title = if index == 0 { "\n## New findings that do not make it fail\n\n" } else { "" };
            let _ = writeln!(text, "{title}- {warning}");
        }
        if !self.stages.is_empty() {
            let _ = writeln!(text, "\n## Time\n");
        }
        for time in &self.stages {
            let _ = writeln!(text, "- {}: {} ms", time.stage.as_str(), time.elapsed_ms);
        }
    }
}

fn write_problem(text: &mut String, title: &str, problem: &Problem) {
    let _ =
        writeln!(text, "\n## {title}\n\nIn the stage \"{}\": {}.", problem.stage.as_str(), problem.line());
    if let Some(statement) = &problem.statement {
        let _ = writeln!(text, "\n```sql\n{}\n```", statement.trim());
    }
    if let Some(hint) = &problem.hint {
        let _ = writeln!(text, "\nHint: {hint}.");
    }
}
