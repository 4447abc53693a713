//! A stranger's project: a migrator, and questions to a database.

use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, pk_auto, string};

/// The migrator of a project with two tables.
pub struct Shelf;

#[async_trait::async_trait]
impl MigratorTrait for Shelf {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateAuthors), Box::new(CreateBooks)]
    }
}

struct CreateAuthors;

impl MigrationName for CreateAuthors {
    fn name(&self) -> &'static str {
        "m0001_create_authors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateAuthors {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create().table("authors").col(pk_auto("id")).col(string("name")).take();
        manager.create_table(table).await
    }
}

struct CreateBooks;

impl MigrationName for CreateBooks {
    fn name(&self) -> &'static str {
        "m0002_create_books"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateBooks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut author = ForeignKey::create();
        author.from("books", "author_id").to("authors", "id");
        let mut table = Table::create();
        table.table("books").col(pk_auto("id")).col(integer("author_id")).foreign_key(&mut author);
        manager.create_table(table.take()).await
    }
}

/// How many rows there are in what follows `FROM`.
pub async fn count(db: &impl ConnectionTrait, from: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), format!("SELECT count(*) FROM {from}"));
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// How many databases of the cluster have a name like this.
pub async fn databases_like(db: &impl ConnectionTrait, pattern: &str) -> i64 {
    count(db, &format!("pg_database WHERE datname LIKE '{pattern}'")).await
}
