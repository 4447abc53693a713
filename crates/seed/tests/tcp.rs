//! Loading into a server that is reached over TCP.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_postgres::{Cluster, Settings};
use backline_seed::load::{self, Options, Plan, Story};
use backline_seed::reference::{self, ReferenceTable};
use backline_seed::row;
use backline_seed::value::Seed;
use sea_orm::sqlx::{self, PgPool};

/// Two tables.
fn plan() -> Plan {
    let story = Story::new("visits", 100, |ordinal, rows| {
        let ordinal = i64::try_from(ordinal).unwrap();
        row!(rows, guests { id: ordinal });
        row!(rows, visits { id: ordinal, guest_id: ordinal, town_id: 1_i32 });
    });
    Plan::new("visits", Seed::new(1)).with_story(story)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::new(Settings::development(folder.path().join("cluster"))).unwrap();
    let server = cluster.ensure_started().unwrap();
    let pool = PgPool::connect(&server.url("postgres")).await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE towns (id integer PRIMARY KEY, name text); CREATE TABLE guests (id bigint PRIMARY KEY);
        CREATE TABLE visits (id bigint PRIMARY KEY, guest_id bigint REFERENCES guests, town_id integer REFERENCES towns)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let towns = ReferenceTable::new("towns", "id,name\n1,Leh\n", &["id"]);
    assert_eq!(reference::load(&pool, &[towns], |_| {}).await.unwrap().changed(), 1);
    let options = Options { bulk_from: 0, ..Options::default() };
    assert_eq!(load::estimate(&pool, &plan(), &options).await.unwrap().rows(), 200);
    assert_eq!(load::run(&pool, &plan(), &options, |_| {}).await.unwrap().rows(), 200);
    let visits =
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM visits JOIN guests ON guest_id = guests.id");
    assert_eq!(visits.fetch_one(&pool).await.unwrap(), 100);
    pool.close().await;
    cluster.destroy().unwrap();
}
