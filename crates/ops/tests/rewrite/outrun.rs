//! A table that is written to faster than its rows can be mirrored.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backline_ops::rewrite::{self, Error, Options, Specification, Stage};
use backline_ops::sql::scalar;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;

#[tokio::test(flavor = "multi_thread")]
async fn faster_writers_are_told_and_outlasted() {
    let test = TestDb::empty().await.unwrap();
    let script = "CREATE TABLE pace (id integer PRIMARY KEY, note integer NOT NULL);
        INSERT INTO pace SELECT number, 0 FROM generate_series(1, 20000) AS number";
    test.conn().execute_unprepared(script).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let (writer, stopped) = (test.conn().clone(), Arc::clone(&stop));
    let writing = tokio::spawn(async move {
        let mut rounds = 0;
        while !stopped.load(Ordering::Relaxed) {
            writer.execute_unprepared("UPDATE pace SET note = note + 1").await.unwrap();
            rounds += 1;
        }
        rounds
    });
    let specification =
        Specification { sets: vec!["id=bigint".parse().unwrap()], ..Specification::default() };
    let options = Options { rounds: 2, ..Options::default() };
    let error = rewrite::start(test.conn(), "pace", &specification, &options, |_event| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Outrun { keys: 20_000, .. }), "{error}");
    assert!(error.hint().unwrap().starts_with("resume"));
    // Nothing is swapped, nothing is lost.
    assert_eq!(rewrite::list(test.conn()).await.unwrap()[0].stage, Stage::Indexing);
    stop.store(true, Ordering::Relaxed);
    let rounds: i32 = writing.await.unwrap();
    rewrite::resume(test.conn(), "pace", &options, |_event| {}).await.unwrap();
    let query = format!(
        "SELECT count(*) FILTER (WHERE note = {rounds} AND pg_typeof(id) = 'bigint'::regtype) FROM pace"
    );
    assert_eq!(scalar::<i64, 0>(test.conn(), &query, []).await.unwrap(), 20_000);
}
