//! `migrate status`: every state, and all differences in one report.

use serde_json::Value;

use super::{COLUMNS, DEFAULTS, INDEXES, VALIDATION, VARIANTS, ahead, in_batches, sql, up_to_columns};
use crate::support::Cli;

/// The state of a migration, under `--json`.
fn state(cli: &Cli, name: &str) -> String {
    let status = cli.json("migrate status");
    let all = status["migrations"].as_array().unwrap();
    let one =
        all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} is not in {status}"));
    one["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn pending_is_a_finding_and_the_totals_are_for_pipelines() {
    let (_db, cli) = up_to_columns().await;
    let run = cli.run("migrate status");
    assert_eq!(run.code, 0, "without --check it only tells");
    let head: Vec<&str> = run.stdout.lines().take(5).collect();
    let totals: Value = cli.json("migrate status --check");
    assert_eq!(
        head,
        [
            format!("Migrations: {}", totals["files"]),
            format!("Executed: {}", totals["executed"]),
            format!("Pending: {}", totals["pending"]),
            "Last batch: 1".to_owned(),
            "Up to date: No".to_owned(),
        ]
    );
    assert_eq!(
        totals["files"].as_u64().unwrap(),
        totals["executed"].as_u64().unwrap() + totals["pending"].as_u64().unwrap()
    );
    assert_eq!(cli.run("migrate status --check").code, 1);
    assert_eq!((state(&cli, COLUMNS), state(&cli, VARIANTS)), ("applied".into(), "rolled_back".into()));
}

#[tokio::test]
async fn what_is_recorded_and_not_in_the_code_is_a_finding() {
    let (_db, cli) = ahead().await;
    let run = cli.run("migrate status --check");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("recorded as applied and newer than this code"), "{run:?}");
    assert_eq!(state(&cli, "m99990101_000001_create_guest_lists"), "unknown");
    assert_eq!(cli.run("migrate up").code, 2);
}

#[tokio::test]
async fn everything_that_does_not_fit_is_in_one_report_before_anything_runs() {
    let (db, cli) = in_batches().await;
    for change in [
        format!("UPDATE migration_history SET checksum = repeat('0', 64),
             up_sql = replace(up_sql, 'Standard Setup', 'Usual Setup') WHERE migration_name = '{DEFAULTS}'"),
        format!("DELETE FROM migration_history WHERE migration_name = '{VALIDATION}'"),
        format!("DELETE FROM seaql_migrations WHERE version = '{VALIDATION}'"),
        "UPDATE migration_history SET migration_name = 'm20260203_000002_create_variants'
             WHERE migration_name = 'm20260203_000002_create_project_variants'".to_owned(),
        "UPDATE seaql_migrations SET version = 'm20260203_000002_create_variants'
             WHERE version = 'm20260203_000002_create_project_variants'".to_owned(),
        "UPDATE migration_history SET checksum = repeat('1', 64), migration_name = 'm20260203_000001_add_columns'
             WHERE migration_name = 'm20260203_000001_add_variant_columns'".to_owned(),
        "UPDATE seaql_migrations SET version = 'm20260203_000001_add_columns'
             WHERE version = 'm20260203_000001_add_variant_columns'".to_owned(),
        "INSERT INTO migration_history (migration_name, batch_number, execution_time_ms, checksum)
             VALUES ('m99990101_000001_create_guest_lists', 4, 1, repeat('2', 64))".to_owned(),
        "INSERT INTO seaql_migrations VALUES ('m99990101_000001_create_guest_lists', 1)".to_owned(),
        format!("UPDATE migration_history SET status = 'running' WHERE migration_name = '{INDEXES}'"),
    ] {
        sql(&db, &change).await;
    }
    let events = "SELECT count(*) FROM migration_events";
    let before = cli.sql(events);
    let run = cli.run("migrate up");
    assert_eq!(run.code, 2);
    cli.assert_snapshot("migrate_up_diverged");
    assert_eq!(cli.sql(events), before, "nothing ran");

    let run = cli.run("migrate status --check");
    assert_eq!(run.code, 1, "{run:?}");
    let told = cli.json("migrate status --check");
    let problems: Vec<&str> =
        told["differences"].as_array().unwrap().iter().map(|one| one["problem"].as_str().unwrap()).collect();
    for problem in ["changed", "out_of_order", "renamed", "missing", "unknown", "interrupted"] {
        assert!(problems.contains(&problem), "{problem}: {problems:?}");
    }
    assert_eq!(state(&cli, DEFAULTS), "changed");
    assert_eq!(state(&cli, INDEXES), "interrupted");
}
