//! What is written between the passes of a cut-over: the last one, for which writers wait, reads that and no more, and what
//! comes of it is what comes of a take-over that found it all at its beginning.

use backline_ops::adopt::{self, Error, Event, Mapping, Options, Report};
use backline_ops::catalog::Snapshot;
use sea_orm::{ConnectionTrait as _, Database};

use crate::support::{MAPPING, Shop, consent, content, numbers};

/// Cuts over with these writes made just before the locks are taken; gives the report, or what is in the way, and what was
/// staged under the locks.
async fn cut_over_with(shop: &Shop, writes: &str) -> (Result<Report, Error>, Vec<(String, i64)>) {
    let other = Database::connect(shop.legacy.url()).await.unwrap();
    let mut staged = Vec::new();
    let mut is_locking = false;
    let outcome = adopt::cut_over(shop.db(), &consent(), &Options::default(), |event| match event {
        Event::Locking { .. } if !is_locking => {
            is_locking = true;
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(other.execute_unprepared(writes)).unwrap()
            });
        }
        Event::Staged { name, rows } if is_locking => staged.push((name.to_owned(), rows)),
        _ => {}
    })
    .await;
    other.close().await.unwrap();
    (outcome, staged)
}

/// The same writes at the last moment and at the beginning make the same; what was staged under the locks.
async fn assert_same(mapping: &str, before: &str, writes: &str) -> Vec<(String, i64)> {
    let mapping = Mapping::parse(mapping).unwrap();
    let early = Shop::open().await;
    early.execute(before).await;
    early.execute(writes).await;
    adopt::start(early.db(), &mapping, early.template(), |_| {}).await.unwrap();
    let expected = early.cut_over().await;

    let late = Shop::open().await;
    late.execute(before).await;
    adopt::start(late.db(), &mapping, late.template(), |_| {}).await.unwrap();
    let (report, staged) = cut_over_with(&late, writes).await;
    let report = report.unwrap();
    assert_eq!(numbers(&report), numbers(&expected), "{writes}");
    assert!(report.is_sound());
    assert_eq!(content(late.db()).await, content(early.db()).await, "{writes}");
    assert_eq!(left(&late).await, 0, "nothing watches any more");
    staged
}

/// Triggers and tables that a cut-over needs only while it works.
async fn left(shop: &Shop) -> i64 {
    shop.count("pg_trigger WHERE tgname LIKE 'backline%'").await
        + shop.count("pg_class WHERE relnamespace = 'backline_adopt'::regnamespace AND relname ~ '^(written|taken|watched)'").await
        + shop.count("pg_proc WHERE pronamespace = 'backline_adopt'::regnamespace AND proname LIKE 'note%'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_pass_reads_what_was_written_and_no_more() {
    assert_eq!(assert_same(MAPPING, "", "SELECT 1").await, []);
    let staged = assert_same(
        MAPPING,
        "",
        "INSERT INTO customers VALUES (301, 'late@example.org', 'Late', 'yes', '2025-01-01', 1, NULL),
             (302, 'bad@example.org', 'Bad', 'perhaps', '2025-01-01', 1, NULL), (303, 'fax@example.org', 'Fax', 'yes', '2025-01-01', 1, 'test');
         UPDATE customers SET active = 'no', \"Full Name\" = 'Renamed' WHERE no = 1;
         UPDATE customers SET created = created WHERE no = 2;
         UPDATE customers SET fax = 'test' WHERE no = 299;
         DELETE FROM orders WHERE customer IN (3, 299);
         DELETE FROM \"Order Details\" WHERE \"Order No\" NOT IN (SELECT id FROM orders) AND \"Order No\" <> 500;
         INSERT INTO orders VALUES (2000, 301, '2024-05-01 12:00', 'new');
         INSERT INTO \"Order Details\" VALUES (2000, 1, 10, 'late'), (2000, 2, -10, 'less')",
    )
    .await;
    let staged: Vec<_> = staged.iter().map(|(name, rows)| (name.as_str(), *rows)).collect();
    assert_eq!(staged, [("accounts", 3), ("orders", 1), ("order_lines", 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_waited_for_one_that_comes_at_last_are_moved() {
    // 17 could not be moved, nor who was invited by them, nor their orders and the lines of these; 8 stayed behind.
    let staged = assert_same(
        MAPPING,
        "",
        "UPDATE customers SET created = '2024-06-01' WHERE no = 17; UPDATE customers SET fax = NULL WHERE no = 8",
    )
    .await;
    let last = |name: &str| staged.iter().rev().find(|(staged, _)| staged == name).map(|(_, rows)| *rows);
    assert!(
        last("accounts") > Some(3) && last("orders") > Some(5) && last("order_lines") > Some(10),
        "{staged:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_change_and_rows_that_others_stand_in_for() {
    assert_same(
        MAPPING,
        "",
        "UPDATE \"Order Details\" SET \"Line\" = \"Line\" + 10 WHERE \"Order No\" = 7;
         INSERT INTO customers VALUES (304, 'x@example.org', 'X', 'yes', '2025-01-01', NULL, NULL);
         UPDATE customers SET no = 305 WHERE no = 304",
    )
    .await;
    let shop = Shop::open().await;
    shop.execute("UPDATE customers SET invited_by = NULL").await;
    shop.start().await;
    let writes =
        "DELETE FROM \"Order Details\" WHERE \"Order No\" IN (SELECT id FROM orders WHERE customer = 4);
        DELETE FROM orders WHERE customer = 4; DELETE FROM customers WHERE no = 4";
    let (report, staged) = cut_over_with(&shop, writes).await;
    assert!(report.unwrap().is_sound());
    // 104 stands in for its twin: it has not been written, and is read.
    assert!(staged.contains(&("accounts".to_owned(), 1)), "{staged:?}");
    let name: String = shop.value("SELECT name FROM accounts WHERE email = 'user4@example.org'").await;
    assert_eq!(name, "Customer 104");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_triggers_do_not_see_is_read_whole() {
    let staged = assert_same(MAPPING, "", "TRUNCATE \"Order Details\"").await;
    assert_eq!(staged, [("order_lines".to_owned(), 0)]);
    for writes in [
        "ALTER TABLE orders ALTER state TYPE varchar USING CASE WHEN id % 7 = 0 THEN 'done' ELSE state END",
        "ALTER TABLE orders DISABLE TRIGGER USER; UPDATE orders SET state = 'done' WHERE id < 10",
    ] {
        let staged = assert_same(MAPPING, "", writes).await;
        assert!(staged[0].0 == "orders" && staged[0].1 >= 4, "{staged:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_and_partitioned_tables_are_read_whole_once_they_are_written() {
    let mapping = MAPPING.replace(
        "source = \"orders\"",
        "query = \"SELECT orders.*, mail FROM orders LEFT JOIN customers ON no = customer\"\nkey = [\"id\"]",
    );
    assert_ne!(mapping, MAPPING);
    let writes = "UPDATE customers SET mail = 'moved@example.org' WHERE no = 2";
    let staged = assert_same(&mapping, "", writes).await;
    let names: Vec<_> = staged.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["accounts", "orders"]);

    let parts = "ALTER TABLE \"Order Details\" RENAME TO old;
        CREATE TABLE \"Order Details\" (LIKE old, PRIMARY KEY (\"Order No\", \"Line\")) PARTITION BY RANGE (\"Order No\");
        CREATE TABLE first PARTITION OF \"Order Details\" FOR VALUES FROM (0) TO (500);
        CREATE TABLE rest PARTITION OF \"Order Details\" FOR VALUES FROM (500) TO (1500);
        INSERT INTO \"Order Details\" SELECT * FROM old; DROP TABLE old";
    for writes in [
        "INSERT INTO rest VALUES (900, 3, 17, 'third')",
        "TRUNCATE first",
        "ALTER TABLE \"Order Details\" DETACH PARTITION first; DROP TABLE first",
        "INSERT INTO orders VALUES (2000, 1, '2024-05-01 12:00', 'new'); CREATE TABLE more (LIKE first);
         INSERT INTO more VALUES (2000, 1, 5, 'more'); ALTER TABLE \"Order Details\" ATTACH PARTITION more FOR VALUES FROM (1500) TO (2500)",
    ] {
        let staged = assert_same(MAPPING, parts, writes).await;
        assert!(staged.iter().any(|(name, _)| name == "order_lines"), "{writes}: {staged:?}");
    }
    assert_eq!(assert_same(MAPPING, parts, "UPDATE orders SET state = 'done' WHERE id = 2").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_over_that_fails_leaves_nothing_on_the_legacy() {
    let shop = Shop::open().await;
    let before = Snapshot::read(shop.db()).await.unwrap();
    shop.start().await;
    // A row of the new schema vanishes and nobody may bring it back.
    shop.execute(
        "CREATE FUNCTION green.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER lose BEFORE INSERT ON green.order_lines FOR EACH ROW EXECUTE FUNCTION green.lose()",
    )
    .await;
    let (outcome, staged) =
        cut_over_with(&shop, "INSERT INTO \"Order Details\" VALUES (5, 3, 1, 'lost')").await;
    assert!(matches!(outcome, Err(Error::Unaccounted(_))), "{outcome:?}");
    assert!(staged.len() > 3, "it was tried with everything: {staged:?}");
    assert_eq!(left(&shop).await, 0);
    assert_eq!(shop.count("\"Order Details\"").await, 2001);
    shop.execute("DELETE FROM \"Order Details\" WHERE key = 'lost'").await;
    adopt::abort(shop.db(), &consent()).await.unwrap();
    assert!(before.diff(&Snapshot::read(shop.db()).await.unwrap()).is_empty());
}
