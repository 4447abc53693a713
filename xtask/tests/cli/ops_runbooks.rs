//! The commands of docs/runbooks, run in the order in which a person would run them.

use std::fs;
use std::path::Path;

use backline_seeds::testdb;
use sea_orm::ConnectionTrait as _;

use crate::rehearse::without_last;
use crate::support::{Cli, Run};

/// The commands of a runbook, without `cargo xtask`; what follows `>` is the file that the output goes to.
fn commands(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/runbooks/{name}.md"));
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let commands: Vec<String> = blocks
        .flat_map(str::lines)
        .map(|line| line.strip_prefix("cargo xtask ").unwrap_or_else(|| panic!("{name}: {line}")).to_owned())
        .collect();
    assert!(commands.len() >= 2, "{name}: {commands:?}");
    commands
}

/// Runs one; it must run to its end, whether it finds something or not.
fn run(cli: &Cli, command: &str) -> Run {
    let command = command.split(" > ").next().unwrap();
    let run = cli.run(command);
    assert!(run.code <= 1 && !run.stderr.contains("error:"), "{command}: {run:?}");
    run
}

#[tokio::test]
async fn diff() {
    let (prod, dev) = (testdb::migrated().await.unwrap(), testdb::migrated().await.unwrap());
    dev.conn().execute_unprepared("ALTER TABLE genres ADD COLUMN colour text").await.unwrap();
    let cli = Cli::private().env("PROD_DATABASE_URL", prod.url()).env("DEV_DATABASE_URL", dev.url());
    let [look, with_data, mend, undo, done] = commands("diff").try_into().unwrap();
    for command in [&look, &with_data, &undo] {
        assert_eq!(run(&cli, command).code, 1, "{command}");
    }
    let sql = run(&cli, &mend).stdout;
    prod.conn().execute_unprepared(&sql).await.unwrap();
    assert_eq!(run(&cli, &done).stdout, "No differences.\n");
}

#[tokio::test]
async fn drift() {
    let db = testdb::migrated().await.unwrap();
    db.conn()
        .execute_unprepared("DROP INDEX idx_genres_parent_id; ALTER TABLE genres ADD COLUMN colour text")
        .await
        .unwrap();
    let cli = Cli::on(db.url());
    let [look, mend, done] = commands("drift").try_into().unwrap();
    assert_eq!(run(&cli, &look).code, 1);
    let sql = run(&cli, &mend).stdout;
    db.conn().execute_unprepared(&sql).await.unwrap();
    assert_eq!(run(&cli, &done).stdout, "No differences.\n");
}

#[tokio::test]
async fn check() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let commands = commands("check");
    let found = run(&cli, &commands[0]);
    assert!(found.code == 1 && found.stdout.contains("month_partitions"), "{found:?}");
    // As the runbook says.
    db.conn().execute_unprepared("SELECT create_month_partitions(6)").await.unwrap();
    for command in &commands {
        assert_eq!(run(&cli, command).code, 0, "{command}");
    }
}

#[tokio::test]
async fn backup_and_restore() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let [make, list, prune] = commands("backup").try_into().unwrap();
    let folder = run(&cli, &make).stdout.lines().next().unwrap().to_owned();
    assert_eq!(run(&cli, &list).code, 0);
    db.conn().execute_unprepared("CREATE TABLE by_hand (id int)").await.unwrap();
    for command in commands("restore") {
        assert_eq!(run(&cli, &command.replace("\"$BACKUP\"", &folder)).code, 0, "{command}");
    }
    assert_eq!(run(&cli, "ops drift").code, 1, "what was there before the restore is back");
    assert_eq!(run(&cli, &prune).code, 0);
    assert!(Path::new(&folder).exists());
}

#[tokio::test]
async fn deploy() {
    let (db, _) = without_last(testdb::reference().await.unwrap(), 5).await;
    db.conn().execute_unprepared("SELECT create_month_partitions(6)").await.unwrap();
    let cli = Cli::on(db.url());
    let [look, deploy, stands, again, check, undo] = commands("deploy").try_into().unwrap();
    assert!(run(&cli, &look).stdout.contains(": it may begin\n"));
    assert!(run(&cli, &deploy).stdout.contains(": done\n"));
    // It was not stopped, so nothing is left to be done.
    for command in [&stands, &again] {
        assert!(run(&cli, command).stdout.contains(": nothing is pending\n"), "{command}");
    }
    assert_eq!(run(&cli, &check).code, 0);
    assert!(run(&cli, &undo).stdout.contains(": rolled back\n"));
    assert!(run(&cli, &look).stdout.contains(": it may begin\n"));
}
