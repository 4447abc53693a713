//! Readers and writers of the legacy at the cut-over and on the way back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use backline_ops::adopt::{self, Options};
use backline_ops::catalog::Snapshot;
use backline_ops::error::sqlstate;
use backline_ops::sql::scalar;
use sea_orm::{ConnectionTrait as _, Database};

use crate::support::{Shop, consent};

/// Sessions in a loop, until they are told to stop.
struct Loop {
    stop: Arc<AtomicBool>,
    turns: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<Vec<String>>,
}

impl Loop {
    /// Reads a table that both schemas have: prepared statements and simple ones in turn. Collects errors but those after
    /// which a statement is to be tried again.
    fn reading(url: &str) -> Self {
        let (stop, turns) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (url, stopped, counted) = (url.to_owned(), Arc::clone(&stop), Arc::clone(&turns));
        let task = tokio::spawn(async move {
            let mut errors = Vec::new();
            let mut db = Database::connect(&url).await.unwrap();
            while !stopped.load(Ordering::Relaxed) {
                let prepared = scalar::<i64, 1>(
                    &db,
                    "SELECT count(*) FROM orders WHERE id < $1",
                    [2_000_000_i64.into()],
                )
                .await;
                let simple = db.execute_unprepared("SELECT id FROM orders ORDER BY id LIMIT 5").await;
                for error in [prepared.err(), simple.err()].into_iter().flatten() {
                    // A prepared statement whose columns have other types by now is to be prepared again.
                    if sqlstate(&error).as_deref() == Some("0A000") {
                        db = Database::connect(&url).await.unwrap();
                    } else {
                        errors.push(error.to_string());
                    }
                }
                counted.fetch_add(1, Ordering::Relaxed);
            }
            errors
        });
        Self { stop, turns, task }
    }

    async fn turn(&self, more: u64) {
        let until = self.turns.load(Ordering::Relaxed) + more;
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.turns.load(Ordering::Relaxed) < until {
            assert!(Instant::now() < deadline, "the readers stand still");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn end(self) -> Vec<String> {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_served_by_one_or_the_other_all_the_time() {
    let shop = Shop::open().await;
    let before = Snapshot::read(shop.db()).await.unwrap();
    let readers = Loop::reading(shop.legacy.url());
    shop.start().await;
    readers.turn(10).await;
    shop.cut_over().await;
    readers.turn(10).await;
    assert_eq!(shop.count("orders").await, 960);
    shop.execute(
        "INSERT INTO accounts (email, name, state) VALUES ('since@example.org', 'Since', 'live');
         UPDATE accounts SET name = 'Changed' WHERE email = 'user1@example.org';
         DELETE FROM order_lines WHERE order_id = 10",
    )
    .await;
    let written = adopt::revert(shop.db(), &consent(), &Options::default()).await.unwrap();
    let written: Vec<_> =
        written.iter().map(|table| (table.table.as_str(), table.written, table.deleted)).collect();
    assert_eq!(
        written,
        [
            ("\"public\".\"accounts\"", 2, 0),
            ("\"public\".\"log\"", 2, 0),
            ("\"public\".\"order_lines\"", 0, 2),
            ("\"public\".\"orders\"", 1, 0),
        ]
    );
    readers.turn(10).await;
    assert_eq!(shop.count("orders").await, 1000);
    // Nothing is lost: it is there again after the next cut-over, with what the legacy has got since.
    assert_eq!(shop.count("green.accounts WHERE email = 'since@example.org'").await, 1);
    let kept = Snapshot::read(shop.db()).await.unwrap().without(&["green", "backline_adopt"]);
    assert!(before.diff(&kept).is_empty(), "{:#?}", before.diff(&kept));
    shop.execute(
        "INSERT INTO customers VALUES (400, 'again@example.org', 'Again', 'yes', '2024-01-01', NULL, NULL)",
    )
    .await;
    shop.cut_over().await;
    assert_eq!(shop.count("accounts WHERE email IN ('since@example.org', 'again@example.org')").await, 2);
    readers.turn(10).await;
    assert_eq!(readers.end().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_that_was_acknowledged_is_lost() {
    let shop = Shop::open().await;
    shop.start().await;
    let written = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let (url, written) = (shop.legacy.url().to_owned(), Arc::clone(&written));
            tokio::spawn(async move {
                let db = Database::connect(&url).await.unwrap();
                for turn in 0.. {
                    let insert = format!(
                        "INSERT INTO customers VALUES ({}, 'w{writer}.{turn}@example.org', 'Writer', 'yes', '2024-01-01', NULL, NULL)",
                        1_000_000 * (writer + 1) + turn
                    );
                    match db.execute_unprepared(&insert).await {
                        Ok(_) => written.fetch_add(1, Ordering::Relaxed),
                        // The table is gone: so is its name.
                        Err(error) if sqlstate(&error).as_deref() == Some("42P01") => break,
                        Err(error) => panic!("{error}"),
                    };
                }
            })
        })
        .collect();
    let deadline = Instant::now() + Duration::from_secs(60);
    while written.load(Ordering::Relaxed) < 100 {
        assert!(Instant::now() < deadline, "the writers stand still");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    shop.cut_over().await;
    for writer in writers {
        writer.await.unwrap();
    }
    let written = i64::try_from(written.load(Ordering::Relaxed)).unwrap();
    assert!(written >= 100);
    assert_eq!(shop.count("accounts WHERE name = 'Writer'").await, written);
    assert_eq!(shop.count("legacy.customers WHERE no >= 1000000").await, written);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_holds_a_table_puts_the_cut_over_off() {
    let shop = Shop::open().await;
    shop.start().await;
    let other = Database::connect(shop.legacy.url()).await.unwrap();
    let holding = sea_orm::TransactionTrait::begin(&other).await.unwrap();
    holding.execute_unprepared("UPDATE orders SET state = 'done' WHERE id = 2").await.unwrap();
    let options = Options { lock_timeout: Duration::from_millis(20), attempts: 2 };
    let error = adopt::cut_over(shop.db(), &consent(), &options, |_| {}).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the tables could not be locked in 2 attempts; they are held by process "),
        "{error}"
    );
    holding.commit().await.unwrap();
    adopt::cut_over(shop.db(), &consent(), &Options::default(), |_| {}).await.unwrap();
    assert_eq!(shop.count("orders WHERE id = 2 AND kind = 'D'").await, 1);
}
