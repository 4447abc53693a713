//! Where a database stands in a deploy, in words, and what can be done from there.

use super::Commands;
use super::report::{Command, HalfDone, Report, Stage};

impl Report {
    /// In what state the database is, in two sentences: its schema, and whether the platform is open.
    #[must_use]
    pub fn state(&self) -> String {
        if !self.reachable {
            return format!(
                "The database could not be reached again. The last that is recorded is the stage \"{}\"; \
                 a transaction that was open then was taken back by the server.",
                self.stage.as_str()
            );
        }
        let schema = match self.stage {
            Stage::Preflight | Stage::BackingUp => "Nothing was changed.".to_owned(),
            Stage::Closed => "No migration has run; nothing but the maintenance flag was changed.".to_owned(),
            Stage::Migrating | Stage::Checking | Stage::RollingBack => self.between(),
            Stage::Done => format!("{} applied and checked.", migrations(self.applied.len())),
            Stage::RolledBack => "The schema is as it was before the deploy.".to_owned(),
        };
        let access = match self.closed {
            None => "There is no maintenance flag: the platform was open all the time.",
            Some(false) => "The platform is open: maintenance is off.",
            Some(true) if self.before.maintenance == Some(true) && self.is_settled() => {
                "The platform is closed as it was before: maintenance was on already."
            }
            Some(true) => "THE PLATFORM IS CLOSED: maintenance is on.",
        };
        format!("{schema} {access}")
    }

    fn is_settled(&self) -> bool {
        self.stage.is_finished() || matches!(self.stage, Stage::Preflight | Stage::BackingUp)
    }

    /// Of a deploy that is neither done nor undone.
    fn between(&self) -> String {
        let is_half = |name: &&String| self.half_done.iter().any(|half| half.name == **name);
        let rest: Vec<&str> = self
            .migrations
            .iter()
            .filter(|name| !self.applied.contains(name) && !is_half(name))
            .map(String::as_str)
            .collect();
        let mut parts = Vec::new();
        if !self.applied.is_empty() {
            parts.push(format!("applied: {}", self.applied.join(", ")));
        }
        for half in &self.half_done {
            let HalfDone { name, state, statements_done } = half;
            let state = state.replace('_', " ");
            parts.push(format!("half done: {name} ({state}, statements done: {statements_done})"));
        }
        if !rest.is_empty() {
            parts.push(format!("not applied: {}", rest.join(", ")));
        }
        let what = match self.stage {
            Stage::Checking => {
                "All migrations have run, and what became of the data has not passed the checks"
            }
            Stage::RollingBack if self.applied.is_empty() && self.half_done.is_empty() => {
                "The migrations are undone, and what is there now has not passed the checks"
            }
            Stage::RollingBack => "The deploy is undone in part",
            _ if self.applied.is_empty() && self.half_done.is_empty() => {
                "The schema is as it was before the deploy"
            }
            _ => "The deploy is done in part",
        };
        format!("{what}; {}.", parts.join("; "))
    }

    /// What can be done from here.
    pub(super) fn suggest(&mut self, commands: &Commands) {
        let command =
            |what: &str, command: &str| Command { what: what.to_owned(), command: command.to_owned() };
        let mut found = Vec::new();
        match self.stage {
            Stage::Done => {
                found.push(command("undo the deploy", &commands.roll_back));
            }
            Stage::Preflight => {}
            Stage::RolledBack => {
                if self.problem.is_some() {
                    found.push(command("deploy again, once the cause is mended", &commands.deploy));
                }
            }
            Stage::RollingBack => found.push(command("go on undoing it", &commands.roll_back)),
            Stage::BackingUp => found.push(command("begin anew", &commands.deploy)),
            Stage::Closed | Stage::Migrating | Stage::Checking => {
                found.push(command("go on, once the cause is mended", &commands.deploy));
                found.push(command("go back", &commands.roll_back));
            }
        }
        let is_open_end = !self.is_settled() || self.obstacle.is_some();
        if let Some(backup) = self.backup.as_ref().filter(|_| is_open_end) {
            let typed =
                commands.restore.replace("{backup}", &shell_word(&backup.folder.display().to_string()));
            found.push(command("put the backup in the place of the database", &typed));
        }
        self.commands = found;
    }
}

/// `1 migration is`, `2 migrations are`.
fn migrations(number: usize) -> String {
    match number {
        1 => "1 migration is".to_owned(),
        number => format!("{number} migrations are"),
    }
}

/// A path as a shell reads it.
fn shell_word(path: &str) -> String {
    let is_plain = path.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-+:".contains(letter));
    if is_plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::super::report::SavedBackup;
    use super::*;
    use time::macros::datetime;

    fn report(stage: Stage) -> Report {
        let mut report = Report::new("shop".to_owned(), datetime!(2026-05-01 10:00 UTC));
        report.stage = stage;
        report.migrations = ["m1", "m2", "m3"].map(str::to_owned).to_vec();
        report.closed = Some(true);
        report
    }

    #[test]
    fn the_state_names_what_is_applied_and_whether_the_platform_is_open() {
        let mut between = report(Stage::Migrating);
        between.applied = vec!["m1".to_owned()];
        let half = HalfDone { name: "m2".to_owned(), state: "failed".to_owned(), statements_done: 2 };
        between.half_done = vec![half];
        assert_eq!(
            between.state(),
            "The deploy is done in part; applied: m1; half done: m2 (failed, statements done: 2); not applied: m3. \
             THE PLATFORM IS CLOSED: maintenance is on."
        );
        let mut back = report(Stage::RolledBack);
        back.closed = Some(false);
        assert!(back.state().ends_with("The platform is open: maintenance is off."));
        back.closed = Some(true);
        back.before.maintenance = Some(true);
        assert!(back.state().contains("closed as it was before"));
        let lost = Report { reachable: false, ..report(Stage::Checking) };
        assert!(lost.state().contains("could not be reached"));
    }

    #[test]
    fn what_can_be_done_fits_the_stage() {
        let commands = Commands {
            deploy: "deploy".to_owned(),
            roll_back: "back".to_owned(),
            restore: "restore {backup}".to_owned(),
        };
        let typed = |mut report: Report| {
            report.backup = Some(SavedBackup {
                folder: "/var/the backups/1".into(),
                created_at: report.started_at,
                rows: 1,
                bytes: 1,
            });
            report.suggest(&commands);
            report.commands.into_iter().map(|command| command.command).collect::<Vec<_>>()
        };
        assert_eq!(typed(report(Stage::Migrating)), ["deploy", "back", "restore '/var/the backups/1'"]);
        assert_eq!(typed(report(Stage::RollingBack)), ["back", "restore '/var/the backups/1'"]);
        assert_eq!(typed(report(Stage::Done)), ["back"]);
        assert!(typed(report(Stage::RolledBack)).is_empty());
    }
}
