//! Phases 3 and 4 of the schema-repair source document: a duplicate table is merged, empty leftovers are dropped.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::time::Duration;

use backline_ops::consent::{Consent, Environment, Request};
use backline_ops::sql::scalar;
use backline_ops::tidy::{self, Error, OnConflict};
use backline_testdb::TestDb;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

const METRICS: &str = r#"
CREATE TABLE "bazaar-vid_api_usage_metric" (
    id integer PRIMARY KEY, provider text NOT NULL, tokens integer, details json, twice integer GENERATED ALWAYS AS (tokens * 2) STORED
);
CREATE TABLE api_usage_metric (id integer PRIMARY KEY, provider text NOT NULL, tokens integer, details json);
INSERT INTO "bazaar-vid_api_usage_metric" VALUES (1, 'a', 10, '{"n": 1}'), (2, 'b', 20, NULL), (9, 'z', 90, NULL);
INSERT INTO api_usage_metric VALUES (1, 'a', 10, '{"n": 1}'), (2, 'b', 21, NULL), (3, 'c', NULL, '[]');
"#;

const LIMIT: Duration = Duration::from_secs(2);

fn consent() -> Consent {
    Request::new("a test's own", Environment::Test).confirmed(true).decide().unwrap()
}

async fn database(script: &str) -> TestDb {
    let db = TestDb::empty().await.unwrap();
    db.conn().execute_unprepared(script).await.unwrap();
    db
}

async fn text(db: &DatabaseConnection, query: &str) -> String {
    scalar(db, &format!("SELECT coalesce(({query})::text, '')"), []).await.unwrap()
}

const ROWS: &str = "SELECT string_agg(concat(id, provider, tokens, '/', twice), ' ' ORDER BY id) FROM \"bazaar-vid_api_usage_metric\"";
const REAL: &str = "\"bazaar-vid_api_usage_metric\"";

#[tokio::test]
async fn a_duplicate_is_merged_and_dropped() {
    for (choice, expected) in [
        (OnConflict::KeepTarget, "1a10/20 2b20/40 3c/ 9z90/180"),
        (OnConflict::TakeSource, "1a10/20 2b21/42 3c/ 9z90/180"),
    ] {
        let test = database(METRICS).await;
        let db = test.conn();
        let preview = tidy::merge_preview(db, "api_usage_metric", REAL, 5).await.unwrap();
        assert_eq!((preview.rows, preview.new, preview.same, preview.conflicting), (3, 1, 1, 1));
        assert_eq!(preview.conflicts[0].key, "2");
        assert_eq!(preview.conflicts[0].source["tokens"], 21);
        let refused = tidy::merge(db, &consent(), "api_usage_metric", REAL, OnConflict::Refuse, LIMIT).await;
        assert!(matches!(refused, Err(Error::Conflicts { count: 1, .. })), "{refused:?}");
        assert_eq!(text(db, "SELECT count(*) FROM api_usage_metric").await, "3");
        tidy::merge(db, &consent(), "api_usage_metric", REAL, choice, LIMIT).await.unwrap();
        assert_eq!(text(db, ROWS).await, expected);
        assert_eq!(text(db, "SELECT to_regclass('api_usage_metric')").await, "");
    }
}

#[tokio::test]
async fn what_a_trigger_swallows_is_noticed_and_nothing_is_lost() {
    let test = database(METRICS).await;
    let db = test.conn();
    db.execute_unprepared(
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER swallow BEFORE INSERT ON \"bazaar-vid_api_usage_metric\" FOR EACH ROW EXECUTE FUNCTION swallow()",
    )
    .await
    .unwrap();
    let error = tidy::merge(db, &consent(), "api_usage_metric", REAL, OnConflict::KeepTarget, LIMIT)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("1 rows are missing"), "{error}");
    assert_eq!(text(db, "SELECT count(*) FROM api_usage_metric").await, "3");
}

#[tokio::test]
async fn tables_that_do_not_fit_are_refused_with_all_reasons() {
    let test = database(METRICS).await;
    let db = test.conn();
    db.execute_unprepared(
        "ALTER TABLE api_usage_metric ALTER tokens TYPE bigint; ALTER TABLE api_usage_metric ADD colour text",
    )
    .await
    .unwrap();
    let error = tidy::merge_preview(db, "api_usage_metric", REAL, 5).await.unwrap_err().to_string();
    assert!(
        error.contains("\"tokens\" is bigint here and integer there")
            && error.contains("no column \"colour\""),
        "{error}"
    );
    for (source, target, expected) in
        [("nowhere", REAL, "there is no table nowhere"), (REAL, REAL, "into itself")]
    {
        let error = tidy::merge_preview(db, source, target, 5).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

const LEFTOVERS: &str = r#"
CREATE TABLE "bazaar-vid_patch" (id integer PRIMARY KEY);
CREATE TABLE "bazaar-vid_scene_plan" (id integer PRIMARY KEY, patch integer REFERENCES "bazaar-vid_patch");
CREATE TABLE "bazaar-vid_metric" (id integer PRIMARY KEY);
CREATE TABLE kept (patch integer CONSTRAINT kept_patch REFERENCES "bazaar-vid_metric");
INSERT INTO "bazaar-vid_metric" SELECT generate_series(1, 389);
"#;

fn names(tables: &[&str]) -> Vec<String> {
    tables.iter().map(|table| (*table).to_owned()).collect()
}

#[tokio::test]
async fn empty_tables_go_and_others_stay() {
    let test = database(LEFTOVERS).await;
    let db = test.conn();
    let all = names(&["\"bazaar-vid_patch\"", "\"bazaar-vid_scene_plan\"", "\"bazaar-vid_metric\""]);
    let error = tidy::drop_empty(db, &consent(), &all, LIMIT).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "nothing was dropped: public.\"bazaar-vid_metric\" holds 389 rows; \
         foreign key kept_patch of kept refers to public.\"bazaar-vid_metric\""
    );
    assert_eq!(
        text(db, "SELECT count(*) FROM pg_class WHERE relname LIKE 'bazaar%' AND relkind = 'r'").await,
        "3"
    );
    let dropped = tidy::drop_empty(db, &consent(), &all[..2], LIMIT).await.unwrap();
    assert_eq!(dropped.tables, ["public.\"bazaar-vid_patch\"", "public.\"bazaar-vid_scene_plan\""]);
    assert_eq!(
        text(db, "SELECT count(*) FROM pg_class WHERE relname LIKE 'bazaar%' AND relkind = 'r'").await,
        "1"
    );
}

#[tokio::test]
async fn a_table_that_somebody_is_about_to_fill_is_not_dropped() {
    let test = database(LEFTOVERS).await;
    let db = test.conn();
    let filling = db.begin().await.unwrap();
    filling.execute_unprepared("INSERT INTO \"bazaar-vid_patch\" VALUES (1)").await.unwrap();
    let patch = names(&["\"bazaar-vid_patch\""]);
    let error = tidy::drop_empty(db, &consent(), &patch, Duration::from_millis(100)).await.unwrap_err();
    assert!(error.hint().unwrap().contains("in use"), "{error}");
    filling.commit().await.unwrap();
    let error = tidy::drop_empty(db, &consent(), &patch, LIMIT).await.unwrap_err();
    assert!(error.to_string().contains("holds 1 rows"), "{error}");
}
