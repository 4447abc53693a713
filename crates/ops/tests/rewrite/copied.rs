//! What happens to the table between two batches of the copy: each row is there once, and as it is now.

use std::sync::mpsc;
use std::time::Duration;

use backline_ops::rewrite::{self, Event, Options, Specification};
use backline_ops::sql::scalar;
use backline_testdb::TestDb;
use sea_orm::{ConnectionTrait, DatabaseConnection, IsolationLevel, TransactionTrait};

/// Seven rows a block; room from block 60 on, before the last row.
const PAGES: [&str; 4] = [
    "CREATE TABLE page (id integer PRIMARY KEY, body text NOT NULL)",
    "INSERT INTO page SELECT n, repeat(chr(65 + n % 20), 1000) FROM generate_series(1, 700) AS n",
    "DELETE FROM page WHERE ctid >= '(60,0)' AND id < 700",
    "VACUUM page",
];

/// Rewrites the table of pages; after the first batch, and before the second, does this.
async fn with_a_pause(between: &'static [&'static str]) -> String {
    let test = TestDb::empty().await.unwrap();
    for statement in PAGES {
        test.conn().execute_unprepared(statement).await.unwrap();
    }
    let (paused, pause) = mpsc::channel();
    let (resume, resumed) = mpsc::channel::<()>();
    let db = test.conn().clone();
    let resumed = std::sync::Mutex::new(resumed);
    let rewriting = tokio::spawn(async move {
        let sets = vec!["id=bigint".parse().unwrap()];
        let specification = Specification { sets, ..Default::default() };
        let options = Options { batch: Duration::ZERO, ..Options::default() };
        let mut first = true;
        rewrite::start(&db, "page", &specification, &options, |event| {
            if matches!(event, Event::Copied { .. }) && std::mem::take(&mut first) {
                paused.send(()).unwrap();
                tokio::task::block_in_place(|| resumed.lock().unwrap().recv().unwrap());
            }
        })
        .await
    });
    tokio::task::spawn_blocking(move || pause.recv().unwrap()).await.unwrap();
    for statement in between {
        test.conn().execute_unprepared(statement).await.unwrap();
    }
    let expected = digest(test.conn()).await;
    resume.send(()).unwrap();
    rewriting.await.unwrap().unwrap();
    let found = digest(test.conn()).await;
    assert_eq!(found, expected);
    found
}

async fn digest(db: &DatabaseConnection) -> String {
    let query =
        "SELECT count(*) || ' rows ' || coalesce(md5(string_agg(id || body, ',' ORDER BY id)), '') FROM page";
    scalar(db, query, []).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_moves_ahead_of_the_copy_is_there_once() {
    let found = with_a_pause(&[
        "UPDATE page SET body = repeat('z', 1000) WHERE ctid < '(2,0)'",
        "DO $$ BEGIN ASSERT (SELECT count(*) FROM page WHERE ctid >= '(16,0)' AND ctid < '(100,0)' AND body LIKE 'z%') > 0,
             'no row has moved ahead of the copy'; END $$",
    ])
    .await;
    assert!(found.starts_with("421 rows"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_packed_anew_is_copied_anew() {
    with_a_pause(&["DELETE FROM page WHERE id % 3 = 0", "VACUUM FULL page"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_emptied_is_empty_but_for_what_came_after() {
    let found =
        with_a_pause(&["TRUNCATE page", "INSERT INTO page VALUES (1, 'again'), (2, 'and again')"]).await;
    assert!(found.starts_with("2 rows"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_deleted_behind_and_ahead_of_the_copy_are_gone() {
    with_a_pause(&[
        "DELETE FROM page WHERE id IN (1, 2, 300, 700)",
        "UPDATE page SET id = 9000 WHERE id = 3",
    ])
    .await;
}

/// PostgreSQL takes a transaction's snapshot before it waits for a table; after the swap such a transaction would not see
/// the rows that were mirrored last, so it is told to run again.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_snapshot_of_before_the_swap_is_told_to_run_again() {
    let test = TestDb::empty().await.unwrap();
    for statement in PAGES {
        test.conn().execute_unprepared(statement).await.unwrap();
    }
    let old = test.conn().begin_with_config(Some(IsolationLevel::RepeatableRead), None).await.unwrap();
    let _snapshot: i32 = scalar(&old, "SELECT 1", []).await.unwrap();
    let specification = Specification { sets: vec!["id=bigint".parse().unwrap()], ..Default::default() };
    rewrite::start(test.conn(), "page", &specification, &Options::default(), |_| {}).await.unwrap();
    let error = old.execute_unprepared("DELETE FROM page WHERE id = 1").await.unwrap_err();
    assert_eq!(backline_ops::error::sqlstate(&error).as_deref(), Some("40001"), "{error}");
    old.rollback().await.unwrap();
    let new = test.conn().begin_with_config(Some(IsolationLevel::RepeatableRead), None).await.unwrap();
    new.execute_unprepared("DELETE FROM page WHERE id = 1").await.unwrap();
    new.commit().await.unwrap();
}
