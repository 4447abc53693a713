//! Migrations for the tests of rules.

use sea_orm::{DbBackend, Statement};

use super::{Finding, Settings, lint};
use crate::migrate::{Rendered, Rollback};

/// A migration of these steps, in a transaction, that can be undone.
pub(super) fn rendered(steps: &[&str]) -> Rendered {
    let statement = |sql: &&str| Statement::from_string(DbBackend::Postgres, (*sql).to_owned());
    Rendered {
        name: "m2_try".to_owned(),
        up: steps.iter().map(statement).collect(),
        down: Rollback::Statements(vec![statement(&"SELECT 1")]),
        transactional: true,
        kind: crate::migrate::Kind::Versioned,
    }
}

/// What one rule says of a migration, as a text.
pub(super) fn findings_of(rule: &str, migration: Rendered) -> String {
    let report = lint(&[migration], &Settings::default()).unwrap();
    let text = |finding: &Finding| {
        let help = finding.help.as_deref().unwrap_or("none");
        format!("line {}: {}\n  help: {help}\n", finding.line, finding.message)
    };
    report.findings.iter().filter(|finding| finding.rule == rule).map(text).collect()
}
