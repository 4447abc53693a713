//! What is dangerous or against the rules in the SQL of migrations, found without a database.
//!
//! The rules are those of squawk, as far as they fit an engine that applies each migration once and sets its own
//! timeouts, and ours in [`rules`]. What a rule says of an object that the same migration made is dropped, where it is
//! about locks or about clients: nobody else knows that object yet. Everything else is either mended or allowed by a
//! [note](crate::note) with a reason in the migration; a note that allows nothing is itself a finding.

mod allow;
pub mod rules;
mod schema;
mod source;
mod squawk;
#[cfg(test)]
mod testing;

use std::ops::Range;

pub use schema::Schema;
pub use source::{Down, Source, SourceStatement};
pub use squawk::NOT_USED;

use crate::migrate::Rendered;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A preference.
    Warning,
    /// It blocks, breaks, or loses something.
    Error,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// What others notice: locks, and objects that clients use. Silent about objects of the same migration.
    Others,
    /// How the thing itself is made.
    Design,
}

/// Something that a rule has to say.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Finding {
    /// The migration.
    pub migration: String,
    /// The rule, in kebab case.
    pub rule: String,
    /// How much it weighs.
    pub level: Level,
    /// The consequence.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// Which step of the migration, from 1.
    pub step: usize,
    /// The line in the migration's rendered SQL, from 1.
    pub line: usize,
    /// Where in that text, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// A finding that a note allows.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Allowed {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why it is allowed.
    pub reason: String,
}

/// What the rules say of some migrations.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// What is to be mended or allowed, in order.
    pub findings: Vec<Finding>,
    /// What is allowed.
    pub allowed: Vec<Allowed>,
    /// The migrations that were judged.
    pub migrations: Vec<String>,
    /// The text of each of them, to which the ranges of the findings refer.
    #[serde(skip)]
    pub texts: Vec<String>,
}

impl Report {
    /// The text of a finding's migration.
    #[must_use]
    pub fn text(&self, migration: &str) -> &str {
        let index = self.migrations.iter().position(|name| name == migration);
        index.map_or("", |index| &self.texts[index])
    }

    /// How many findings are of this level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

/// A rule that a project does without.
#[derive(Debug, Clone, Copy)]
pub struct Off {
    /// The rule, in kebab case.
    pub rule: &'static str,
    /// Why it does not fit this project.
    pub reason: &'static str,
}

/// What a project wants of the rules.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The rules that it does without.
    pub off: Vec<Off>,
    /// The oldest major version of PostgreSQL that the migrations are for; 14 where none is named.
    pub postgres: Option<u32>,
    /// The migrations to judge; all where none is named. The others are read for what they make.
    pub only: Option<Vec<String>>,
}

/// Settings that make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// No rule has this name.
    #[error("there is no rule \"{rule}\"; the nearest is \"{nearest}\"")]
    UnknownRule {
        /// The name.
        rule: String,
        /// The one that comes nearest to it.
        nearest: String,
    },
    /// A rule is switched off without a reason.
    #[error("rule \"{rule}\" is off without a reason")]
    NoReason {
        /// The rule.
        rule: String,
    },
}

/// What a rule reports of a migration.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The rule.
    pub rule: String,
    /// How much it weighs.
    pub level: Level,
    /// What it is about.
    pub subject: Subject,
    /// Where in the source, in bytes.
    pub range: Range<usize>,
    /// The consequence, a sentence.
    pub message: String,
    /// What to do instead, in the imperative.
    pub help: Option<String>,
}

/// Every rule by name, squawk's and ours.
#[must_use]
pub fn rule_names() -> Vec<String> {
    let ours = rules::RULES.iter().map(|rule| rule.name.to_owned());
    let mut names: Vec<_> = ours.chain(squawk::names()).collect();
    names.sort_unstable();
    names
}

/// Judges migrations, in the order in which they are applied.
///
/// # Errors
/// [`SettingsError`], before anything is judged.
pub fn lint(migrations: &[Rendered], settings: &Settings) -> Result<Report, SettingsError> {
    check_settings(settings)?;
    let off = |rule: &str| settings.off.iter().any(|off| off.rule == rule);
    let mut schema = Schema::default();
    let mut report = Report { findings: vec![], allowed: vec![], migrations: vec![], texts: vec![] };
    for migration in migrations {
        let source = Source::read(migration);
        schema.learn(&source);
        if settings.only.as_ref().is_some_and(|only| !only.contains(&source.name)) {
            continue;
        }
        let mut violations = squawk::check(&source, settings.postgres.unwrap_or(14), &off);
        for rule in rules::RULES.iter().filter(|rule| !off(rule.name)) {
            violations.extend(rule.violations(&source, &schema));
        }
        violations.retain(|violation| {
            violation.subject == Subject::Design || !source.is_about_its_own(violation.range.start)
        });
        let (violations, allowed) = allow::sort(&source, violations);
        report.findings.extend(violations.into_iter().map(|violation| finding(&source, violation)));
        report.allowed.extend(
            allowed
                .into_iter()
                .map(|(violation, reason)| Allowed { finding: finding(&source, violation), reason }),
        );
        report.migrations.push(source.name);
        report.texts.push(source.text);
    }
    Ok(report)
}

fn finding(source: &Source, violation: Violation) -> Finding {
    Finding {
        migration: source.name.clone(),
        rule: violation.rule,
        level: violation.level,
        message: violation.message,
        help: violation.help,
        step: source.step_at(violation.range.start) + 1,
        line: source.text[..violation.range.start].matches('\n').count() + 1,
        range: violation.range,
    }
}

fn check_settings(settings: &Settings) -> Result<(), SettingsError> {
    for off in &settings.off {
        if !rule_names().iter().any(|rule| rule == off.rule) {
            let nearest = nearest_rule(off.rule);
            return Err(SettingsError::UnknownRule { rule: off.rule.to_owned(), nearest });
        }
        if off.reason.trim().is_empty() {
            return Err(SettingsError::NoReason { rule: off.rule.to_owned() });
        }
    }
    Ok(())
}

/// The rule whose name comes nearest.
fn nearest_rule(name: &str) -> String {
    let distance = |rule: &String| strsim::damerau_levenshtein(rule, name);
    rule_names().into_iter().min_by_key(distance).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::testing::rendered;
    use super::*;

    #[test]
    fn settings_name_rules_that_are_there_and_say_why() {
        let with = |rule, reason| Settings { off: vec![Off { rule, reason }], ..Settings::default() };
        let error = lint(&[], &with("ban-drop-colum", "we do")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no rule \"ban-drop-colum\"; the nearest is \"ban-drop-column\""
        );
        let error = lint(&[], &with("ban-drop-column", " ")).unwrap_err();
        assert_eq!(error, SettingsError::NoReason { rule: "ban-drop-column".into() });
        let drops = [rendered(&["ALTER TABLE goods DROP COLUMN colour"])];
        let rules = |settings| -> Vec<String> {
            lint(&drops, &settings).unwrap().findings.into_iter().map(|finding| finding.rule).collect()
        };
        assert_eq!(rules(Settings::default()), ["ban-drop-column"]);
        assert!(rules(with("ban-drop-column", "we do")).is_empty());
    }

    #[test]
    fn objects_of_the_same_migration_are_nobodys_business() {
        let made = rendered(&[
            "CREATE TABLE shelves (id bigint PRIMARY KEY, room char(3))",
            "COMMENT ON TABLE shelves IS 'Where goods lie.'",
            "ALTER TABLE shelves ADD COLUMN floor bigint NOT NULL",
            "CREATE INDEX i ON shelves (room)",
            "DROP INDEX i",
            "ALTER TABLE shelves DROP COLUMN floor",
            "ALTER TABLE shelves ADD COLUMN wing char(2)",
            "CREATE INDEX j ON goods (title)",
        ]);
        let report = lint(&[made], &Settings::default()).unwrap();
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.step, finding.rule.as_str())).collect();
        // How a column is made is everybody's business, whoever made the table.
        assert_eq!(
            found,
            [(1, "ban-char-field"), (7, "ban-char-field"), (8, "require-concurrent-index-creation")]
        );
    }

    #[test]
    fn only_some_are_judged_and_the_others_are_known() {
        let mut first = rendered(&[
            "CREATE TABLE shelves (id bigint PRIMARY KEY, room_id bigint)",
            "CREATE INDEX shelves_room ON shelves (room_id)",
        ]);
        first.name = "m1_first".into();
        let second = rendered(&[
            "ALTER TABLE shelves ADD CONSTRAINT fk_room FOREIGN KEY (room_id) REFERENCES rooms (id) NOT VALID",
        ]);
        let only = Some(vec![second.name.clone()]);
        let report = lint(&[first, second], &Settings { only, ..Settings::default() }).unwrap();
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        assert_eq!(report.migrations.len(), 1);
    }
}
