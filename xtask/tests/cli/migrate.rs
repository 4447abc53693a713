//! `cargo xtask migrate`

use backline_seeds::testdb;

use crate::support::Cli;

#[tokio::test]
async fn what_is_migrated_needs_nothing() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let run = cli.run("migrate status --check");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.lines().any(|line| line == "Up to date: Yes"), "{run:?}");

    let cli = Cli::on(db.url());
    assert_eq!(cli.run("migrate up").code, 0);
    cli.assert_snapshot("migrate_up_nothing");
}
