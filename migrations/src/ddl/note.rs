//! Notes for the checks of migrations: comments that are steps of their own, so that every kind of step can have one.

use super::Ddl;

/// Why something is right, though a check says otherwise. Stands before what it is about.
#[derive(Debug, Clone)]
pub struct Note(String);

impl Note {
    /// `cargo xtask migrate lint`: this rule is silent about the next statement.
    #[must_use]
    pub fn allow(rule: &str, reason: &str) -> Self {
        Self(format!("-- lint: allow({rule}) {reason}"))
    }

    /// `cargo xtask migrate verify`, in `down`: what begins like this is there afterwards, on purpose.
    #[must_use]
    pub fn leaves(object: &str, reason: &str) -> Self {
        Self(format!("-- verify: leaves({object}) {reason}"))
    }
}

impl Ddl for Note {
    fn sql(&self) -> String {
        self.0.clone()
    }
}
