//! The SQL that mends one version of the schema into another, run on the first, makes it the second.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_migrations::Migrator;
use backline_ops::catalog::{Mending, Snapshot};
use backline_ops::migrate::render;
use sea_orm_migration::sea_orm::ConnectionTrait;
use support::TestDatabase;

/// A database with the first so many migrations.
async fn version(count: usize) -> TestDatabase {
    let database = TestDatabase::new().await;
    for migration in render::<Migrator>().await.unwrap().iter().take(count) {
        for statement in &migration.up {
            database.conn().execute_unprepared(&statement.to_string()).await.unwrap();
        }
    }
    database
}

async fn assert_mends(database: &TestDatabase, target: &Snapshot) {
    let mending = Mending::between(&Snapshot::read(database.conn()).await.unwrap(), target);
    let (before, steps) =
        mending.statements().into_iter().partition::<Vec<_>, _>(|sql| sql.contains(" ADD VALUE "));
    for statement in before {
        database.conn().execute_unprepared(&statement).await.unwrap();
    }
    let script = steps.join(";\n");
    if let Err(error) = database.conn().execute_unprepared(&script).await {
        panic!("{error}\nin:\n{script}");
    }
    let left = Snapshot::read(database.conn()).await.unwrap().diff(target);
    let lines: Vec<String> = left.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "left after mending:\n{}\nby:\n{script}", lines.join("\n"));
}

#[tokio::test]
async fn each_version_becomes_another() {
    let total = render::<Migrator>().await.unwrap().len();
    let last = Snapshot::read(version(total).await.conn()).await.unwrap();
    for count in [1, total / 4, total / 2, total - 3] {
        let database = version(count).await;
        let first = Snapshot::read(database.conn()).await.unwrap();
        assert_mends(&database, &last).await;
        assert_mends(&database, &first).await;
    }
}
