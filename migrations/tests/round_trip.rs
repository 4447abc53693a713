//! Every migration can be undone: down leaves exactly what was there before up, and up then makes the same again.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_migrations::Migrator;
use backline_ops::catalog::Snapshot;
use backline_ops::migrate::{Rendered, Rollback, render};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait};
use support::TestDatabase;

/// What `down` leaves on purpose: the migration, how the line of the difference begins, and why.
const LEFT: [(&str, &str, &str); 2] = [
    (
        "m20260115_000001_create_extensions_and_roles",
        "+ extension ",
        "it may have been there before, and others may use it",
    ),
    (
        "m20260115_000026_enable_row_level_security",
        "~ privilege schema public to public: CREATE, USAGE -> USAGE",
        "PostgreSQL 14 only; later ones come like this",
    ),
];

async fn execute(db: &impl ConnectionTrait, statements: &[Statement]) -> Result<(), DbErr> {
    for statement in statements {
        db.execute_unprepared(&statement.to_string()).await?;
    }
    Ok(())
}

async fn apply(db: &DatabaseConnection, migration: &Rendered, statements: &[Statement]) {
    let outcome = if migration.transactional {
        let transaction = db.begin().await.unwrap();
        match execute(&transaction, statements).await {
            Ok(()) => transaction.commit().await,
            Err(error) => Err(error),
        }
    } else {
        execute(db, statements).await
    };
    outcome.unwrap_or_else(|error| panic!("{}: {error}", migration.name));
}

/// What differs, without what is left on purpose by one of these migrations.
fn differences(expected: &Snapshot, found: &Snapshot, undone: &[Rendered]) -> Vec<String> {
    let left = |line: &str| {
        LEFT.iter().any(|(name, start, _)| {
            line.starts_with(start) && undone.iter().any(|migration| migration.name == *name)
        })
    };
    let lines = expected.diff(found).into_iter().map(|change| change.to_string());
    lines.filter(|line| !left(line)).collect()
}

fn assert_same(expected: &Snapshot, found: &Snapshot, undone: &[Rendered], what: &str) {
    let lines = differences(expected, found, undone);
    assert!(lines.is_empty(), "{what}:\n{}", lines.join("\n"));
}

#[tokio::test]
async fn up_down_up_of_each() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let migrations = render::<Migrator>().await.unwrap();
    let mut snapshots = vec![Snapshot::read(db).await.unwrap()];
    for migration in &migrations {
        apply(db, migration, &migration.up).await;
        snapshots.push(Snapshot::read(db).await.unwrap());
    }
    for (index, migration) in migrations.iter().enumerate().rev() {
        let Rollback::Statements(down) = &migration.down else {
            panic!("{} cannot be undone", migration.name);
        };
        apply(db, migration, down).await;
        let undone = Snapshot::read(db).await.unwrap();
        assert_same(
            &snapshots[index],
            &undone,
            &migrations[index..],
            &format!("{}: down leaves", migration.name),
        );
        apply(db, migration, &migration.up).await;
        let again = Snapshot::read(db).await.unwrap();
        assert_same(
            &snapshots[index + 1],
            &again,
            &migrations[index + 1..],
            &format!("{}: up again makes", migration.name),
        );
        apply(db, migration, down).await;
    }
    assert_same(&snapshots[0], &Snapshot::read(db).await.unwrap(), &migrations, "all down leaves");
    for migration in &migrations {
        apply(db, migration, &migration.up).await;
    }
    assert_same(&snapshots[migrations.len()], &Snapshot::read(db).await.unwrap(), &[], "all up again makes");
}
