//! A changed migration is run again, and rows of tables that the change does not touch stay.

use backline_ops::Error;
use backline_ops::migrate::{Options, Reason, diagnose, up};

use crate::support::{ChangedShop, PlainShop, PlainShopWithNotes, Shop, TestDatabase};

fn rerun() -> Options {
    Options { rerun_changed: true, ..Options::default() }
}

#[tokio::test]
async fn rows_are_kept() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<PlainShop>(db, Options::default(), |_| {}).await.unwrap();
    database.execute("INSERT INTO goods (title, colour) VALUES ('hat', 'red'), ('cap', NULL)").await;
    database.execute("INSERT INTO orders (goods_id, buyer) SELECT id, 'Ada' FROM goods").await;
    let before = database.column::<String>("SELECT goods::text FROM goods ORDER BY id").await;

    let report = up::<PlainShopWithNotes>(db, rerun(), |_| {}).await.unwrap();
    assert!(report.applied.iter().all(|one| one.reason == Reason::ChecksumMismatch), "{report:?}");
    assert_eq!(report.applied.len(), 3);
    assert_eq!(database.column::<String>("SELECT goods::text FROM goods ORDER BY id").await, before);
    assert_eq!(
        database.column::<i64>("SELECT count(*) FROM orders WHERE note IS NULL AND buyer = 'Ada'").await,
        [2]
    );
    let rebuilt: Vec<(&str, u64, u64)> =
        report.rebuilt.iter().map(|one| (one.table.as_str(), one.kept, one.lost)).collect();
    assert_eq!(rebuilt, [("public.goods", 2, 0), ("public.orders", 2, 0)]);
    assert!(diagnose::<PlainShopWithNotes>(db).await.unwrap().up_to_date);
    database.execute("INSERT INTO goods (title) VALUES ('the next number is free')").await;
}

#[tokio::test]
async fn a_column_that_is_dropped_on_the_way_gets_its_values_back() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<PlainShop>(db, Options::default(), |_| {}).await.unwrap();
    database.execute("INSERT INTO goods (title, colour) VALUES ('hat', 'red')").await;
    database
        .execute("UPDATE migration_history SET checksum = 'other' WHERE migration_name = 'm3_trim_titles'")
        .await;
    up::<PlainShop>(db, rerun(), |_| {}).await.unwrap();
    assert_eq!(database.column::<String>("SELECT colour FROM goods").await, ["red"]);
}

#[tokio::test]
async fn what_cannot_be_one_transaction_is_refused() {
    let database = TestDatabase::new().await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    let refused = up::<ChangedShop>(database.conn(), rerun(), |_| {}).await;
    assert!(matches!(refused, Err(Error::Usage(_))), "{refused:?}");
    assert!(diagnose::<Shop>(database.conn()).await.unwrap().up_to_date);
}
