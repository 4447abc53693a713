//! What holds of the crates among each other: who depends on whom, who knows the platform's tables, who prints, who may
//! read the clock. Source: docs/ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::place::workspace;

/// Serve any SeaORM project, and know none of the platform's tables.
const FOR_ANYBODY: [&str; 4] = ["crates/ops", "crates/postgres", "crates/seed", "crates/testdb"];

/// Tables whose names are everyday words, which say nothing of the platform in a sentence.
const EVERYDAY: &[&str] = &[
    "events",
    "follows",
    "locales",
    "media",
    "messages",
    "metrics",
    "permissions",
    "roles",
    "states",
    "tags",
    "users",
];

/// Which crates of ours each may use, tests not counted.
const USES: &[(&str, &[&str])] = &[
    ("crates/schema", &[]),
    ("crates/postgres", &[]),
    ("crates/ops", &[]),
    ("crates/seed", &[]),
    ("crates/testdb", &["backline-ops", "backline-postgres", "backline-seed"]),
    ("migrations", &[]),
    ("seeds", &["backline-migrations", "backline-schema", "backline-seed", "backline-testdb"]),
];

/// Who prints beside xtask, and why.
const PRINTS: &[(&str, &str)] = &[
    ("crates/bench/src/bin/subject.rs", "a program that is measured whole"),
    ("crates/testdb/src/test_db.rs", "a failed test says where its database is kept"),
    ("examples/app/src/main.rs", "it is an app"),
    // the next one goes here
];

#[test]
fn crates_for_anybody_name_no_table_of_the_platform() {
    let tables: BTreeSet<&str> = backline_schema::entities()
        .iter()
        .map(|entity| entity.table)
        .filter(|table| !EVERYDAY.contains(table))
        .collect();
    let mut named = Vec::new();
    for (path, text) in FOR_ANYBODY.iter().flat_map(|folder| sources(&format!("{folder}/src"))) {
        for (number, line) in text.lines().enumerate() {
            let mut words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            if let Some(table) = words.find(|word| tables.contains(word)) {
                named.push(format!("{}:{}: {table}", path.display(), number + 1));
            }
        }
    }
    assert!(named.is_empty(), "these lines name tables of the platform:\n{}", named.join("\n"));
}

#[test]
fn dependencies_go_one_way() {
    for (folder, allowed) in USES {
        let manifest = read(&workspace().join(folder).join("Cargo.toml"));
        let used: BTreeSet<&str> =
            dependencies(&manifest).filter(|name| name.starts_with("backline-")).collect();
        let wrong: Vec<_> = used.iter().filter(|name| !allowed.contains(name)).collect();
        assert!(wrong.is_empty(), "{folder} must not depend on {wrong:?}");
    }
}

#[test]
fn only_xtask_prints() {
    let folders = ["crates", "examples", "migrations", "seeds"];
    let prints = |text: &str| {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        ["print!(", "println!(", "io::stdout()", "io::stderr()"]
            .iter()
            .any(|way| code.clone().any(|line| line.contains(way)))
    };
    let mut wrong = Vec::new();
    for (path, text) in folders.iter().flat_map(|folder| sources(folder)) {
        let is_source = path.components().any(|part| part.as_os_str() == "src");
        let path = path.display().to_string();
        if is_source && prints(&text) && !PRINTS.iter().any(|(printing, _why)| path == *printing) {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "these files print; give the words to the caller instead: {wrong:?}");
    for (path, _why) in PRINTS {
        assert!(prints(&read(&workspace().join(path))), "{path} does not print: take it out of the list");
    }
}

#[test]
fn who_makes_data_reads_neither_clock_nor_randomness_and_keeps_the_settings_of_the_workspace() {
    let ours = read(&workspace().join("clippy.toml"));
    let seed = read(&workspace().join("crates/seed/clippy.toml"));
    assert_eq!(seed, read(&workspace().join("seeds/clippy.toml")), "both are the same");
    for line in ours.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        assert!(
            seed.lines().any(|other| other == line),
            "repeat in crates/seed/clippy.toml and seeds/clippy.toml: {line}"
        );
    }
    for call in
        ["std::time::SystemTime::now", "time::OffsetDateTime::now_utc", "uuid::Uuid::now_v7", "rand::rng"]
    {
        assert!(seed.contains(&format!("path = \"{call}\", reason = ")), "{call} is not banned");
    }
}

/// The names in the tables of normal and of build dependencies.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let mut is_meant = false;
    manifest.lines().filter_map(move |line| {
        if let Some(title) = line.strip_prefix('[') {
            let title = title.trim_end_matches(']');
            is_meant = title.contains("dependencies") && !title.contains("dev-dependencies");
            return title.strip_prefix("dependencies.");
        }
        let (name, _) = line.split_once(['.', ' ', '='])?;
        is_meant.then_some(name)
    })
}

/// The Rust files in a folder of the workspace, with their texts.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&workspace().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(workspace()).unwrap().to_owned();
            found.push((relative, read(&path)));
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
