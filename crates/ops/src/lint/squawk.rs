//! The rules of squawk (squawkhq.com), each of which names a way in which a migration hurts on a busy database.

use squawk_linter::{Linter, Rule};

use super::{Level, Source, Subject, Violation};

/// Rules of squawk's that never run here, and why. Those that squawk itself leaves out by default do not run either.
pub const NOT_USED: [(&str, &str); 6] = [
    ("require-lock-timeout", "the engine sets lock_timeout for every migration"),
    ("require-statement-timeout", "the engine sets statement_timeout for every migration"),
    ("prefer-robust-stmts", "a migration is applied once, whole or not at all, and its record says so"),
    ("ban-concurrent-index-creation-in-transaction", "ban-mixed-concurrently says it, and what to write"),
    ("constraint-missing-not-valid", "prefer-not-valid-constraint says it, and what to write"),
    ("adding-foreign-key-constraint", "prefer-not-valid-constraint says it, and what to write"),
];

/// Rules about how a thing is made, not about who is kept waiting.
const DESIGN: [&str; 8] = [
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-text-field",
    "prefer-timestamp-tz",
    "ban-char-field",
    "identifier-too-long",
    "ban-duplicate-column-assignments",
];

fn used() -> impl Iterator<Item = (String, Rule)> {
    let rules = Linter::with_default_rules().rules.into_iter().map(|rule| (rule.to_string(), rule));
    rules.filter(|(name, _)| !NOT_USED.iter().any(|(unused, _)| unused == name))
}

/// The names of the rules that run.
pub(super) fn names() -> impl Iterator<Item = String> {
    used().map(|(name, _)| name)
}

/// What squawk has to say of a migration for this major version of PostgreSQL or later.
pub(super) fn check(source: &Source, postgres: u32, off: &impl Fn(&str) -> bool) -> Vec<Violation> {
    let rules = used().filter(|(name, _)| !off(name)).map(|(_, rule)| rule);
    let mut linter = Linter::from(rules);
    linter.settings.assume_in_transaction = source.transactional;
    if let Ok(version) = postgres.to_string().parse() {
        linter.settings.pg_version = version;
    }
    let violations = linter.lint(&source.parse, &source.text);
    violations
        .into_iter()
        .map(|violation| {
            let rule = violation.code.to_string();
            Violation {
                level: if rule.starts_with("prefer-") { Level::Warning } else { Level::Error },
                subject: if DESIGN.contains(&rule.as_str()) { Subject::Design } else { Subject::Others },
                rule,
                range: violation.text_range.start().into()..violation.text_range.end().into(),
                message: violation.message,
                help: violation.help,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_are_named_here_are_squawks() {
        let all: Vec<String> =
            Linter::with_default_rules().rules.into_iter().map(|rule| rule.to_string()).collect();
        for name in NOT_USED.iter().map(|(name, _)| *name).chain(DESIGN) {
            assert!(all.iter().any(|rule| rule == name), "squawk has no rule {name} (any more): {all:#?}");
        }
    }
}
