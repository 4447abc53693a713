//! Our own rules, one file each. To add one: a file with its tests in it, its `mod` line and its line in [`RULES`].

mod ban_data_change_with_schema_change;
mod ban_enum_value_used_in_same_migration;
mod ban_mixed_concurrently;
mod prefer_not_valid_constraint;
mod require_comment_on_table;
mod require_down;
mod require_foreign_key_index;

use std::ops::Range;

use super::{Level, Schema, Source, Subject, Violation};

/// All of them.
pub const RULES: &[Rule] = &[
    ban_data_change_with_schema_change::RULE,
    ban_enum_value_used_in_same_migration::RULE,
    ban_mixed_concurrently::RULE,
    prefer_not_valid_constraint::RULE,
    require_comment_on_table::RULE,
    require_down::RULE,
    require_foreign_key_index::RULE,
    // the next one goes here
];

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, in kebab case: that of its file.
    pub name: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What it is about.
    pub subject: Subject,
    check: fn(&Source, &Schema) -> Vec<Remark>,
}

/// What a rule has to say: where, the consequence, and what to do.
struct Remark {
    range: Range<usize>,
    message: String,
    help: String,
}

impl Rule {
    /// What it has to say of a migration; the schema is that after it.
    pub(super) fn violations(&self, source: &Source, schema: &Schema) -> Vec<Violation> {
        let remarks = (self.check)(source, schema).into_iter();
        let violation = |remark: Remark| Violation {
            rule: self.name.to_owned(),
            level: self.level,
            subject: self.subject,
            range: remark.range,
            message: remark.message,
            help: Some(remark.help),
        };
        remarks.map(violation).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_registered_under_its_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-"))
            .filter(|stem| stem != "mod")
            .collect();
        files.sort();
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(files, names, "each file in src/lint/rules has a line in RULES, sorted by name");
    }
}
