//! `cargo xtask ops`

use backline_seeds::testdb;
use sea_orm::ConnectionTrait as _;

use crate::support::Cli;

#[tokio::test]
async fn two_databases_are_compared_and_one_is_made_like_the_other() {
    let (one, other) = (testdb::migrated().await.unwrap(), testdb::migrated().await.unwrap());
    let cli = Cli::private().env("PROD_DATABASE_URL", one.url()).env("DEV_DATABASE_URL", other.url());
    assert_eq!(cli.run("ops diff PROD_DATABASE_URL DEV_DATABASE_URL -q").code, 0);
    other
        .conn()
        .execute_unprepared(
            "ALTER TABLE genres DROP COLUMN slug CASCADE; CREATE INDEX by_hand ON genres (name)",
        )
        .await
        .unwrap();
    let found = cli.run("ops diff PROD_DATABASE_URL DEV_DATABASE_URL -q");
    assert_eq!(found.code, 1, "{found:?}");
    let sql = cli.run("ops diff PROD_DATABASE_URL DEV_DATABASE_URL --sql backward -q").stdout;
    other.conn().execute_unprepared(&sql).await.unwrap();
    assert_eq!(cli.run("ops diff PROD_DATABASE_URL DEV_DATABASE_URL --data -q").code, 0);
    assert_eq!(cli.run("ops diff NO_SUCH_URL DEV_DATABASE_URL").code, 2);
    cli.assert_snapshot("ops_diff");

    let json = cli.run("ops diff PROD_DATABASE_URL DEV_DATABASE_URL --json -q").stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["differences"], serde_json::json!([]));
}

#[tokio::test]
async fn drift_is_named_and_its_sql_mends_it() {
    let db = testdb::migrated().await.unwrap();
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("ops drift").code, 0);
    db.conn()
        .execute_unprepared(
            "ALTER TABLE genres ALTER COLUMN name DROP NOT NULL; COMMENT ON TABLE genres IS NULL; CREATE INDEX by_hand ON genres (name)",
        )
        .await
        .unwrap();
    assert_eq!(cli.run("ops drift").code, 1);
    let sql = cli.run("ops drift --sql").stdout;
    db.conn().execute_unprepared(&sql).await.unwrap();
    assert_eq!(cli.run("ops drift -q").code, 0);
    cli.assert_snapshot("ops_drift");
}

#[tokio::test]
async fn a_sound_platform_passes_every_check() {
    let db = testdb::migrated().await.unwrap();
    db.conn().execute_unprepared("SELECT create_month_partitions(3)").await.unwrap();
    let cli = Cli::on(db.url());
    let sound = cli.run("ops check");
    assert_eq!(sound.code, 0, "{}", sound.stdout);
    db.conn()
        .execute_unprepared("CREATE INDEX by_hand ON genres (slug); CREATE INDEX again ON genres (slug)")
        .await
        .unwrap();
    assert_eq!(cli.run("ops check --only duplicate_indexes").code, 1);
    assert_eq!(cli.run("ops check --only orphan").code, 2);
    let json = cli.run_with("ops check --json -q --only duplicate_indexes", |_| {}).stdout;
    let outcomes: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(outcomes[0]["findings"][0]["count"], 1);
    cli.assert_snapshot("ops_check");
}

#[tokio::test]
async fn a_backup_is_made_proven_listed_restored_undone_and_pruned() {
    let db = testdb::migrated().await.unwrap();
    let count = "SELECT count(*)::text FROM countries";
    let cli = Cli::on(db.url());
    assert_eq!(cli.run("ops backup list").code, 0);
    let made = cli.run("ops backup --verify --json -q");
    assert_eq!(made.code, 0, "{made:?}");
    let made: serde_json::Value = serde_json::from_str(&made.stdout).unwrap();
    let folder = made["folder"].as_str().unwrap();
    assert_eq!(made["verified"], true);
    assert!(made["migrations"].as_array().unwrap().len() > 20);
    let listed = cli.run("ops backup list");
    assert!(listed.stdout.contains(made["name"].as_str().unwrap()), "{listed:?}");
    let before: String = value(db.url(), count).await;
    db.conn().execute_unprepared("CREATE TABLE by_hand (id int)").await.unwrap();

    // Refused without leave: nothing was typed, and nobody can be asked.
    let protected = cli.run_with(&format!("ops restore {folder}"), |command| {
        command.env("BACKLINE_ENV", "production");
    });
    assert_eq!(protected.code, 3, "{protected:?}");
    let restored = cli.run(&format!("ops restore {folder} --yes"));
    assert_eq!(restored.code, 0, "{restored:?}");
    let by_hand = "SELECT (to_regclass('by_hand') IS NOT NULL)::text";
    assert_eq!(value(db.url(), by_hand).await, "false");
    assert_eq!(value(db.url(), count).await, before);
    assert_eq!(cli.run("ops restore --undo --yes").code, 0);
    assert_eq!(value(db.url(), by_hand).await, "true");
    assert_eq!(cli.run("ops backup prune --keep 0").code, 3);
    let pruned = cli.run("ops backup prune --keep 0 --yes");
    assert_eq!((pruned.code, pruned.stdout.as_str()), (0, "1 backup removed.\n"));
    assert_eq!(cli.run(&format!("ops restore {folder} --yes")).code, 2);
}

/// A value by a session of its own: the pool's are ended when a database is replaced.
async fn value(url: &str, query: &str) -> String {
    let db = sea_orm::Database::connect(url).await.unwrap();
    let row =
        db.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, query)).await.unwrap();
    let value = row.unwrap().try_get_by_index(0).unwrap();
    db.close().await.unwrap();
    value
}
