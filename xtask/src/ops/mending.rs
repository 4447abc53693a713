//! How differences and their mending are shown.

use backline_ops::catalog::Mending;

use crate::output::count;

/// One line a difference, with the risk of mending it, and a sentence that counts them.
pub fn text(mending: &Mending) -> String {
    let mut lines = String::new();
    for change in &mending.changes {
        let risk = mending.risk(change.object()).map(|risk| format!("  [{risk}]")).unwrap_or_default();
        lines.push_str(&format!("{change}{risk}\n"));
    }
    let statements = mending.before.len() + mending.steps.len();
    let found = count(mending.changes.len(), "difference");
    if mending.changes.is_empty() {
        return "No differences.".to_owned();
    }
    let by_hand = match mending.by_hand.len() {
        0 => String::new(),
        number => format!(", {number} to be mended by hand"),
    };
    format!("{lines}{found}, mended by {}{by_hand}.", count(statements, "statement"))
}
