//! The schema-repair source document's exports table, rewritten to its target while writers write.

use std::time::Duration;

use backline_ops::catalog::Snapshot;
use backline_ops::rewrite::{self, Options, Set, Specification};
use backline_ops::sql::scalar;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;

use crate::writers::{Writers, assert_written};

/// As in production: text where uuid and varchar belong.
const PRODUCTION: &str = r#"
CREATE TABLE "bazaar-vid_user" (id varchar(255) PRIMARY KEY);
CREATE TABLE "bazaar-vid_project" (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE TABLE "bazaar-vid_exports" (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    owner text NOT NULL DEFAULT 'nobody',
    user_id text NOT NULL DEFAULT 'user-1',
    project_id text NOT NULL DEFAULT '00000000-0000-4000-8000-000000000001',
    render_id text NOT NULL DEFAULT gen_random_uuid()::text,
    status text NOT NULL DEFAULT 'pending',
    progress integer DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT now()
);
INSERT INTO "bazaar-vid_user" SELECT 'user-' || n FROM generate_series(1, 10) AS n;
INSERT INTO "bazaar-vid_project" SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid FROM generate_series(1, 9) AS n;
INSERT INTO "bazaar-vid_exports" (user_id, project_id, progress)
SELECT 'user-' || n % 10 + 1, '00000000-0000-4000-8000-00000000000' || n % 9 + 1, n % 101 FROM generate_series(1, 20000) AS n;
"#;

/// The document's step 1, 3 and 4.
const TARGET: &str = r#"
CREATE TABLE "bazaar-vid_exports" (
    id uuid DEFAULT gen_random_uuid() NOT NULL PRIMARY KEY,
    owner text NOT NULL DEFAULT 'nobody',
    user_id character varying(255) NOT NULL DEFAULT 'user-1',
    project_id uuid NOT NULL DEFAULT '00000000-0000-4000-8000-000000000001',
    render_id text NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    status text DEFAULT 'pending'::text NOT NULL,
    progress integer DEFAULT 0,
    format text DEFAULT 'mp4'::text NOT NULL,
    metadata jsonb,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    completed_at timestamp without time zone
);
CREATE INDEX "exports_user_idx" ON "bazaar-vid_exports" (user_id);
CREATE INDEX "exports_project_idx" ON "bazaar-vid_exports" (project_id);
CREATE INDEX "exports_created_idx" ON "bazaar-vid_exports" (created_at);
ALTER TABLE "bazaar-vid_exports" ADD CONSTRAINT "exports_user_fk"
    FOREIGN KEY (user_id) REFERENCES "bazaar-vid_user" (id) ON DELETE CASCADE;
ALTER TABLE "bazaar-vid_exports" ADD CONSTRAINT "exports_project_fk"
    FOREIGN KEY (project_id) REFERENCES "bazaar-vid_project" (id) ON DELETE CASCADE;
"#;

const TABLE: &str = "\"bazaar-vid_exports\"";

#[tokio::test(flavor = "multi_thread")]
async fn exports_become_their_target_under_writers_and_come_back() {
    let test = TestDb::empty().await.unwrap();
    let db = test.conn();
    db.execute_unprepared(PRODUCTION).await.unwrap();
    let before = Snapshot::read(db).await.unwrap();
    let writers = Writers::start(test.url(), TABLE, 4, 1);
    writers.wait_for(50).await;
    let specification = Specification { target: Some(TARGET.into()), ..Default::default() };
    let options = Options::default();
    rewrite::start(db, TABLE, &specification, &options, |_| {}).await.unwrap();
    writers.wait_for(50).await;
    let left = writers.stop().await;
    assert_written(db, TABLE, &left).await;

    let names: String = scalar(
        db,
        "SELECT (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                 WHERE indrelid = '\"bazaar-vid_exports\"'::regclass)
             || ' ' || (SELECT string_agg(conname || CASE WHEN convalidated THEN '' ELSE '!' END, ' ' ORDER BY conname)
                 FROM pg_constraint WHERE conrelid = '\"bazaar-vid_exports\"'::regclass AND contype IN ('f', 'u', 'p'))",
        [],
    )
    .await
    .unwrap();
    assert_eq!(
        names,
        "bazaar-vid_exports_pkey bazaar-vid_exports_render_id_key exports_created_idx exports_project_idx exports_user_idx \
         bazaar-vid_exports_pkey bazaar-vid_exports_render_id_key exports_project_fk exports_user_fk"
    );
    // An orphan is refused now.
    let orphan = "UPDATE \"bazaar-vid_exports\" SET user_id = 'nobody-knows' WHERE progress = 7";
    assert!(db.execute_unprepared(orphan).await.is_err());

    // Written to again, and taken back: with every write made since the swap.
    let writers = Writers::start(test.url(), TABLE, 4, 2);
    writers.wait_for(100).await;
    let more = writers.stop().await;
    rewrite::revert(db, TABLE, &options, |_| {}).await.unwrap();
    let mut all = Vec::new();
    for (first, second) in left.into_iter().zip(more) {
        let mut rows = first.rows;
        rows.extend(second.rows.clone());
        all.push(crate::writers::Left { rows, ..second });
    }
    let lost: i64 =
        scalar(db, "SELECT count(*) FROM \"bazaar-vid_exports\" WHERE owner = 'nobody'", []).await.unwrap();
    assert_eq!(lost, 20_000);
    assert_written(db, TABLE, &all).await;
    assert!(before.diff(&Snapshot::read(db).await.unwrap()).is_empty());
    assert!(all.iter().all(|left| left.longest < Duration::from_secs(20)));
}

#[tokio::test]
async fn a_target_that_leaves_out_a_column_says_so() {
    let test = TestDb::empty().await.unwrap();
    test.conn().execute_unprepared(PRODUCTION).await.unwrap();
    let mut specification = Specification {
        target: Some(TARGET.replace("    status text DEFAULT 'pending'::text NOT NULL,\n", "")),
        ..Default::default()
    };
    let start = async |specification: &Specification| {
        rewrite::preview(test.conn(), TABLE, specification, 5, |_| {})
            .await
            .map_err(|error| (error.to_string(), error.hint()))
    };
    let (error, hint) = start(&specification).await.unwrap_err();
    assert_eq!(error, "the target leaves out column \"status\"");
    assert_eq!(hint.as_deref(), Some("add it to the target, or say --drop status to lose it"));
    specification.drops.push("status".into());
    start(&specification).await.unwrap();
    specification.sets.push("id=uuid USING 'no uuid'::uuid".parse::<Set>().unwrap());
    assert_eq!(start(&specification).await.unwrap().unconvertible, 20_000);
    for (target, expected) in [
        ("CREATE TABLE other (id uuid)", "the target defines no table \"bazaar-vid_exports\""),
        ("CREATE TABEL", "failed to make the table that the target defines"),
        ("CREATE TABLE \"bazaar-vid_exports\" (id uuid)", "the target has no unique key over \"id\""),
    ] {
        let specification = Specification { target: Some(target.into()), ..Default::default() };
        assert_eq!(start(&specification).await.unwrap_err().0, expected);
    }
}
