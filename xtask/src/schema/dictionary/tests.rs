//! What is written is what the repository has, and Mermaid and Markdown take it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use backline_migrations::Migrator;
use backline_testdb::TestDb;
use tokio::sync::OnceCell;

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema")
}

/// The pages of a migrated database, made once for all tests.
async fn pages() -> &'static [Page] {
    static PAGES: OnceCell<Vec<Page>> = OnceCell::const_new();
    PAGES
        .get_or_init(async || render(TestDb::for_migrator::<Migrator>().await.unwrap().conn()).await.unwrap())
        .await
}

#[tokio::test]
async fn the_repository_has_what_the_migrated_database_says() {
    let stale = stale(&folder(), pages().await).unwrap();
    assert!(stale.is_empty(), "docs/schema is stale, run `cargo xtask schema docs`: {stale:?}");
}

#[tokio::test]
async fn another_database_makes_the_same() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    assert_eq!(pages().await, render(database.conn()).await.unwrap());
    assert_eq!(pages().await.len(), 18, "an index, 16 domains, the enums");
}

#[tokio::test]
async fn a_table_without_an_entity_is_named() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    database.conn().execute_unprepared("CREATE TABLE strays (id uuid PRIMARY KEY)").await.unwrap();
    let error = render(database.conn()).await.unwrap_err().to_string();
    assert!(error.contains("`strays`") && error.contains("cargo xtask schema check"), "{error}");
}

#[tokio::test]
async fn every_link_leads_to_a_heading() {
    let pages = pages().await;
    let mut headings = BTreeSet::new();
    for page in pages {
        let path = page.path.display().to_string();
        headings.insert(path.clone());
        for heading in page.text.lines().filter_map(|line| line.strip_prefix("## ")) {
            assert!(headings.insert(format!("{path}#{heading}")), "{path} has {heading} twice");
        }
    }
    let mut links = 0;
    for page in pages {
        // Code may hold what looks like a link.
        let prose: String = page.text.split('`').step_by(2).collect();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let own = format!("{}{target}", page.path.display());
            let target = if target.starts_with('#') { own } else { target.to_owned() };
            assert!(headings.contains(&target), "{}: {target}", page.path.display());
            links += 1;
        }
    }
    assert!(links > 1000, "{links}");
}

#[tokio::test]
async fn mermaid_takes_every_diagram() {
    let pages = pages().await;
    let (mut entities, mut states) = (0, 0);
    for page in pages {
        assert_eq!(page.text.matches("```").count() % 2, 0, "{}", page.path.display());
        for block in page.text.split("```mermaid\n").skip(1) {
            let (block, _) = block.split_once("```\n").unwrap();
            let (kind, lines) = block.split_once('\n').unwrap();
            match kind {
                "erDiagram" => entities += 1,
                "stateDiagram-v2" => states += 1,
                other => panic!("{other}"),
            }
            let mut inside = false;
            for line in lines.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                let well_formed = match (kind, words.as_slice()) {
                    ("stateDiagram-v2", [from, "-->", to]) => safe(from) && (safe(to) || *to == "[*]"),
                    ("erDiagram", [name, "{"]) if !inside => {
                        inside = true;
                        safe(name)
                    }
                    ("erDiagram", ["}"]) if inside => {
                        inside = false;
                        true
                    }
                    ("erDiagram", [data_type, name, marks @ ..]) if inside => {
                        let marked = matches!(marks, ["PK"] | ["FK"] | ["PK,", "FK"]);
                        marked && safe(name) && !data_type.contains([',', '"', '{', '}'])
                    }
                    ("erDiagram", [target, relation, source, ":", label @ ..]) if !inside => {
                        let label = label.join(" ");
                        let label = label.strip_prefix('"').and_then(|label| label.strip_suffix('"'));
                        ["||--o{", "|o--o{", "||--o|", "|o--o|"].contains(relation)
                            && safe(target)
                            && safe(source)
                            && label.is_some_and(|label| label.split(", ").all(safe))
                    }
                    _ => false,
                };
                assert!(well_formed, "{}: {line}", page.path.display());
            }
            assert!(!inside, "{}: a table is not closed", page.path.display());
        }
    }
    assert_eq!(entities, 16);
    assert_eq!(states, backline_schema::state_machines().len());
}

#[test]
fn only_what_changed_is_written_and_only_our_own_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("schema");
    let pages = [page("README.md", "one\n"), page("talent.md", "two\n")];
    assert_eq!(write(&folder, &pages).unwrap(), [PathBuf::from("README.md"), PathBuf::from("talent.md")]);
    assert!(stale(&folder, &pages).unwrap().is_empty());
    assert!(write(&folder, &pages).unwrap().is_empty());

    fs::write(folder.join("notes.md"), "somebody's\n").unwrap();
    let pages = [page("README.md", "three\n")];
    assert_eq!(stale(&folder, &pages).unwrap(), [PathBuf::from("README.md"), PathBuf::from("talent.md")]);
    write(&folder, &pages).unwrap();
    assert!(!folder.join("talent.md").exists());
    assert!(folder.join("notes.md").exists());
    assert!(fs::read_to_string(folder.join("README.md")).unwrap().ends_with("three\n"));
}

fn safe(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
