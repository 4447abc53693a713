//! Migrations that run again when they change, and migrations that read the database.

use backline_ops::migrate::{Options, Reason, dynamic, repeatable, up};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::support::TestDatabase;

struct View(&'static str);

impl MigrationName for View {
    fn name(&self) -> &'static str {
        "totals"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for View {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.0).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP VIEW totals").await.map(drop)
    }
}

struct Partitions;

impl MigrationName for Partitions {
    fn name(&self) -> &'static str {
        "m2_partitions"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Partitions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if !manager.has_table("years").await? {
            db.execute_unprepared("CREATE TABLE years AS SELECT 2024 AS year").await?;
        }
        let query = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT year FROM years");
        for row in db.query_all_raw(query).await? {
            let year: i32 = row.try_get("", "year")?;
            db.execute_unprepared(&format!("CREATE TABLE year_{year} ()")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE year_2024; DROP TABLE years").await.map(drop)
    }
}

struct First;
impl MigratorTrait for First {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![repeatable(View("CREATE OR REPLACE VIEW totals AS SELECT 1 AS one"))]
    }
}

struct Second;
impl MigratorTrait for Second {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            repeatable(View("CREATE OR REPLACE VIEW totals AS SELECT 1 AS one, 2 AS two")),
            dynamic(Partitions, "a table for each year that there is"),
        ]
    }
}

#[tokio::test]
async fn a_repeatable_one_runs_again_when_it_changes() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    assert_eq!(up::<First>(db, Options::default(), |_| {}).await.unwrap().applied.len(), 1);
    assert_eq!(up::<First>(db, Options::default(), |_| {}).await.unwrap().applied.len(), 0);
    let report = up::<Second>(db, Options::default(), |_| {}).await.unwrap();
    assert_eq!(report.applied[0].reason, Reason::ChecksumMismatch);
    assert_eq!(database.column::<i32>("SELECT two FROM totals").await, [2]);

    let recorded = "SELECT up_sql FROM migration_history WHERE migration_name = 'm2_partitions'";
    let sql = database.column::<String>(recorded).await.remove(0);
    assert!(sql.contains("CREATE TABLE year_2024 ()"), "what it turned out to be is recorded: {sql}");
    let rollback = "SELECT rollback_sql FROM migration_history WHERE migration_name = 'm2_partitions'";
    assert!(database.column::<String>(rollback).await[0].contains("DROP TABLE year_2024"));
    assert_eq!(up::<Second>(db, Options::default(), |_| {}).await.unwrap().applied.len(), 0);
}

#[tokio::test]
async fn sea_orm_runs_marked_ones_as_any_other() {
    let database = TestDatabase::new().await;
    Second::up(database.conn(), None).await.unwrap();
    assert_eq!(database.column::<i32>("SELECT two FROM totals").await, [2]);
    assert_eq!(up::<Second>(database.conn(), Options::default(), |_| {}).await.unwrap().applied.len(), 0);
}
