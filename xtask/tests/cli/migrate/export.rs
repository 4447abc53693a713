//! `migrate export`, run by psql.

use std::fs;

use backline_ops::catalog::Snapshot;
use backline_seeds::testdb;
use backline_testdb::TestDb;

use super::{COLUMNS, DEFAULTS, INDEXES};
use crate::support::Cli;

/// Runs a script in psql, as a DBA does.
fn psql(cli: &Cli, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script.sql");
    fs::write(&file, script).unwrap();
    let run = cli.command(&["db", "psql", "--", "-qX", "-f", file.to_str().unwrap()]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn exported(options: &str) -> String {
    let run = Cli::private().run(&format!("migrate export {options} -q"));
    assert!(run.code == 0 && run.stderr.is_empty(), "{run:?}");
    run.stdout
}

#[tokio::test]
async fn the_consolidated_file_builds_the_same_and_parts_of_it_go_down_and_up() {
    let (db, same) = (TestDb::empty().await.unwrap(), testdb::migrated().await.unwrap());
    let expected = Snapshot::read(same.conn()).await.unwrap();
    let cli = Cli::on(db.url());
    psql(&cli, &exported("--consolidated"));
    let found = Snapshot::read(db.conn()).await.unwrap();
    assert_eq!(expected.diff(&found), []);
    assert_eq!(cli.run("migrate status --check").code, 0);
    assert_eq!(cli.run("migrate up").stdout, "Nothing is pending.\n");
    assert_eq!(cli.run("schema check").code, 0);

    psql(&cli, &exported(&format!("--down --from {DEFAULTS}")));
    let state = |name: &str| {
        let status = cli.json("migrate status");
        let all = status["migrations"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["name"] == name).unwrap()["state"].as_str().unwrap().to_owned()
    };
    assert_eq!((state(DEFAULTS), state(INDEXES)), ("rolled_back".into(), "rolled_back".into()));
    psql(&cli, &exported(&format!("--up --from {DEFAULTS}")));
    assert_eq!(expected.diff(&Snapshot::read(db.conn()).await.unwrap()), []);
    assert_eq!(cli.run("migrate status --check").code, 0);
    let plan = cli.json("migrate rollback --dry-run");
    let steps = plan["steps"].as_array().unwrap();
    assert_eq!(
        steps.last().unwrap()["name"],
        DEFAULTS,
        "what a script applied is a batch of its own: {plan}"
    );
}

#[test]
fn a_range_is_named_by_its_ends() {
    let cli = Cli::private();
    let json = cli.json(&format!("migrate export --from {COLUMNS} --to {DEFAULTS}"));
    assert_eq!(
        json["migrations"],
        serde_json::json!([COLUMNS, "m20260203_000002_create_project_variants", DEFAULTS])
    );
    let down = cli.json(&format!("migrate export --down --from {COLUMNS} --to {COLUMNS}"));
    assert_eq!(down["migrations"], serde_json::json!([COLUMNS]));

    let cli = Cli::private();
    assert_eq!(
        cli.run(&format!("migrate export --down --from {COLUMNS} --to {COLUMNS} --search-path app,public"))
            .code,
        0
    );
    assert_eq!(cli.run(&format!("migrate export --from {DEFAULTS} --to {COLUMNS}")).code, 2);
    assert_eq!(cli.run("migrate export --to create_project_variant").code, 2);
    assert_eq!(cli.run(&format!("migrate export --consolidated --to {COLUMNS}")).code, 2);
    assert_eq!(cli.run("migrate export --up --down").code, 2);
    cli.assert_snapshot("migrate_export");
    assert!(!cli.home().exists(), "no server is needed");
}
