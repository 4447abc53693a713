//! The SQL of every migration is on file, so that a review sees it and an upgrade of SeaQuery cannot change it unseen.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use backline_migrations::Migrator;
use backline_ops::migrate::{Rendered, Rollback, render};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The names of a folder's files that have this extension, without it.
fn stems(folder: &Path, extension: &str) -> BTreeSet<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// A migration as its golden file has it.
fn golden(migration: &Rendered) -> String {
    let mut text = String::new();
    if !migration.transactional {
        text.push_str("-- Not in a transaction.\n");
    }
    text.push_str(&migration.up_sql());
    text.push_str("-- down\n");
    match &migration.down {
        Rollback::Statements(_) => text.push_str(&migration.down_sql().unwrap()),
        Rollback::Irreversible(reason) => text.push_str(&format!("-- irreversible: {reason}\n")),
    }
    text
}

#[tokio::test]
async fn every_migration_renders_as_its_golden_file() {
    let migrations = render::<Migrator>().await.unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for migration in &migrations {
            fs::write(folder("golden").join(format!("{}.sql", migration.name)), golden(migration)).unwrap();
        }
        return;
    }
    let mut differences = Vec::new();
    for migration in &migrations {
        let path = folder("golden").join(format!("{}.sql", migration.name));
        let expected = golden(migration);
        let Ok(found) = fs::read_to_string(&path) else {
            differences.push(format!("golden/{}.sql is missing", migration.name));
            continue;
        };
        if found != expected {
            let lines = found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected);
            let line = lines.count();
            differences.push(format!(
                "golden/{}.sql, line {}\n  file:      {}\n  migration: {}",
                migration.name,
                line + 1,
                found.lines().nth(line).unwrap_or("(ends)"),
                expected.lines().nth(line).unwrap_or("(ends)"),
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{}\n\nA released migration never changes: add a new one instead. If none of these is released, run\n  \
         UPDATE_GOLDEN=1 cargo test -p backline-migrations --test golden\nand review what changed in migrations/golden.",
        differences.join("\n")
    );
}

#[tokio::test]
async fn every_golden_file_has_its_migration() {
    let names: BTreeSet<String> =
        render::<Migrator>().await.unwrap().into_iter().map(|migration| migration.name).collect();
    let stale: Vec<String> = stems(&folder("golden"), "sql").difference(&names).cloned().collect();
    assert!(
        stale.is_empty(),
        "no migration has these names; remove the files from migrations/golden: {}",
        stale.join(", ")
    );
}

#[tokio::test]
async fn names_are_sorted_unique_and_those_of_the_files() {
    let names: Vec<String> =
        render::<Migrator>().await.unwrap().into_iter().map(|migration| migration.name).collect();
    for pair in names.windows(2) {
        assert!(pair[0] < pair[1], "{} must come after {} in Migrator::migrations", pair[0], pair[1]);
    }
    let files: BTreeSet<String> =
        stems(&folder("src"), "rs").into_iter().filter(|stem| stem.starts_with("m2")).collect();
    for name in &names {
        assert!(files.contains(name), "migration {name} must stand in src/{name}.rs");
    }
    let registry = fs::read_to_string(folder("src").join("lib.rs")).unwrap();
    for file in &files {
        for line in [format!("mod {file};"), format!("Box::new({file}::Migration),")] {
            assert!(
                registry.lines().any(|found| found.trim() == line),
                "src/{file}.rs is there, and src/lib.rs lacks the line\n  {line}"
            );
        }
        assert!(names.contains(file), "src/{file}.rs is not among Migrator::migrations");
    }
}
