//! The engine on a stranger's migrations: applied once, recorded, retried, refused when they changed, one process at a time.

use crate::support::{BrokenIndex, BrokenShop, ChangedShop, MendedIndex, ShiftedShop, Shop, TestDatabase};
use backline_ops::Error;
use backline_ops::migrate::{
    Event, LockOptions, MigrationLock, Options, RecordState, Report, State, Status, records, render, status,
    up,
};
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

const NAMES: [&str; 3] = ["m1_create_shop", "m2_index_orders", "m3_trim_titles"];

async fn migrate<M: MigratorTrait>(db: &DatabaseConnection) -> Result<Report, Error> {
    up::<M>(db, Options::default(), |_| {}).await
}

fn names(report: &Report) -> Vec<&str> {
    report.applied.iter().map(|applied| applied.name.as_str()).collect()
}

async fn states<M: MigratorTrait>(db: &DatabaseConnection) -> Vec<State> {
    status::<M>(db).await.unwrap().iter().map(|status| status.state).collect()
}

/// The lines of a report about what does not fit.
fn lines(error: &Error) -> Vec<String> {
    let Error::Diverged { differences } = error else { panic!("{error}") };
    differences.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn up_applies_and_records_each_once() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    assert_eq!(states::<Shop>(db).await, [State::Pending; 3], "status needs none of the engine's tables");

    let mut seen = Vec::new();
    let report = up::<Shop>(db, Options::default(), |event| {
        seen.push(match event {
            Event::Pending(count) => format!("{count} pending"),
            Event::Begins(name) => format!("{name} begins"),
            Event::Done(applied) => format!("{} done in {} statements", applied.name, applied.statements),
            other => format!("{other:?}"),
        });
    })
    .await
    .unwrap();
    assert_eq!(report.batch, Some(1));
    assert_eq!(names(&report), NAMES);
    assert_eq!(seen[..3], ["3 pending", "m1_create_shop begins", "m1_create_shop done in 6 statements"]);
    assert_eq!(states::<Shop>(db).await, [State::Applied; 3]);
    assert_eq!(database.column::<String>("SELECT version FROM seaql_migrations ORDER BY 1").await, NAMES);

    let rendered = render::<Shop>().await.unwrap();
    let recorded = records(db).await.unwrap();
    assert_eq!(recorded.len(), rendered.len());
    for (record, migration) in recorded.iter().zip(&rendered) {
        assert_eq!((&record.name, record.batch), (&migration.name, 1));
        assert_eq!((record.state, &record.error), (RecordState::Completed, &None));
        assert_eq!(record.checksum, migration.checksum());
        assert_eq!(record.statements_done, i32::try_from(migration.up.len()).unwrap());
    }
    let rollbacks: Vec<Option<String>> =
        database.column("SELECT rollback_sql FROM migration_history ORDER BY id").await;
    assert_eq!(rollbacks, rendered.iter().map(backline_ops::migrate::Rendered::down_sql).collect::<Vec<_>>());
    assert_eq!(
        database.column::<bool>("SELECT transactional FROM migration_history ORDER BY id").await,
        [true, false, true]
    );
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_orders_goods'::regclass";
    assert_eq!(database.column::<bool>(valid).await, [true]);

    let again = migrate::<Shop>(db).await.unwrap();
    assert_eq!((again.batch, again.applied.len()), (None, 0));
    assert_eq!(database.column::<i64>("SELECT count(*) FROM migration_history").await, [3]);
}

#[tokio::test]
async fn what_came_before_a_failure_stays_and_the_next_run_tries_again() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let error = migrate::<BrokenShop>(db).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42P01"));
    assert_eq!(error.to_string(), "migration \"m3_trim_titles\" failed at statement 2 of 2");
    let Error::Statement { sql, .. } = &error else { panic!("{error}") };
    assert!(sql.contains("wares"), "{sql}");

    assert_eq!(states::<Shop>(db).await, [State::Applied, State::Applied, State::Failed]);
    let failed = records(db).await.unwrap().pop().unwrap();
    let message = failed.error.unwrap();
    assert!(message.starts_with("statement 2: ") && message.ends_with("(SQLSTATE 42P01)"), "{message}");
    let function = "SELECT count(*) FROM pg_proc WHERE proname = 'trim_title'";
    assert_eq!(database.column::<i64>(function).await, [0], "its first statement went with the transaction");
    assert_eq!(
        database.column::<String>("SELECT version FROM seaql_migrations ORDER BY 1").await,
        NAMES[..2]
    );

    let report = migrate::<Shop>(db).await.unwrap();
    assert_eq!((report.batch, names(&report)), (Some(2), vec![NAMES[2]]));
    assert_eq!(states::<Shop>(db).await, [State::Applied; 3]);
    assert_eq!(records(db).await.unwrap().pop().unwrap().error, None);
}

#[tokio::test]
async fn outside_a_transaction_it_is_recorded_how_far_it_came() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let error = migrate::<BrokenIndex>(db).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42703"));
    let failed = records(db).await.unwrap().pop().unwrap();
    assert_eq!((failed.name.as_str(), failed.state), (NAMES[1], RecordState::Failed));
    assert_eq!(failed.statements_done, 1);
    let index = "SELECT count(*) FROM pg_class WHERE relname = 'idx_orders_goods'";
    assert_eq!(database.column::<i64>(index).await, [1]);

    assert_eq!(names(&migrate::<MendedIndex>(db).await.unwrap()), NAMES[1..]);
    assert_eq!(states::<MendedIndex>(db).await, [State::Applied; 3]);
}

#[tokio::test]
async fn changed_missing_and_late_migrations_are_named_before_anything_runs() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    migrate::<Shop>(db).await.unwrap();

    let error = migrate::<ChangedShop>(db).await.unwrap_err();
    assert_eq!(lines(&error), ["\"m1_create_shop\" was changed after it was applied"]);
    assert!(error.hint().is_some());

    let error = migrate::<ShiftedShop>(db).await.unwrap_err();
    assert_eq!(
        lines(&error),
        [
            "\"m0_before_the_shop\" is not applied though \"m1_create_shop\" is, which comes later",
            "\"m2_index_orders\" is recorded as applied and newer than this code",
            "\"m3_trim_titles\" is recorded as applied and newer than this code",
        ]
    );
    let late: Vec<Status> = status::<ShiftedShop>(db).await.unwrap();
    assert_eq!(late[0].state, State::OutOfOrder);
    assert_eq!(
        database.column::<i64>("SELECT count(*) FROM pg_namespace WHERE nspname = 'before'").await,
        [0]
    );
}

#[tokio::test]
async fn the_holder_of_the_lock_is_named() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    migrate::<BrokenShop>(db).await.unwrap_err();
    let mut lock = MigrationLock::acquire(db, LockOptions::default()).await.unwrap();
    lock.announce().await.unwrap();

    let error = migrate::<Shop>(&database.other().await).await.unwrap_err();
    let Error::Locked { holder } = &error else { panic!("{error}") };
    let role = &database.column::<String>("SELECT session_user::text").await[0];
    assert!(holder.starts_with(&format!("{role}@")), "{holder}");
    assert!(holder.contains(&format!(", process {}, since ", std::process::id())), "{holder}");

    lock.release().await.unwrap();
    assert_eq!(migrate::<Shop>(&database.other().await).await.unwrap().batch, Some(2));
}

#[tokio::test]
async fn what_another_process_is_at_is_not_done() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    migrate::<Shop>(db).await.unwrap();
    let lock = MigrationLock::acquire(db, LockOptions::default()).await.unwrap();
    // Everything is applied, and the lock is about to be given back: nobody need wait.
    assert_eq!(migrate::<Shop>(&database.other().await).await.unwrap().batch, None);
    database
        .execute("UPDATE migration_history SET status = 'running' WHERE migration_name = 'm2_index_orders'")
        .await;
    let waited = migrate::<Shop>(&database.other().await).await;
    assert!(matches!(waited, Err(Error::Locked { .. })), "{waited:?}");
    lock.release().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_at_once_one_applies() {
    let database = TestDatabase::new().await;
    let (one, other) = (database.other().await, database.other().await);
    let (one, other) = tokio::join!(
        tokio::spawn(async move { migrate::<Shop>(&one).await }),
        tokio::spawn(async move { migrate::<Shop>(&other).await })
    );
    let mut applied = Vec::new();
    for outcome in [one.unwrap(), other.unwrap()] {
        match outcome {
            Ok(report) => applied.extend(names(&report).into_iter().map(str::to_owned)),
            Err(Error::Locked { holder }) => assert!(!holder.is_empty()),
            Err(error) => panic!("{error}: {error:?}"),
        }
    }
    assert_eq!(applied, NAMES);
    assert_eq!(states::<Shop>(database.conn()).await, [State::Applied; 3]);

    let row = "SELECT is_locked OR num_nonnulls(locked_by, locked_at, process_id, expires_at) > 0 FROM migration_lock";
    assert_eq!(database.column::<bool>(row).await, [false]);
    let lock = MigrationLock::acquire(database.conn(), LockOptions::default()).await.unwrap();
    lock.release().await.unwrap();
}
