//! Loading a stranger's tables.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "support/shop.rs"]
mod shop;
mod support;

use std::sync::{Arc, Mutex};

use backline_seed::load::{self, Error, Event, Options, Stop};
use shop::{SHOP, digest, plan};
use support::TestDatabase;

/// Indexes are dropped and built, however few the rows are.
fn bulk() -> Options {
    Options { bulk_from: 0, ..Options::default() }
}

fn with_workers(workers: usize) -> Options {
    Options { workers, ..bulk() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_are_the_same_with_1_2_and_8_workers() {
    let mut digests = Vec::new();
    for workers in [1, 2, 8] {
        let database = TestDatabase::new(SHOP).await;
        let report = load::run(&database.pool, &plan(1, 1), &with_workers(workers), |_| {}).await.unwrap();
        assert_eq!((report.rows(), report.stopped), (1_500, false));
        digests.push(digest(&database).await);
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn seeding_again_changes_nothing_and_a_larger_plan_adds_what_is_new() {
    let database = TestDatabase::new(SHOP).await;
    load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    let small = digest(&database).await;
    let again = load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!((again.rows(), again.chunks, again.unchanged), (0, 0, true));
    assert_eq!(digest(&database).await, small);

    let more = load::run(&database.pool, &plan(1, 3), &bulk(), |_| {}).await.unwrap();
    assert_eq!(more.rows(), 3_000);
    let grown = digest(&database).await;
    let fresh = TestDatabase::new(SHOP).await;
    load::run(&fresh.pool, &plan(1, 3), &bulk(), |_| {}).await.unwrap();
    assert_eq!(grown, digest(&fresh).await, "growing gives what seeding at once gives");

    let refused = load::run(&database.pool, &plan(2, 3), &bulk(), |_| {}).await.unwrap_err();
    assert!(matches!(&refused, Error::AnotherPlan { name, .. } if name == "rng-seed"), "{refused}");
    assert!(refused.hint().is_some());
    assert_eq!(digest(&database).await, grown);
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_and_keys_are_back_as_they_were() {
    let definitions = "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT pg_get_indexdef(indexrelid) || indisvalid AS line FROM pg_index JOIN pg_class ON oid = indrelid
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT conname || conrelid::regclass || pg_get_constraintdef(oid) || convalidated
            || coalesce(obj_description(oid, 'pg_constraint'), '')
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace) lines";
    let database = TestDatabase::new(SHOP).await;
    let before = database.text(definitions).await;
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let seen = Arc::clone(&events);
    load::run(&database.pool, &plan(1, 1), &bulk(), move |event| seen.lock().unwrap().push(event))
        .await
        .unwrap();
    assert_eq!(database.text(definitions).await, before);
    let events = events.lock().unwrap();
    assert!(events.contains(&Event::Dropped { indexes: 6, foreign_keys: 3 }), "{events:#?}");
    assert!(events.contains(&Event::Building { definitions: 9 }), "{events:#?}");
    let built = events.iter().filter(|event| matches!(event, Event::Built { .. }));
    assert_eq!(built.count(), 9, "each once, when nothing is left to do");
}

#[tokio::test(flavor = "multi_thread")]
async fn for_few_rows_indexes_stay_and_the_rows_are_the_same() {
    let (few, many) = (TestDatabase::new(SHOP).await, TestDatabase::new(SHOP).await);
    let dropped: Arc<Mutex<bool>> = Arc::default();
    let seen = Arc::clone(&dropped);
    load::run(&few.pool, &plan(1, 1), &Options::default(), move |event| {
        *seen.lock().unwrap() |= matches!(event, Event::Dropped { .. });
    })
    .await
    .unwrap();
    assert!(!*dropped.lock().unwrap());
    load::run(&many.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!(digest(&few).await, digest(&many).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn triggers_stay_off_and_come_back() {
    let database = TestDatabase::new(SHOP).await;
    load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!(database.text("SELECT count(*)::text FROM customers WHERE name LIKE 'touched%'").await, "0");
    database
        .execute("INSERT INTO customers VALUES (gen_random_uuid(), 'Mira', 'mira@example.com', now())")
        .await;
    assert_eq!(
        database.text("SELECT name FROM customers WHERE email = 'mira@example.com'").await,
        "touched Mira"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn autovacuum_is_not_waited_for() {
    let database = TestDatabase::new(SHOP).await;
    database.execute("CREATE TABLE waits AS SELECT '' AS before_autovacuum_gives_way").await;
    let plan = plan(1, 1).with_finish(
        "waits",
        "UPDATE waits SET before_autovacuum_gives_way = current_setting('deadlock_timeout')",
    );
    load::run(&database.pool, &plan, &bulk(), |_| {}).await.unwrap();
    assert_eq!(database.text("TABLE waits").await, "20ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_run_leaves_everything_in_order_and_goes_on() {
    let database = TestDatabase::new(SHOP).await;
    let stop = Stop::default();
    let (asked, options) = (stop.clone(), Options { workers: 1, stop, ..bulk() });
    let report = load::run(&database.pool, &plan(1, 1), &options, move |event| {
        if matches!(event, Event::Loaded { chunks: 3, .. }) {
            asked.stop();
        }
    })
    .await
    .unwrap();
    assert!(report.stopped);
    assert_eq!(report.chunks, 3);
    assert_eq!(database.text("SELECT count(*)::text FROM backline_seed.definitions").await, "0");
    let rest = load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert!(!rest.stopped);
    let whole = TestDatabase::new(SHOP).await;
    load::run(&whole.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!(digest(&database).await, digest(&whole).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_stopped_after_its_last_rows_is_not_done() {
    let database = TestDatabase::new(SHOP).await;
    let stop = Stop::default();
    let (asked, options) = (stop.clone(), Options { stop, ..bulk() });
    let stopped = load::run(&database.pool, &plan(1, 1), &options, move |event| {
        if matches!(event, Event::Building { .. }) {
            asked.stop();
        }
    })
    .await
    .unwrap();
    assert!(stopped.stopped);
    assert_eq!(stopped.rows(), 1_500);
    // Indexes are back, but it was stopped before the tables were analyzed and closing statements ran.
    let left = load::estimate(&database.pool, &plan(1, 1), &bulk()).await.unwrap();
    assert_eq!((left.rows(), left.is_nothing()), (0, false));
    let rest = load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!((rest.rows(), rest.stopped, rest.unchanged), (0, false, false));
    assert!(load::estimate(&database.pool, &plan(1, 1), &bulk()).await.unwrap().is_nothing());
    assert!(load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap().unchanged);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_refer_to_nothing_are_found_where_the_key_was_not_dropped() {
    let database = TestDatabase::new(SHOP).await;
    load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    let error =
        load::run(&database.pool, &shop::plan_with(1, 2, 1_000_000), &bulk(), |_| {}).await.unwrap_err();
    assert!(
        matches!(&error, Error::Orphans { table, rows: 1_000, .. } if table == "public.orders"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_tells_its_story_and_constraint_and_the_next_run_goes_on() {
    let database = TestDatabase::new(SHOP).await;
    database.execute("ALTER TABLE orders ADD CONSTRAINT cheap CHECK (cents < 20000)").await;
    let error = load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap_err();
    let Error::Refused(refusal) = &error else { panic!("{error}") };
    assert!(refusal.doing.contains("\"orders\""), "{error}");
    assert_eq!((refusal.sqlstate.as_str(), refusal.constraint.as_deref()), ("23514", Some("cheap")));
    database.execute("ALTER TABLE orders DROP CONSTRAINT cheap").await;
    load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap();
    assert_eq!(database.text("SELECT count(*)::text FROM orders").await, "1000");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_run_at_a_time() {
    let database = TestDatabase::new(SHOP).await;
    let mut other = database.pool.acquire().await.unwrap();
    sea_orm::sqlx::query("SELECT pg_advisory_lock(x'73656564696e67'::bigint)")
        .execute(&mut *other)
        .await
        .unwrap();
    let busy = load::run(&database.pool, &plan(1, 1), &bulk(), |_| {}).await.unwrap_err();
    assert!(matches!(busy, Error::Busy), "{busy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_disk_is_refused_before_anything_is_written() {
    let database = TestDatabase::new(SHOP).await;
    let options = Options { available_bytes: Some(10_000), ..bulk() };
    let error = load::run(&database.pool, &plan(1, 1), &options, |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Disk { available: 10_000, .. }), "{error}");
    assert_eq!(database.text("SELECT count(*)::text FROM customers").await, "0");
    assert_eq!(database.text("SELECT count(*)::text FROM pg_indexes WHERE schemaname = 'public'").await, "6");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_estimate_comes_close_and_leaves_nothing() {
    let database = TestDatabase::new(SHOP).await;
    // More orders than are rehearsed.
    let estimate = load::estimate(&database.pool, &plan(1, 200), &bulk()).await.unwrap();
    assert_eq!(database.text("SELECT count(*)::text FROM pg_class WHERE relpersistence = 't'").await, "0");
    assert_eq!(estimate.rows(), 300_000);
    assert_ne!(estimate.time, std::time::Duration::ZERO);
    load::run(&database.pool, &plan(1, 200), &bulk(), |_| {}).await.unwrap();
    let real: u64 = database
        .text("SELECT (pg_total_relation_size('customers') + pg_total_relation_size('orders'))::text")
        .await
        .parse()
        .unwrap();
    let said: u64 = estimate.tables.iter().map(|table| table.disk_bytes).sum();
    let ratio = said as f64 / real as f64;
    assert!((0.85..1.15).contains(&ratio), "{said} estimated, {real} real");
}
