//! `migrate adopt`: databases that others built.

use backline_migrations::Migrator;
use backline_ops::migrate::render;
use backline_ops::scratch::run_statements;
use backline_testdb::TestDb;
use sea_orm_migration::MigratorTrait as _;

use super::{COLUMNS, INDEXES, sql};
use crate::support::Cli;

#[tokio::test]
async fn what_sea_orm_cli_built_is_taken_over_without_being_rebuilt() {
    let db = TestDb::empty().await.unwrap();
    // What `sea-orm-cli migrate up` runs.
    Migrator::up(db.conn(), None).await.unwrap();
    sql(&db, "INSERT INTO genres (name, slug) VALUES ('Polka', 'polka')").await;
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("migrate adopt").code, 0);
    assert_eq!(cli.run("migrate adopt").code, 2);
    cli.assert_snapshot("migrate_adopt_of_sea_orm_cli");
    assert_eq!(cli.sql("SELECT name FROM genres"), ["Polka"]);
    assert_eq!(cli.run("migrate status --check").code, 0);
    // It has what undoes each.
    let plan = cli.json("migrate rollback --all --dry-run");
    assert_eq!(
        plan["steps"].as_array().unwrap().len().to_string(),
        cli.sql("SELECT count(*) FROM migration_history")[0]
    );
}

#[tokio::test]
async fn what_was_built_by_hand_is_compared_and_refused_while_it_differs() {
    let db = TestDb::empty().await.unwrap();
    for migration in render::<Migrator>().await.unwrap().iter().take_while(|one| one.name != INDEXES) {
        let run = run_statements(db.conn(), &migration.name, &migration.up, migration.transactional);
        run.await.unwrap();
    }
    // One column, one index and one comment are not as the migrations have them.
    for change in [
        "ALTER TABLE genres ALTER COLUMN name DROP NOT NULL",
        "CREATE INDEX by_hand ON genres (name)",
        "COMMENT ON TABLE genres IS NULL",
    ] {
        sql(&db, change).await;
    }
    let cli = Cli::on(db.url());
    let at = "m20260203_000004_validate_variants";
    assert_eq!(cli.run("migrate adopt").code, 2);
    assert_eq!(cli.run(&format!("migrate adopt --at {at}")).code, 1);
    assert_eq!(cli.sql("SELECT to_regclass('migration_history') IS NULL"), ["t"], "nothing was recorded");
    // As if it were older than it is: what is too much is told, too.
    let older = cli.json(&format!("migrate adopt --at {COLUMNS}"));
    let changes = older["changes"].as_array().unwrap();
    assert!(changes.iter().any(|change| change == "+ table public.project_variants"), "{older}");
    for mend in [
        "ALTER TABLE genres ALTER COLUMN name SET NOT NULL",
        "DROP INDEX by_hand",
        "COMMENT ON TABLE genres IS 'Genres of music and dance, a tree.'",
    ] {
        sql(&db, mend).await;
    }
    let adoption = cli.json(&format!("migrate adopt --at {at}"));
    assert_eq!(adoption["changes"], serde_json::json!([]));
    assert_eq!(adoption["adopted"].as_array().unwrap().last().unwrap(), at);
    let up = cli.json(&format!("migrate up --to {INDEXES} -q"));
    assert_eq!(up["applied"].as_array().unwrap().len(), 1, "{up}");
}
