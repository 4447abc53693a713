//! `cargo xtask seed`

use backline_seeds::testdb;

use crate::support::Cli;

#[tokio::test]
async fn what_scenarios_there_are_and_what_they_are_about() {
    let cli = Cli::on("postgres://nobody@localhost:1/nothing");
    let run = cli.run("seed list");
    assert_eq!(run.code, 0, "{run:?}");
    cli.assert_snapshot("seed_list");
}

#[tokio::test]
async fn scenarios_are_told_listed_and_removed() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("seed --scenario power-user new-platform --scenario power-user --yes").code, 0);
    assert_eq!(cli.run("seed list --runs").code, 0);
    assert_eq!(cli.run("seed clean --scenario power-user --yes").code, 0);
    assert_eq!(cli.run("seed list --runs").code, 0);
    let runs = cli.run("seed list --runs --json").stdout;
    let run = runs.split('"').find(|word| word.len() == 36).unwrap();
    assert_eq!(cli.run(&format!("seed clean --yes --run {run}")).code, 0);
    assert_eq!(cli.run("seed clean --yes").code, 0);
    cli.assert_snapshot("seed_told_and_removed");
}

#[tokio::test]
async fn what_cannot_be_is_said() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("seed").code, 2);
    assert_eq!(cli.run("seed --scenario happy-end --yes").code, 2);
    assert_eq!(cli.run("seed --scenario power-user --yes").code, 2);
    assert_eq!(cli.run("seed clean --yes --run 00000000-0000-4000-8000-000000000000").code, 2);
    assert_eq!(cli.run("seed --scenarios --scenario power-user").code, 2);
    cli.assert_snapshot("seed_refused");
}

#[tokio::test]
async fn production_is_left_alone() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url()).env("BACKLINE_ENV", "production");
    assert_eq!(cli.run("seed --scenarios --yes").code, 3);
    assert_eq!(cli.run("seed clean --yes").code, 3);
    cli.assert_snapshot("seed_on_production");
    // True facts are welcome everywhere.
    assert_eq!(cli.run("seed reference").code, 0);
}

#[tokio::test]
async fn reference_data_is_loaded_once() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    let first = cli.run("seed reference --json");
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stdout.contains("\"inserted\""));
    let again = cli.run("seed reference");
    let last = again.stdout.lines().last().unwrap();
    assert!(last.ends_with(" of reference data, 0 changed."), "{last}");
}
