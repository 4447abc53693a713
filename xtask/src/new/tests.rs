//! Templates and what is made of them: compiled as they are, judged by the rules, and tried on a migrated database.

#[path = "templates/column.rs"]
mod template_column;
#[path = "templates/data.rs"]
mod template_data;
#[path = "templates/index.rs"]
mod template_index;
#[path = "templates/table.rs"]
mod template_table;

#[path = "samples/column.rs"]
mod sample_column;
#[path = "samples/data.rs"]
mod sample_data;
#[path = "samples/index.rs"]
mod sample_index;
#[path = "samples/table.rs"]
mod sample_table;

use std::path::Path;

use backline_migrations::ddl::MigrationTrait;
use backline_ops::catalog::Snapshot;
use backline_ops::lint;
use backline_ops::migrate::{Rendered, Rollback, render_one};
use backline_ops::scratch::run_statements;

use super::template::Purpose;
use crate::migrate::lint_settings;

/// A purpose with its template and with what is made of it.
type Sample = (Purpose, Box<dyn MigrationTrait>, Box<dyn MigrationTrait>);

fn all() -> [Sample; 4] {
    [
        (Purpose::Table, Box::new(template_table::Migration), Box::new(sample_table::Migration)),
        (Purpose::Column, Box::new(template_column::Migration), Box::new(sample_column::Migration)),
        (Purpose::Index, Box::new(template_index::Migration), Box::new(sample_index::Migration)),
        (Purpose::Data, Box::new(template_data::Migration), Box::new(sample_data::Migration)),
    ]
}

fn file(purpose: Purpose) -> String {
    format!("{purpose:?}.rs").to_lowercase()
}

#[test]
fn what_is_made_compiles() {
    for purpose in Purpose::ALL {
        let made = purpose.render("Made   for\nthe tests.");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/new/samples").join(file(purpose));
        if std::env::var_os("UPDATE_SAMPLES").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        // The compiler has seen the sample, which is a module of this one.
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            made,
            "run UPDATE_SAMPLES=1 cargo test -p xtask what_is_made_compiles"
        );
    }
}

#[tokio::test]
async fn what_is_made_changes_nothing_and_has_its_golden_file() {
    for (purpose, _, made) in all() {
        let rendered = render_one(made.as_ref()).await.unwrap();
        assert!(rendered.up.is_empty(), "{purpose:?}");
        let Rollback::Statements(down) = &rendered.down else { panic!("{purpose:?}") };
        assert!(down.is_empty());
        assert_eq!(!rendered.transactional, purpose.golden().starts_with("-- Not in a transaction.\n"));
    }
}

#[tokio::test]
async fn the_examples_are_clean_and_can_be_undone() {
    let database = backline_seeds::testdb::migrated().await.unwrap();
    let before = Snapshot::read(database.conn()).await.unwrap();
    for (purpose, template, _) in all() {
        let rendered: Rendered = render_one(template.as_ref()).await.unwrap();
        let report = lint::lint(std::slice::from_ref(&rendered), &lint_settings()).unwrap();
        assert!(report.findings.is_empty(), "{purpose:?}: {:#?}", report.findings);
        let name = &rendered.name;
        run_statements(database.conn(), name, &rendered.up, rendered.transactional).await.unwrap();
        let changed = Snapshot::read(database.conn()).await.unwrap() != before;
        assert_eq!(changed, purpose != Purpose::Data, "{purpose:?}");
        if let Rollback::Statements(down) = &rendered.down {
            run_statements(database.conn(), name, down, rendered.transactional).await.unwrap();
        }
        assert_eq!(before.diff(&Snapshot::read(database.conn()).await.unwrap()), [], "{purpose:?}");
    }
}

#[test]
fn the_purpose_is_told_from_the_name() {
    let of = |name: &str| Purpose::of(&name.parse().unwrap());
    assert_eq!(of("create_badge_tables"), Purpose::Table);
    assert_eq!(of("add_celebrity_ratings"), Purpose::Column);
    assert_eq!(of("create_badge_indexes"), Purpose::Index);
    assert_eq!(of("index_badges"), Purpose::Index);
    assert_eq!(of("backfill_badges"), Purpose::Data);
}
