//! Scenarios on a stranger's tables: a shop with what makes clean-up hard. Triggers write rows, count in others' rows and
//! refuse deletions; keys are of several columns and kinds; a table is partitioned; a trigger waits until the end.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod crash;
mod rules;
mod shop;

use backline_seed::scenario::{self, Check as _, Error, Listing, Scenario as _};
use futures::future::try_join_all;

use shop::{Purchase, Shop};

#[tokio::test]
async fn a_scenario_gives_handles_and_says_what_it_made() {
    let shop = Shop::new().await;
    let purchase = Purchase::new().with_lines(3).create(&shop.db).await.unwrap();
    assert_eq!(purchase.lines, 3);
    purchase.check(&shop.db).await.unwrap();
    let counts: Vec<(&str, u64)> =
        purchase.tables.iter().map(|table| (table.table.as_str(), table.rows)).collect();
    let expected =
        [("customers", 1), ("journal", 7), ("order_lines", 3), ("orders", 1), ("stamps", 1), ("tariffs", 2)];
    assert_eq!(counts, expected);
    assert_eq!(expected.map(|(table, _)| table), Purchase::TABLES);
    let runs = scenario::runs(&shop.db).await.unwrap();
    assert_eq!((runs.len(), runs[0].id, runs[0].rows), (1, purchase.run, 15));
    assert_eq!(runs[0].scenario, "purchase");
}

#[tokio::test]
async fn cleaning_leaves_everything_else_as_it_was_in_any_order() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let before = shop.digest().await;
    let first = Purchase::new().create(&shop.db).await.unwrap();
    let after_first = shop.digest().await;
    let second = Purchase::new().with_lines(5).create(&shop.db).await.unwrap();
    let third = Purchase::new().create(&shop.db).await.unwrap();

    scenario::clean_run(&shop.db, third.run).await.unwrap();
    let cleaned = scenario::clean_run(&shop.db, second.run).await.unwrap();
    assert_eq!(cleaned.tables, second.tables);
    assert_eq!(shop.digest().await, after_first);
    first.check(&shop.db).await.unwrap();

    scenario::clean_run(&shop.db, first.run).await.unwrap();
    assert_eq!(shop.digest().await, before);
    let gone = scenario::clean_run(&shop.db, first.run).await.unwrap_err();
    assert!(matches!(gone, Error::NoRun { run } if run == first.run), "{gone}");
}

#[tokio::test]
async fn many_at_once_do_not_meet() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let before = shop.digest().await;
    let purchase = Purchase::new();
    let made = try_join_all((0..12).map(|_| purchase.create(&shop.db))).await.unwrap();
    for purchase in &made {
        purchase.check(&shop.db).await.unwrap();
    }
    assert!(made.windows(2).all(|pair| pair[0].tables == pair[1].tables));
    try_join_all(made.iter().map(|made| scenario::clean_run(&shop.db, made.run))).await.unwrap();
    assert_eq!(shop.digest().await, before);
}

#[tokio::test]
async fn a_registry_runs_by_name() {
    const ALL: &[Listing] = &[Listing::of::<Purchase>(include_str!("shop.rs"))];
    assert_eq!(ALL[0].description(), "A shop, and a purchase in it.");
    let unknown = Listing::named(ALL, &["sale".to_owned()]).unwrap_err();
    assert_eq!(unknown.to_string(), "there is no scenario \"sale\"");
    let shop = Shop::new().await;
    for listing in Listing::named(ALL, &["purchase".to_owned()]).unwrap() {
        let finished = listing.run(&shop.db).await.unwrap();
        assert_eq!(finished.scenario, "purchase");
        assert_eq!(finished.tables.len(), listing.tables.len());
    }
    assert_eq!(Listing::named(ALL, &[]).unwrap().len(), 1);
}

#[tokio::test]
async fn without_reference_data_it_says_so() {
    let shop = Shop::new().await;
    shop.execute("TRUNCATE colours CASCADE").await;
    let error = Purchase::new().create(&shop.db).await.unwrap_err();
    assert_eq!(error.to_string(), "scenario \"purchase\" needs reference data, and \"colours\" has none");
    assert_eq!(error.hint(), Some("load the reference data first: `seed reference`"));
    assert!(scenario::runs(&shop.db).await.unwrap().is_empty());
}
