//! A table that is written to faster than its rows can be mirrored.

use backline_ops::rewrite::{self, Error, Event, Options, Specification, Stage};
use backline_ops::sql::scalar;
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;
use tokio::runtime::Handle;

#[tokio::test(flavor = "multi_thread")]
async fn faster_writers_are_told_and_outlasted() {
    let test = TestDb::empty().await.unwrap();
    let script = "CREATE TABLE pace (id integer PRIMARY KEY, note integer NOT NULL);
        INSERT INTO pace SELECT number, 0 FROM generate_series(1, 20000) AS number";
    test.conn().execute_unprepared(script).await.unwrap();
    let specification =
        Specification { sets: vec!["id=bigint".parse().unwrap()], ..Specification::default() };
    let options = Options { rounds: 2, ..Options::default() };
    let mut writes = 0;
    // Whatever is mirrored, all rows are written again before the next look.
    let outcome = rewrite::start(test.conn(), "pace", &specification, &options, |event| {
        if matches!(event, Event::Indexing { .. } | Event::Mirrored { .. }) {
            let writing = test.conn().execute_unprepared("UPDATE pace SET note = note + 1");
            tokio::task::block_in_place(|| Handle::current().block_on(writing)).unwrap();
            writes += 1;
        }
    });
    let error = outcome.await.unwrap_err();
    assert!(matches!(&error, Error::Outrun { keys: 20_000, .. }), "{error}");
    assert!(error.hint().unwrap().starts_with("resume"));
    // Nothing is swapped, nothing is lost.
    assert_eq!(rewrite::list(test.conn()).await.unwrap()[0].stage, Stage::Indexing);
    rewrite::resume(test.conn(), "pace", &options, |_event| {}).await.unwrap();
    let query = format!(
        "SELECT count(*) FILTER (WHERE note = {writes} AND pg_typeof(id) = 'bigint'::regtype) FROM pace"
    );
    assert_eq!(scalar::<i64, 0>(test.conn(), &query, []).await.unwrap(), 20_000);
}
