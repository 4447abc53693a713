//! Databases of a stranger's project: a migrator with two tables of its own.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_testdb::{Error, Template, TestDb};
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::pk_auto;
use support::{Shelf, count, databases_like};

#[tokio::test]
async fn two_databases_of_one_template_are_isolated() {
    let one = TestDb::for_migrator::<Shelf>().await.unwrap();
    let two = TestDb::for_migrator::<Shelf>().await.unwrap();
    assert_ne!(one.name(), two.name());
    one.conn().execute_unprepared("INSERT INTO authors (name) VALUES ('Ada')").await.unwrap();
    assert_eq!(count(one.conn(), "authors").await, 1);
    assert_eq!(count(two.conn(), "authors").await, 0);
    two.conn().execute_unprepared("DROP TABLE books").await.unwrap();
    assert_eq!(count(one.conn(), "books").await, 0);
}

#[tokio::test]
async fn its_migrations_are_recorded() {
    let db = TestDb::for_migrator::<Shelf>().await.unwrap();
    assert_eq!(count(db.conn(), "seaql_migrations").await, 2);
    assert_eq!(count(db.conn(), "migration_history").await, 2);
}

#[tokio::test]
async fn migrations_that_read_the_database_work_too() {
    let db = TestDb::for_migrator::<Careful>().await.unwrap();
    assert_eq!(count(db.conn(), "notes").await, 0);
}

#[tokio::test]
async fn an_empty_database_is_empty() {
    let db = TestDb::empty().await.unwrap();
    assert_eq!(count(db.conn(), "pg_class WHERE relnamespace = 'public'::regnamespace").await, 0);
}

#[tokio::test]
async fn layers_come_one_on_the_other() {
    let template = Template::migrated::<Shelf>().await.unwrap();
    let template = template.then("authors", "layers", |db| async move {
        db.execute_unprepared("INSERT INTO authors (name) VALUES ('Ada'), ('Ben')").await.map(drop)
    });
    let template = template.then("books", "layers", |db| async move {
        db.execute_unprepared("INSERT INTO books (author_id) SELECT id FROM authors").await.map(drop)
    });
    let db = TestDb::from_template(&template).await.unwrap();
    assert_eq!(count(db.conn(), "books").await, 2);
    let bare = TestDb::for_migrator::<Shelf>().await.unwrap();
    assert_eq!(count(bare.conn(), "authors").await, 0);
}

#[tokio::test]
async fn the_url_serves_another_client() {
    let db = TestDb::for_migrator::<Shelf>().await.unwrap();
    let other = Database::connect(db.url()).await.unwrap();
    assert_eq!(count(&other, "books").await, 0);
}

#[tokio::test]
async fn it_goes_when_dropped_whoever_is_connected() {
    let witness = TestDb::empty().await.unwrap();
    let db = TestDb::for_migrator::<Shelf>().await.unwrap();
    let name = db.name().to_owned();
    let connected = Database::connect(db.url()).await.unwrap();
    assert_eq!(databases_like(witness.conn(), &name).await, 1);
    drop(db);
    assert_eq!(databases_like(witness.conn(), &name).await, 0);
    assert!(connected.ping().await.is_err(), "its database was dropped");
}

#[test]
fn it_may_be_dropped_after_its_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let db = runtime.block_on(TestDb::empty()).unwrap();
    let name = db.name().to_owned();
    drop(runtime);
    drop(db);
    let remaining = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let witness = TestDb::empty().await.unwrap();
        databases_like(witness.conn(), &name).await
    });
    assert_eq!(remaining, 0);
}

#[tokio::test]
async fn a_build_that_fails_leaves_nothing_and_is_tried_again() {
    let template = Template::migrated::<Shelf>().await.unwrap().then("failing", "1", |db| async move {
        db.execute_unprepared("CREATE TABLE half (id integer)").await?;
        db.execute_unprepared("INSERT INTO nowhere VALUES (1)").await.map(drop)
    });
    let witness = TestDb::empty().await.unwrap();
    for _attempt in 0..2 {
        let error = TestDb::from_template(&template).await.unwrap_err();
        assert!(matches!(&error, Error::Build { template, .. } if template == "failing"), "{error:?}");
        assert_eq!(databases_like(witness.conn(), "%template_failing_%").await, 0);
    }
}

/// A migrator whose only migration reads the database.
struct Careful;

#[async_trait::async_trait]
impl MigratorTrait for Careful {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotesUnlessThere)]
    }
}

struct CreateNotesUnlessThere;

impl MigrationName for CreateNotesUnlessThere {
    fn name(&self) -> &'static str {
        "m0001_create_notes_unless_there"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateNotesUnlessThere {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.has_table("notes").await? {
            return Ok(());
        }
        manager.create_table(Table::create().table("notes").col(pk_auto("id")).take()).await
    }
}
