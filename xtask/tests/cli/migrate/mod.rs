//! `cargo xtask migrate`

mod adopt;
mod export;
mod fresh;
mod history;
mod refused;
mod rollback;
mod status;

use backline_migrations::Migrator;
use backline_ops::migrate::{self, Options};
use backline_seeds::testdb;
use backline_testdb::TestDb;
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::support::Cli;

/// The last ones of the released chain, which does not change: tests go back to them, whatever comes after.
const COLUMNS: &str = "m20260203_000001_add_variant_columns";
const VARIANTS: &str = "m20260203_000002_create_project_variants";
const DEFAULTS: &str = "m20260203_000003_initialize_default_variants";
const VALIDATION: &str = "m20260203_000004_validate_variants";
const INDEXES: &str = "m20260203_000005_create_variant_lookup_indexes";

/// A database with the chain up to [`COLUMNS`] in batch 1.
async fn up_to_columns() -> (TestDb, Cli) {
    let db = testdb::migrated().await.unwrap();
    let setup = Cli::on(db.url());
    assert_eq!(setup.run(&format!("migrate rollback --to {COLUMNS} --yes")).code, 0);
    let cli = Cli::on(db.url());
    (db, cli)
}

/// The same, [`VARIANTS`] and [`DEFAULTS`] in batch 2, [`VALIDATION`] and [`INDEXES`] in batch 3.
async fn in_batches() -> (TestDb, Cli) {
    let (db, cli) = up_to_columns().await;
    let setup = Cli::on(db.url());
    for last in [DEFAULTS, INDEXES] {
        assert_eq!(setup.run(&format!("migrate up --to {last}")).code, 0);
    }
    (db, cli)
}

/// Runs statements.
async fn sql(db: &TestDb, statements: &str) {
    db.conn().execute_unprepared(statements).await.unwrap();
}

/// The platform's migrations, and one that this checkout does not have.
struct Newer;

impl MigratorTrait for Newer {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = Migrator::migrations();
        all.push(Box::new(CreateGuestLists));
        all
    }
}

struct CreateGuestLists;

impl MigrationName for CreateGuestLists {
    fn name(&self) -> &'static str {
        "m99990101_000001_create_guest_lists"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for CreateGuestLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE guest_lists (guest text NOT NULL)").await?;
        db.execute_unprepared("ALTER TABLE genres ADD COLUMN guests integer").await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE genres DROP COLUMN guests").await?;
        db.execute_unprepared("DROP TABLE guest_lists").await.map(drop)
    }
}

/// A database that a newer checkout has migrated and that is in use since.
async fn ahead() -> (TestDb, Cli) {
    let db = testdb::migrated().await.unwrap();
    migrate::up::<Newer>(db.conn(), Options::default(), |_| {}).await.unwrap();
    sql(&db, "INSERT INTO guest_lists VALUES ('Ada'), ('Bob'), ('Cem')").await;
    sql(
        &db,
        "INSERT INTO genres (name, slug, guests) VALUES ('Polka', 'polka', 3), ('Swing', 'swing', NULL)",
    )
    .await;
    let cli = Cli::on(db.url());
    (db, cli)
}

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
