//! `cargo xtask new migration`, which is `migrate create`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::Cli;

/// A copy of the crate of the migrations.
fn copied() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("migrations");
    for folder in ["src", "golden"] {
        fs::create_dir(copy.path().join(folder)).unwrap();
        for entry in fs::read_dir(original.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, copy.path().join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    copy
}

fn make(folder: &Path, arguments: &[&str]) -> Output {
    let mut all = arguments.to_vec();
    let folder = folder.to_str().unwrap();
    all.extend(["--crate-folder", folder]);
    Cli::private().command(&all).output().unwrap()
}

/// Every file with its text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for folder in [folder.join("src"), folder.join("golden")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            all.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    all.sort();
    all
}

#[test]
fn a_migration_is_made_registered_and_has_its_golden_file() {
    let crate_folder = copied();
    let before = fs::read_to_string(crate_folder.path().join("src/lib.rs")).unwrap();
    let description = "Add rating system for celebrities.";
    let arguments = ["migrate", "create", "add_celebrity_ratings", "--description", description, "--json"];
    let output = make(crate_folder.path(), &arguments);
    assert!(output.status.success(), "{output:?}");
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = made["name"].as_str().unwrap();
    assert!(name.starts_with("m20") && name.ends_with("_add_celebrity_ratings"), "{name}");

    let file = fs::read_to_string(made["file"].as_str().unwrap()).unwrap();
    assert!(file.starts_with("//! Add rating system for celebrities.\n\nuse crate::ddl::*;\n"), "{file}");
    assert_eq!(fs::read_to_string(made["golden"].as_str().unwrap()).unwrap(), "-- down\n");
    let after = fs::read_to_string(crate_folder.path().join("src/lib.rs")).unwrap();
    let added: Vec<&str> = after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    assert_eq!(added, [format!("mod {name};"), format!("            Box::new({name}::Migration),")]);
    let next = after.lines().position(|line| line.trim() == "// the next one goes here").unwrap();
    assert_eq!(after.lines().nth(next - 1).unwrap().trim(), format!("Box::new({name}::Migration),"));

    // The same name again, by the other way to call it.
    let output = make(crate_folder.path(), &["new", "migration", "add_celebrity_ratings"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("migration \"{name}\" has this name already")), "{said}");
}

#[test]
fn a_bad_name_is_refused_and_nothing_is_written() {
    let crate_folder = copied();
    let before = files(crate_folder.path());
    for (name, why) in [
        ("AddRatings", "snake case"),
        ("ratings", "a verb and an object"),
        ("crate_ratings", "the nearest to \"crate\" is \"create\""),
        ("create_booking_tables", "has this name already"),
        ("../../etc_passwd", "snake case"),
    ] {
        let output = make(crate_folder.path(), &["new", "migration", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(why), "{name}: {said}");
    }
    assert_eq!(files(crate_folder.path()), before);
}
