//! Locks of others: waits are short, tried again, and end with who is in the way; indexes that failed are built again.

use std::time::{Duration, Instant};

use backline_ops::migrate::{Budgets, Event, LockOptions, Options, diagnose, records, up};
use sea_orm::ConnectionTrait as _;

use crate::support::{PlainShop, Shop, TestDatabase, UniqueShop, until};

fn impatient(lock_retries: u32) -> Options {
    let budgets = Budgets { lock_timeout: Duration::from_millis(200), lock_retries, ..Budgets::default() };
    Options { budgets, ..Options::default() }
}

/// The shop without its last migration, which changes `goods`.
async fn before_the_last() -> TestDatabase {
    let database = TestDatabase::new().await;
    let until = backline_ops::migrate::Until::Steps(2);
    up::<PlainShop>(database.conn(), Options { until, ..Options::default() }, |_| {}).await.unwrap();
    database
}

#[tokio::test]
async fn the_one_in_the_way_is_named_and_others_wait_no_longer_than_we_do() {
    let database = before_the_last().await;
    let reader = database.session("OLD REPORT").await;
    reader.execute_unprepared("BEGIN; SELECT title FROM goods WHERE title = 'secret'").await.unwrap();
    let mut retries = 0;
    let migrating = up::<PlainShop>(database.conn(), impatient(2), |event| {
        retries += u32::from(matches!(event, Event::Retries { .. }));
    });
    let application = async {
        let db = database.other().await;
        let mut longest = Duration::ZERO;
        for _ in 0..200 {
            let started = Instant::now();
            db.execute_unprepared("SELECT count(*) FROM goods").await.unwrap();
            longest = longest.max(started.elapsed());
        }
        longest
    };
    let (outcome, longest) = tokio::join!(migrating, application);
    let error = outcome.unwrap_err();
    assert_eq!((error.sqlstate().as_deref(), retries), (Some("55P03"), 2));
    let hint = error.hint().unwrap();
    assert!(hint.contains("(OLD REPORT)") && hint.contains("idle in transaction"), "{hint}");
    assert!(hint.contains("title = ?") && !hint.contains("secret"), "{hint}");
    // Three tries of 0.2 s each: nobody is queued behind all of them. Generous, as the machine may be busy.
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    assert_eq!(records(database.conn()).await.unwrap().pop().unwrap().name, "m4_colour_goods");
    reader.execute_unprepared("COMMIT").await.unwrap();
    let report = up::<PlainShop>(database.conn(), impatient(0), |_| {}).await.unwrap();
    assert_eq!(report.applied.len(), 1);
}

#[tokio::test]
async fn a_lock_that_is_given_back_in_time_costs_a_retry() {
    let database = before_the_last().await;
    let reader = database.session("SHORT REPORT").await;
    reader.execute_unprepared("BEGIN; SELECT count(*) FROM goods").await.unwrap();
    let (tell, told) = tokio::sync::oneshot::channel();
    let mut tell = Some(tell);
    let migrating = up::<PlainShop>(database.conn(), impatient(50), move |event| {
        if matches!(event, Event::Retries { .. })
            && let Some(tell) = tell.take()
        {
            tell.send(()).unwrap();
        }
    });
    let (report, ()) = tokio::join!(migrating, async {
        told.await.unwrap();
        reader.execute_unprepared("COMMIT").await.unwrap();
    });
    assert!(report.unwrap().applied[0].retries >= 1);
}

#[tokio::test]
async fn an_invalid_index_is_built_again() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    let first = Options { until: backline_ops::migrate::Until::Steps(1), ..Options::default() };
    up::<UniqueShop>(db, first, |_| {}).await.unwrap();
    database.execute("INSERT INTO goods (title) VALUES ('hat')").await;
    database.execute("INSERT INTO orders (goods_id, buyer) VALUES (1, 'Ada'), (1, 'Ada')").await;
    let error = up::<UniqueShop>(db, Options::default(), |_| {}).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("23505"));
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_orders_buyer_once'::regclass";
    assert_eq!(database.column::<bool>(valid).await, [false]);
    database.execute("DELETE FROM orders WHERE id = 2").await;
    let mut dropped = false;
    up::<UniqueShop>(db, Options::default(), |event| dropped |= matches!(event, Event::DropsInvalidIndex(_)))
        .await
        .unwrap();
    assert!(dropped);
    assert_eq!(database.column::<bool>(valid).await, [true]);
    assert!(diagnose::<UniqueShop>(db).await.unwrap().up_to_date);
}

#[tokio::test]
async fn who_waits_for_the_lock_does_not_hold_up_an_index() {
    let database = TestDatabase::new().await;
    let first = Options { until: backline_ops::migrate::Until::Steps(1), ..Options::default() };
    up::<Shop>(database.conn(), first, |_| {}).await.unwrap();
    let reader = database.session("OLD TRANSACTION").await;
    // It keeps its snapshot, as one that only reads what is committed would not.
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM orders";
    reader.execute_unprepared(begin).await.unwrap();
    let (one, other) = (database.other().await, database.other().await);
    // The index waits for the old transaction, the second run waits for the lock; neither for the other.
    let patient = Options {
        lock: LockOptions { wait: Duration::from_secs(60), ..LockOptions::default() },
        ..Options::default()
    };
    let building = up::<Shop>(&one, Options::default(), |_| {});
    let waiting = async {
        let building = "SELECT count(*) FROM pg_stat_progress_create_index";
        until("the index waits", async || database.column::<i64>(building).await == [1]).await;
        let release = async {
            // Between two tries, its last question is who holds the lock.
            let tries = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND pid <> pg_backend_pid() AND query LIKE '%AS holder%'";
            until("the other one tries", async || database.column::<i64>(tries).await[0] > 0).await;
            reader.execute_unprepared("COMMIT").await.unwrap();
        };
        tokio::join!(up::<Shop>(&other, patient, |_| {}), release).0
    };
    let (built, waited) = tokio::join!(building, waiting);
    assert_eq!(built.unwrap().applied.len() + waited.unwrap().applied.len(), 2);
    assert!(diagnose::<Shop>(database.conn()).await.unwrap().up_to_date);
}
