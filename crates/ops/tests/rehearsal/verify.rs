//! A chain that can be undone passes; what cannot be is named, with what it leaves.

use backline_ops::Error;
use backline_ops::verify::{Event, Report, Stage, verify};
use sea_orm_migration::MigratorTrait;

use crate::migrators;
use crate::support::{SHOP, Script, TestDatabase};

const INDEX: Script = Script {
    name: "m2_index_orders",
    up: &["CREATE INDEX CONCURRENTLY orders_buyer ON orders (buyer)"],
    down: Ok(&["DROP INDEX CONCURRENTLY orders_buyer"]),
    transactional: false,
};

const COLOURS: Script = Script {
    name: "m3_create_colours",
    up: &[
        "CREATE TABLE colours (name text PRIMARY KEY)",
        "ALTER TABLE goods ADD COLUMN size integer DEFAULT 1",
    ],
    down: Ok(&["ALTER TABLE goods DROP COLUMN size", "DROP TABLE colours"]),
    transactional: true,
};

migrators! {
    Good = [SHOP, INDEX, COLOURS];
    LeavesTable = [SHOP, INDEX, Script { down: Ok(&["ALTER TABLE goods DROP COLUMN size", "ALTER TABLE goods ALTER COLUMN title DROP NOT NULL"]),
        up: &["CREATE TABLE IF NOT EXISTS colours (name text PRIMARY KEY)", "ALTER TABLE goods ADD COLUMN size integer DEFAULT 1"], ..COLOURS }];
    LeavesOnPurpose = [SHOP, Script { down: Ok(&["-- verify: leaves(table public.colours) others read it",
            "-- verify: leaves(column public.colours.) others read it", "-- verify: leaves(constraint public.colours.) others read it",
            "-- verify: leaves(index public.colours_) others read it", "ALTER TABLE goods DROP COLUMN size"]),
        up: &["CREATE TABLE IF NOT EXISTS colours (name text PRIMARY KEY)", "ALTER TABLE goods ADD COLUMN size integer DEFAULT 1"], ..COLOURS }];
    FailsDown = [Script { down: Ok(&["DROP TABLE goods"]), ..SHOP }, Script { down: Ok(&["DROP TABLE colors"]), ..COLOURS }, INDEX];
    Fickle = [SHOP, Script { up: &["DO $$ BEGIN EXECUTE format('CREATE TABLE t%s ()', pg_current_xact_id()); END $$"],
        down: Ok(&["DO $$ BEGIN EXECUTE (SELECT 'DROP TABLE ' || relname FROM pg_class WHERE relname ~ '^t[0-9]'); END $$"]), ..COLOURS }];
    OneWay = [SHOP, Script { down: Err("the colours are known to everybody"), ..COLOURS }, Script { name: "m4_index", ..INDEX }];
    FailsUp = [SHOP, Script { name: "m2_fails", up: &["CREATE TABLE colours ()", "CREATE TABLE goods ()"], ..COLOURS }];
}

async fn verified<M: MigratorTrait>() -> Report {
    let server = TestDatabase::new().await;
    verify::<M, Error>(server.conn(), async |_| Ok(vec![]), |_| {}).await.unwrap()
}

#[tokio::test]
async fn a_chain_that_can_be_undone_passes() {
    let server = TestDatabase::new().await;
    let mut events = Vec::new();
    let mut tables = 0;
    let report = verify::<Good, Error>(
        server.conn(),
        async |db| {
            let count =
                "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
            tables = backline_ops::sql::scalar::<i64, 0>(db, count, []).await.unwrap();
            Ok(vec!["an entity is missing".to_owned()])
        },
        |event| {
            events.push(match event {
                Event::Begins(total) => format!("{total} begin"),
                Event::Tried(name) => name.to_owned(),
                Event::AllDown => "all down".to_owned(),
                Event::AllUpAgain => "all up".to_owned(),
            });
        },
    )
    .await
    .unwrap();
    assert_eq!(
        events,
        ["3 begin", "m3_create_colours", "m2_index_orders", "m1_create_shop", "all down", "all up"]
    );
    assert_eq!((report.migrations, report.irreversible.len(), tables), (3, 0, 3));
    let [finding] = &report.findings[..] else { panic!("{report:#?}") };
    assert_eq!((finding.stage, &finding.differences[0][..]), (Stage::Check, "an entity is missing"));
}

#[tokio::test]
async fn what_down_leaves_or_takes_is_named() {
    let report = verified::<LeavesTable>().await;
    let finding = &report.findings[0];
    assert_eq!((finding.migration.as_deref(), finding.stage), (Some("m3_create_colours"), Stage::Down));
    assert!(finding.differences.contains(&"+ table public.colours".to_owned()), "{finding:#?}");
    assert!(
        finding.differences.iter().any(|line| line.starts_with("~ column public.goods.title: text not null")),
        "{finding:#?}"
    );
    assert_eq!(report.findings.len(), 1, "those before it are tried, and are well: {report:#?}");
}

#[tokio::test]
async fn what_is_left_on_purpose_is_said_in_the_migration() {
    let report = verified::<LeavesOnPurpose>().await;
    assert!(report.findings.is_empty(), "{report:#?}");
}

#[tokio::test]
async fn a_down_that_fails_is_a_finding_and_the_others_are_tried() {
    let report = verified::<FailsDown>().await;
    let [colours, shop] = &report.findings[..] else { panic!("{report:#?}") };
    assert_eq!((colours.migration.as_deref(), colours.stage), (Some("m3_create_colours"), Stage::Down));
    assert_eq!(colours.differences, ["statement 1 fails: table \"colors\" does not exist (SQLSTATE 42P01)"]);
    assert_eq!(shop.migration.as_deref(), Some("m1_create_shop"));
    assert!(shop.differences.contains(&"+ table public.orders".to_owned()), "{shop:#?}");
}

#[tokio::test]
async fn an_up_that_makes_something_else_each_time_is_found() {
    let report = verified::<Fickle>().await;
    let [finding] = &report.findings[..] else { panic!("{report:#?}") };
    assert_eq!((finding.stage, finding.differences.len()), (Stage::UpAgain, 1), "{finding:#?}");
    assert!(finding.differences[0].starts_with("> table public.t"), "{finding:#?}");
}

#[tokio::test]
async fn one_that_cannot_be_undone_says_why_and_those_after_it_are_undone() {
    let report = verified::<OneWay>().await;
    assert!(report.findings.is_empty(), "{report:#?}");
    let [one] = &report.irreversible[..] else { panic!("{report:#?}") };
    assert_eq!((&*one.migration, &*one.reason), ("m3_create_colours", "the colours are known to everybody"));
}

#[tokio::test]
async fn an_up_that_fails_ends_it_and_nothing_is_left() {
    let server = TestDatabase::alone().await;
    let error = verify::<FailsUp, Error>(server.conn(), async |_| Ok(vec![]), |_| {}).await.unwrap_err();
    assert!(
        matches!(&error, Error::Statement { position: 2, migration, .. } if migration == "m2_fails"),
        "{error:?}"
    );
    let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'ops_scratch_%'";
    assert_eq!(server.column::<i64>(left).await, [0]);
}
