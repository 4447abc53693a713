//! `kill -9` at random moments of a rewrite, with writers at work: it is resumed and ends right, or aborted without a trace.

use std::process::{Command, Stdio};
use std::time::Duration;

use backline_ops::catalog::Snapshot;
use backline_ops::rewrite::{self, Options, Specification, Stage};
use backline_testdb::TestDb;
use sea_orm::ConnectionTrait;

use crate::writers::{Writers, assert_written};

const JOBS: &str = "
CREATE TABLE job (id text PRIMARY KEY, owner text NOT NULL, progress integer NOT NULL, note text NOT NULL DEFAULT repeat('x', 100));
CREATE INDEX job_owner ON job (owner);
INSERT INTO job SELECT gen_random_uuid()::text, 'nobody', n FROM generate_series(1, 20000) AS n;";

/// Tells a child what to do: a line each for the URL, the action, and what is set.
const TOLD: &str = "REWRITE_TEST";

/// This program again, told to run one test that does nothing unless it is told to.
fn process(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "killed::child_rewrites", "--nocapture"]).env(TOLD, arguments.join("\n"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[tokio::test]
async fn child_rewrites() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Vec<&str> = told.lines().collect();
    let db = sea_orm::Database::connect(told[0]).await.unwrap();
    let options = Options::default();
    match told[1] {
        "start" => {
            let sets = told[2..].iter().map(|set| set.parse().unwrap()).collect();
            let specification = Specification { sets, ..Default::default() };
            rewrite::start(&db, "job", &specification, &options, |_| {}).await.map(drop)
        }
        "resume" => rewrite::resume(&db, "job", &options, |_| {}).await.map(drop),
        "abort" => rewrite::abort(&db, "job", &options).await,
        _ => rewrite::revert(&db, "job", &options, |_| {}).await,
    }
    .unwrap();
}

/// Runs it and kills it at that moment, unless it is through before.
async fn killed_after(arguments: &[&str], moment: Duration) {
    let mut child = process(arguments).spawn().unwrap();
    tokio::time::sleep(moment).await;
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_it_ends_right() {
    let test = TestDb::empty().await.unwrap();
    let db = test.conn();
    db.execute_unprepared(JOBS).await.unwrap();
    let before = Snapshot::read(db).await.unwrap();
    let writers = Writers::start(test.url(), "job", 2, 1);
    let sets = ["id=uuid", "progress=bigint"];
    let start = [test.url(), "start", sets[0], sets[1]];
    // Later from kill to kill, so that it gets there on a slow machine too; in steps that spread over the whole of it.
    let mut moments = (1_u64..).map(|kill| Duration::from_millis(kill * 17 % 100 + kill * kill * 3));
    let mut aborts = 0;
    loop {
        let under_way = rewrite::list(db).await.unwrap();
        let moment = moments.next().unwrap();
        match under_way.first().map(|status| status.stage) {
            None => killed_after(&start, moment).await,
            Some(Stage::Swapped) => break,
            // The first few are given up. A killed process's session may hold the lock for a moment still.
            Some(_) if aborts < 2 => match rewrite::abort(db, "job", &Options::default()).await {
                Ok(()) => {
                    aborts += 1;
                    assert!(before.diff(&Snapshot::read(db).await.unwrap()).is_empty());
                }
                Err(rewrite::Error::Busy(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(error) => panic!("{error}"),
            },
            Some(_) => killed_after(&[test.url(), "resume"], moment).await,
        }
    }
    assert!(aborts > 0, "the rewrite was over before it could be killed");
    until_free(async || rewrite::resume(db, "job", &Options::default(), |_| {}).await.map(drop)).await;
    writers.wait_for(20).await;
    let left = writers.stop().await;
    assert_written(db, "job", &left).await;
    let others: i64 =
        backline_ops::sql::scalar(db, "SELECT count(*) FROM job WHERE owner = 'nobody'", []).await.unwrap();
    assert_eq!(others, 20_000);
    killed_after(&[test.url(), "revert"], Duration::from_millis(40)).await;
    if !rewrite::list(db).await.unwrap().is_empty() {
        until_free(async || rewrite::revert(db, "job", &Options::default(), |_| {}).await).await;
    }
    assert_written(db, "job", &left).await;
    assert!(before.diff(&Snapshot::read(db).await.unwrap()).is_empty());
}

/// The killed process's session may still hold the lock for a moment.
async fn until_free(work: impl AsyncFn() -> Result<(), rewrite::Error>) {
    let deadline = std::time::Instant::now() + Duration::from_secs(30);
    loop {
        match work().await {
            Err(rewrite::Error::Busy(_)) if std::time::Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            outcome => return outcome.unwrap(),
        }
    }
}
