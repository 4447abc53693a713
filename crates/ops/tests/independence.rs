//! The engine is for any project: its sources name none of the platform's tables.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_table_of_the_platform_is_named() {
    let tables = [
        "applications",
        "artists",
        "audit_logs",
        "bookings",
        "cities",
        "contracts",
        "countries",
        "currencies",
        "disputes",
        "events",
        "genres",
        "invoices",
        "locales",
        "negotiations",
        "notifications",
        "opportunities",
        "organizations",
        "payments",
        "payouts",
        "project_roles",
        "project_variants",
        "promoters",
        "riders",
        "seed_runs",
        "stages",
        "timezones",
        "trust_scores",
        "user_roles",
        "venues",
        "wallets",
    ];
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    assert!(sources.len() > 10, "{sources:?}");
    let mut named = Vec::new();
    for path in sources {
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let mut words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            if let Some(table) = words.find(|word| tables.contains(word)) {
                named.push(format!("{}:{}: {table}", path.display(), number + 1));
            }
        }
    }
    assert!(named.is_empty(), "these lines name tables of the platform:\n{}", named.join("\n"));
}
