//! Violations beside the notes that allow them.

use super::{Level, Source, Subject, Violation, nearest_rule, rule_names};
use crate::note::{self, Reader};

/// Of a note that is not one.
pub(super) const MALFORMED: &str = "unexplained-suppression";

/// Of a note that allows nothing.
pub(super) const UNUSED: &str = "unused-suppression";

/// Those that stay, with what is to be said of the notes themselves, in order; and those that are allowed, with the
/// reason. A note is for the statement that it stands before, or in.
pub(super) fn sort(
    source: &Source,
    violations: Vec<Violation>,
) -> (Vec<Violation>, Vec<(Violation, String)>) {
    let (mut stay, mut allowed) = (Vec::new(), Vec::new());
    let mut notes = Vec::new();
    for note in note::notes(&source.parse.syntax_node()) {
        match note {
            Ok(note) if note.reader == Reader::Lint => notes.push((note, false)),
            Ok(_) => {}
            Err(malformed) => stay.push(about(
                MALFORMED,
                malformed.range,
                format!("This comment {}, so it allows nothing.", malformed.problem),
                "Write `-- lint: allow(rule) reason` on a line before the statement.".to_owned(),
            )),
        }
    }
    for violation in violations {
        let statement =
            source.statements.iter().find(|statement| statement.range.end > violation.range.start);
        let covers = |note: &note::Note| {
            let subject = source.statements.iter().find(|statement| statement.range.end > note.range.start);
            note.subject == violation.rule
                && subject.map(|subject| &subject.range) == statement.map(|statement| &statement.range)
        };
        match notes.iter_mut().find(|(note, _)| covers(note)) {
            Some((note, used)) => {
                *used = true;
                allowed.push((violation, note.reason.clone()));
            }
            None => stay.push(violation),
        }
    }
    for (note, _) in notes.into_iter().filter(|(_, used)| !used) {
        let help = if rule_names().contains(&note.subject) {
            "Remove it.".to_owned()
        } else {
            format!("There is no rule of this name; the nearest is `{}`.", nearest_rule(&note.subject))
        };
        let message =
            format!("`{}` has nothing to say of the next statement, so this allows nothing.", note.subject);
        stay.push(about(UNUSED, note.range, message, help));
    }
    stay.sort_by_cached_key(|violation| (violation.range.start, violation.rule.clone()));
    (stay, allowed)
}

fn about(rule: &'static str, range: std::ops::Range<usize>, message: String, help: String) -> Violation {
    Violation {
        rule: rule.to_owned(),
        level: Level::Error,
        subject: Subject::Design,
        range,
        message,
        help: Some(help),
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::rendered;
    use crate::lint::{Settings, lint};

    #[test]
    fn a_note_allows_what_follows_it_and_nothing_else() {
        let migration = rendered(&[
            "-- lint: allow(ban-drop-column) nobody reads it",
            "ALTER TABLE goods DROP COLUMN colour",
            "-- lint: allow(ban-drop-column) nobody reads it\nALTER TABLE goods DROP COLUMN size",
            "ALTER TABLE goods DROP COLUMN price",
        ]);
        let report = lint(&[migration], &Settings::default()).unwrap();
        let allowed: Vec<_> =
            report.allowed.iter().map(|one| (one.finding.step, one.reason.as_str())).collect();
        assert_eq!(allowed, [(2, "nobody reads it"), (3, "nobody reads it")]);
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.line, finding.rule.as_str())).collect();
        assert_eq!(found, [(5, "ban-drop-column")]);
    }

    #[test]
    fn a_note_without_reason_or_use_is_found() {
        let migration = rendered(&[
            "-- lint: allow(ban-drop-column)\nALTER TABLE goods DROP COLUMN colour",
            "-- lint: allow(ban-drop-tabel) we meant it\nSELECT 1",
        ]);
        let report = lint(&[migration], &Settings::default()).unwrap();
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.rule.as_str(), finding.message.as_str())).collect();
        assert_eq!(found[0].0, "unexplained-suppression");
        assert_eq!(found[1].0, "ban-drop-column");
        assert_eq!(found[2].0, "unused-suppression");
        assert!(report.findings[2].help.as_ref().unwrap().contains("`ban-drop-table`"), "{found:?}");
    }
}
