//! What a run will take is said before, and is what it then takes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::sync::Arc;

use backline_seed::load::{self, Error, Estimate, Event, Options};
use backline_seeds::story::Settings;
use backline_seeds::testdb;
use sea_orm::sqlx::{self, PgPool};
use time::macros::date;
use tokio::sync::Notify;

/// Bytes of all tables, their indexes and their maps; nothing of catalogs, which grow by themselves.
async fn bytes(pool: &PgPool) -> u64 {
    let bytes: i64 = sqlx::query_scalar(
        "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'search_index'",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    bytes.unsigned_abs()
}

async fn temporary_tables(pool: &PgPool) -> i64 {
    let query = "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'";
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

/// Runs what was estimated; how many times as many bytes were said as were taken.
async fn compare(pool: &PgPool, settings: &Settings) -> (Estimate, f64) {
    let (plan, options) = (settings.plan().unwrap(), Options::default());
    let estimate = load::estimate(pool, &plan, &options).await.unwrap();
    assert_eq!(temporary_tables(pool).await, 0);
    let before = bytes(pool).await;
    let report = load::run(pool, &plan, &options, |_| {}).await.unwrap();
    let grown = bytes(pool).await - before;
    let said: u64 = estimate.tables.iter().map(|table| table.disk_bytes).sum();
    let ratio = said as f64 / grown as f64;
    for table in &report.tables {
        let said = estimate.tables.iter().find(|each| each.table == table.table).unwrap();
        assert_eq!((said.table, said.rows), (table.table, table.rows));
    }
    assert_eq!(estimate.rows(), report.rows());
    assert!(estimate.is_exact);
    (estimate, ratio)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_and_disk_are_as_they_were_said() {
    let db = testdb::reference().await.unwrap();
    let pool = db.conn().get_postgres_connection_pool();
    let mut settings = Settings::new(date!(2026 - 06 - 15));
    // More than what is rehearsed, so that the rest is told from it.
    settings.scale = 10;
    let (first, ratio) = compare(pool, &settings).await;
    assert!((0.93..1.07).contains(&ratio), "{ratio} times the bytes in an empty database");

    let again = load::estimate(pool, &settings.plan().unwrap(), &Options::default()).await.unwrap();
    assert_eq!((again.rows(), again.disk_bytes()), (0, 0), "nothing is left to do");

    settings.scale = 14;
    let (more, ratio) = compare(pool, &settings).await;
    assert!(more.rows() * 2 < first.rows(), "only what is new is counted");
    assert!((0.85..1.15).contains(&ratio), "{ratio} times the bytes where there are some already");

    // Indexes were built and grew since: most of their pages are split already.
    settings.scale = 15;
    let (_, ratio) = compare(pool, &settings).await;
    assert!((0.85..1.15).contains(&ratio), "{ratio} times the bytes in indexes that have grown");

    sqlx::raw_sql("REINDEX SCHEMA public").execute(pool).await.unwrap();
    settings.scale = 17;
    let (_, ratio) = compare(pool, &settings).await;
    assert!((0.85..1.15).contains(&ratio), "{ratio} times the bytes in indexes that were built again");

    settings.rng_seed = 2;
    let another = load::estimate(pool, &settings.plan().unwrap(), &Options::default()).await;
    assert!(matches!(another, Err(Error::AnotherPlan { .. })), "{another:?}");
}

/// Runs until it tells of this; then it is dropped where it stands, as if its process had been killed.
async fn run_until(pool: &PgPool, settings: &Settings, is_enough: fn(&Event) -> bool) {
    let enough = Arc::new(Notify::new());
    let (plan, options, told) = (settings.plan().unwrap(), Options::default(), Arc::clone(&enough));
    let run = load::run(pool, &plan, &options, move |event| {
        if is_enough(&event) {
            told.notify_one();
        }
    });
    tokio::select! {
        report = run => panic!("it ended before: {report:?}"),
        () = enough.notified() => {}
    }
    // The server still writes what it was sent.
    let workers =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND state <> 'idle'";
    while sqlx::query_scalar::<_, i64>(workers).fetch_one(pool).await.unwrap() > 0 {}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_left_to_do_is_said() {
    let db = testdb::reference().await.unwrap();
    let pool = db.conn().get_postgres_connection_pool();
    let mut settings = Settings::new(date!(2026 - 06 - 15));
    settings.scale = 5;
    run_until(pool, &settings, |event| matches!(event, Event::Loaded { chunks: 3, .. })).await;
    let before = load::estimate(pool, &settings.plan().unwrap(), &Options::default()).await.unwrap();
    assert!(before.rows() > 0);

    run_until(pool, &settings, |event| matches!(event, Event::Building { .. })).await;
    let missing = "SELECT count(*) FROM backline_seed.definitions WHERE NOT is_foreign_key";
    assert!(sqlx::query_scalar::<_, i64>(missing).fetch_one(pool).await.unwrap() > 400);
    let (building, ratio) = compare(pool, &settings).await;
    assert_eq!(building.rows(), 0, "all rows are there");
    assert!(!building.is_nothing());
    assert!((0.85..1.15).contains(&ratio), "{ratio} times the bytes of indexes that were missing");

    let done = load::estimate(pool, &settings.plan().unwrap(), &Options::default()).await.unwrap();
    assert!(done.is_nothing());
}
