//! Undone by the SQL that was recorded, in whole or not at all; what is lost is counted before.

use backline_ops::Error;
use backline_ops::consent::{Consent, Environment, Request};
use backline_ops::migrate::{
    Options, RecordState, RollbackOptions, Selection, State, Until, UsageError, history, plan_rollback,
    records, rollback, status, up,
};

use crate::support::{
    BrokenIndex, DearShop, DearShopMended, PlainShop, Shop, ShopWithCustomers, TestDatabase,
};

fn consent() -> Consent {
    Request::new("test", Environment::Test).confirmed(true).decide().unwrap()
}

async fn undo(database: &TestDatabase, selection: Selection) -> Result<Vec<String>, Error> {
    let done =
        rollback::<Shop>(database.conn(), &selection, RollbackOptions::default(), &consent(), |_| {}).await?;
    Ok(done.steps.into_iter().map(|step| step.name).collect())
}

/// Two batches: the first one migration, the second one two.
async fn shop() -> TestDatabase {
    let database = TestDatabase::new().await;
    let first = Options { until: Until::Steps(1), ..Options::default() };
    up::<Shop>(database.conn(), first, |_| {}).await.unwrap();
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    database
}

#[tokio::test]
async fn by_batch_by_name_by_number_and_all() {
    let all = ["m3_trim_titles", "m2_index_orders", "m1_create_shop"];
    let cases = [
        (Selection::LastBatch, &all[..2]),
        (Selection::Steps(1), &all[..1]),
        (Selection::Batch(1), &all[2..]),
        (Selection::ToBatch(1), &all[..2]),
        (Selection::To("m2_index_orders".into()), &all[..1]),
        (Selection::All, &all[..]),
    ];
    let database = shop().await;
    for (selection, expected) in cases {
        let plan = plan_rollback::<Shop>(database.conn(), &selection).await.unwrap();
        assert_eq!(
            plan.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(),
            expected,
            "{selection:?}"
        );
    }
    assert_eq!(undo(&database, Selection::ToBatch(1)).await.unwrap(), all[..2]);
    let states: Vec<State> =
        status::<Shop>(database.conn()).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Applied, State::RolledBack, State::RolledBack]);
    let listed = database.column::<String>("SELECT version FROM seaql_migrations").await;
    assert_eq!(listed, ["m1_create_shop"]);
    assert_eq!(undo(&database, Selection::All).await.unwrap(), all[2..]);
    assert_eq!(database.column::<bool>("SELECT to_regclass('goods') IS NULL").await, [true]);
    assert!(records(database.conn()).await.unwrap().iter().all(|one| one.state == RecordState::RolledBack));
    let undone =
        history(database.conn()).await.unwrap().into_iter().filter(|event| event.event == "rolled_back");
    assert_eq!(undone.count(), 3);
    assert_eq!(up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap().applied.len(), 3);
}

#[tokio::test]
async fn wrong_requests_undo_nothing() {
    let database = shop().await;
    let refused = async |selection| match undo(&database, selection).await {
        Err(Error::Usage(refused)) => refused,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(Selection::Batch(7)).await,
        UsageError::NoSuchBatch { batch: 7, existing: vec![1, 2] }
    );
    assert_eq!(refused(Selection::Steps(0)).await, UsageError::NoSteps);
    let UsageError::NotApplied { nearest, .. } = refused(Selection::To("m3_trim_title".into())).await else {
        panic!()
    };
    assert_eq!(nearest, ["m3_trim_titles"]);
    database
        .execute("UPDATE migration_history SET rollback_sql = NULL, irreversible_reason = 'the old titles are gone' WHERE migration_name = 'm2_index_orders'")
        .await;
    assert_eq!(
        refused(Selection::All).await,
        UsageError::Irreversible(vec![("m2_index_orders".into(), "the old titles are gone".into())])
    );
    assert!(status::<Shop>(database.conn()).await.unwrap().iter().all(|one| one.state == State::Applied));
    let empty = TestDatabase::new().await;
    let nothing = plan_rollback::<Shop>(empty.conn(), &Selection::All).await;
    assert!(matches!(nothing, Err(Error::Usage(UsageError::NothingRecorded))), "{nothing:?}");
}

#[tokio::test]
async fn an_older_checkout_undoes_what_a_newer_one_did() {
    let database = TestDatabase::new().await;
    up::<ShopWithCustomers>(database.conn(), Options::default(), |_| {}).await.unwrap();
    let undone = undo(&database, Selection::To("m1_create_shop".into())).await.unwrap();
    assert_eq!(undone, ["m3_trim_titles", "m2_index_orders", "m1b_create_customers"]);
    assert_eq!(database.column::<bool>("SELECT to_regclass('customers') IS NULL").await, [true]);
}

#[tokio::test]
async fn what_is_lost_is_counted_and_a_failure_undoes_nothing() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<PlainShop>(db, Options::default(), |_| {}).await.unwrap();
    database.execute("INSERT INTO goods (title, colour) VALUES ('hat', 'red'), ('cap', NULL)").await;
    database.execute("INSERT INTO orders (goods_id, buyer) SELECT id, 'Ada' FROM goods").await;
    let plan = plan_rollback::<PlainShop>(db, &Selection::All).await.unwrap();
    assert!(plan.transactional);
    let losses: Vec<(String, i64)> =
        plan.steps.iter().flat_map(|step| &step.losses).map(|loss| (loss.what.clone(), loss.rows)).collect();
    assert_eq!(
        losses,
        [
            ("column public.goods.colour".to_owned(), 1),
            ("table public.orders".to_owned(), 2),
            ("table public.goods".to_owned(), 2)
        ]
    );
    database.execute("CREATE VIEW titles AS SELECT title FROM goods").await;
    let failed =
        rollback::<PlainShop>(db, &Selection::All, RollbackOptions::default(), &consent(), |_| {}).await;
    assert_eq!(failed.unwrap_err().sqlstate().as_deref(), Some("2BP01"));
    let colours = database.column::<i64>("SELECT count(colour) FROM goods").await;
    assert_eq!(colours, [1], "the column that was dropped first is back");
    assert_eq!(history(db).await.unwrap().pop().unwrap().event, "rollback_failed");
}

#[tokio::test]
async fn what_stopped_in_the_middle_is_undone_as_far_as_it_is_there() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<BrokenIndex>(db, Options::default(), |_| {}).await.unwrap_err();
    assert_eq!(database.column::<bool>("SELECT to_regclass('idx_orders_goods') IS NULL").await, [false]);
    let plan = plan_rollback::<BrokenIndex>(db, &Selection::Steps(1)).await.unwrap();
    assert_eq!(plan.steps[0].name, "m2_index_orders");
    assert!(plan.steps[0].half_done);
    assert_eq!(undo(&database, Selection::Steps(1)).await.unwrap(), ["m2_index_orders"]);
    assert_eq!(database.column::<bool>("SELECT to_regclass('idx_orders_goods') IS NULL").await, [true]);
    // Nothing is remembered of the half: the next run begins at its beginning.
    assert_eq!(up::<Shop>(db, Options::default(), |_| {}).await.unwrap().applied.len(), 2);
    assert_eq!(database.column::<bool>("SELECT to_regclass('idx_orders_goods') IS NULL").await, [false]);

    // A first statement that failed is nothing to pass over either: its table goes with what came before.
    let database = TestDatabase::new().await;
    up::<BrokenIndex>(database.conn(), Options::default(), |_| {}).await.unwrap_err();
    assert_eq!(undo(&database, Selection::All).await.unwrap(), ["m2_index_orders", "m1_create_shop"]);
    assert_eq!(up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap().applied.len(), 3);
    assert_eq!(database.column::<bool>("SELECT to_regclass('idx_orders_goods') IS NULL").await, [false]);
}

#[tokio::test]
async fn a_half_whose_rollback_would_do_harm_is_finished_first() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    up::<DearShop>(db, Options { until: Until::Steps(1), ..Options::default() }, |_| {}).await.unwrap();
    database.execute("INSERT INTO goods (title, price) VALUES ('hat', 10)").await;
    up::<DearShop>(db, Options::default(), |_| {}).await.unwrap_err();
    let refused =
        rollback::<DearShop>(db, &Selection::All, RollbackOptions::default(), &consent(), |_| {}).await;
    let Err(Error::Usage(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused, UsageError::HalfDone(vec![("m9_raise_prices".into(), 1)]));
    assert!(refused.to_string().ends_with("\"m9_raise_prices\" after 1 statement"), "{refused}");
    assert!(refused.hint().unwrap().contains("`migrate up` go on there"));
    let price = "SELECT price::text FROM goods";
    assert_eq!(database.column::<String>(price).await, ["20.00"], "nothing was undone");

    up::<DearShopMended>(db, Options::default(), |_| {}).await.unwrap();
    assert_eq!(database.column::<String>(price).await, ["20.00"], "it went on, and did not begin again");
    let (last, options) = (Selection::Steps(1), RollbackOptions::default());
    let undone = rollback::<DearShopMended>(db, &last, options, &consent(), |_| {}).await.unwrap();
    assert_eq!(undone.steps.len(), 1);
    assert_eq!(database.column::<String>(price).await, ["10.00"]);
}
