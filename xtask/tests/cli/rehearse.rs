//! `cargo xtask migrate plan`, `lint` and `verify`

use backline_migrations::Migrator;
use backline_ops::catalog::Snapshot;
use backline_ops::migrate::{Rollback, render};
use backline_ops::scratch::run_statements;
use backline_ops::sql::statement;
use backline_seeds::testdb;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::support::Cli;

/// The database without the last migrations, as if they had just been written.
pub async fn without_last(database: TestDb, number: usize) -> (TestDb, Vec<String>) {
    let migrations = render::<Migrator>().await.unwrap();
    let pending = &migrations[migrations.len() - number..];
    for migration in pending.iter().rev() {
        let Rollback::Statements(down) = &migration.down else { panic!("{}", migration.name) };
        run_statements(database.conn(), &migration.name, down, migration.transactional).await.unwrap();
        for table in ["migration_history WHERE migration_name", "seaql_migrations WHERE version"] {
            let delete = statement(&format!("DELETE FROM {table} = $1"), [migration.name.as_str().into()]);
            database.conn().execute_raw(delete).await.unwrap();
        }
    }
    (database, pending.iter().map(|migration| migration.name.clone()).collect())
}

#[tokio::test]
async fn a_plan_shows_what_is_locked_and_changes_nothing() {
    let (database, pending) = without_last(testdb::migrated().await.unwrap(), 5).await;
    let before = Snapshot::read(database.conn()).await.unwrap();
    let cli = Cli::on(database.url());

    let run = cli.run("migrate plan --json");
    assert_eq!(run.code, 0, "{run:?}");
    let plan: Value = serde_json::from_str(&run.stdout).unwrap();
    let names: Vec<&str> =
        plan["migrations"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, pending);
    let add = &plan["migrations"][0]["statements"][0];
    assert_eq!(add["locks"][0]["table"], "project_equipment_groups");
    assert_eq!(add["locks"][0]["mode"], "access_exclusive");
    assert_eq!(add["rewrites"], serde_json::json!([]), "a constant default rewrites nothing");
    let index = &plan["migrations"][4]["statements"][0];
    assert_eq!(index["locks"][0]["mode"], "share_update_exclusive");

    let run = cli.run("migrate plan -q");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    for part in [
        "m20260203_000001_add_variant_columns, in one transaction",
        "ACCESS EXCLUSIVE",
        "accepted at 4 [require-concurrent-index-deletion]",
        "undone by: ALTER TABLE project_equipment_groups DROP COLUMN",
        "m20260203_000005_create_variant_lookup_indexes, each statement by itself",
        "SHARE UPDATE EXCLUSIVE",
        "on a copy of the live schema; sizes are live. Nothing was changed.",
    ] {
        assert!(run.stdout.contains(part), "{part}:\n{}", run.stdout);
    }
    let run = cli.run("migrate plan -q --format github");
    assert!(
        run.stdout.starts_with("## Migration plan\n") && run.stdout.contains("```sql\n"),
        "{}",
        run.stdout
    );

    assert_eq!(before.diff(&Snapshot::read(database.conn()).await.unwrap()), []);
    let status = cli.run("migrate status --json");
    assert_eq!(status.stdout.matches("\"state\": \"pending\"").count(), 5, "{}", status.stdout);
}

#[tokio::test]
async fn a_plan_of_nothing_says_so() {
    let database = testdb::migrated().await.unwrap();
    let run = Cli::on(database.url()).run("migrate plan");
    assert_eq!((run.code, run.stdout.as_str()), (0, "Nothing is pending.\n"), "{run:?}");
}

#[test]
fn our_migrations_are_judged_without_a_database() {
    let cli = Cli::private();
    let run = cli.run("migrate lint");
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(run.stdout.starts_with("0 findings in ") && run.stdout.ends_with(" allowed with a reason.\n"));
    let run = cli.run("migrate lint m20260203_000001_add_variant_columns --json");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["migrations"].as_array().unwrap().len(), 1);
    assert_eq!(report["allowed"].as_array().unwrap().len(), 4);
    assert!(report["allowed"][0]["reason"].as_str().unwrap().contains("one transaction"));
    let run = cli.run("migrate lint --format github");
    assert_eq!((run.code, run.stdout.trim()), (0, ""));

    let cli = Cli::private();
    assert_eq!(cli.run("migrate lint m20260203_000001_add_variant_colums").code, 2);
    assert_eq!(cli.run("migrate lint --rules").code, 0);
    cli.assert_snapshot("migrate_lint_rules");
}

#[test]
fn every_migration_can_be_undone_and_the_entities_fit() {
    let run = Cli::private().run("migrate verify --json -q");
    assert_eq!(run.code, 0, "{run:?}");
    let outcome: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(outcome["findings"], serde_json::json!([]));
    assert!(outcome["migrations"].as_u64().unwrap() >= 46, "{outcome}");
}
