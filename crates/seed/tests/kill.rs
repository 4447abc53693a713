//! A run that is killed at any of its steps, again and again, leaves what an undisturbed run leaves.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "support/shop.rs"]
mod shop;
mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use backline_seed::load::{self, Options};
use sea_orm::sqlx::ConnectOptions as _;
use shop::{SHOP, digest, plan};
use support::TestDatabase;

const URL: &str = "BACKLINE_SEED_TEST_URL";
const DEFINITIONS: &str = "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
    SELECT pg_get_indexdef(indexrelid) || indisvalid AS line FROM pg_index JOIN pg_class ON oid = indrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT conname || conrelid::regclass || pg_get_constraintdef(oid) || convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace) lines";

/// The process that is killed: this test, started again with a URL. It says each step.
#[test]
fn seeding_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let pool = sea_orm::sqlx::PgPool::connect(&url).await.unwrap();
        let options = Options { workers: 2, bulk_from: 0, ..Options::default() };
        load::run(&pool, &plan(1, 2), &options, |event| println!("step {event:?}")).await.unwrap();
    });
}

/// Starts the process and kills it when it has said so many steps. False where it ended before.
fn kill_after(steps: usize, url: &str) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "seeding_process", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let seen = lines.filter(|line| line.contains("step ")).take(steps).count();
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() || status.code().is_none_or(|code| code == 0), "{status}");
    seen == steps && !status.success()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_runs_leave_what_an_undisturbed_run_leaves() {
    let whole = TestDatabase::new(SHOP).await;
    load::run(&whole.pool, &plan(1, 2), &Options::default(), |_| {}).await.unwrap();

    let database = TestDatabase::new(SHOP).await;
    let url = database.pool.connect_options().to_url_lossy().to_string();
    // A run here has some 40 steps; each attempt gets a little further than what is left allows.
    let steps = [1, 2, 3, 1, 6, 9, 2, 12, 5, 3, 2, 4, 3, 5, 2];
    let mut kills = 0;
    for steps in steps {
        let url = url.clone();
        if tokio::task::spawn_blocking(move || kill_after(steps, &url)).await.unwrap() {
            kills += 1;
        }
    }
    assert!(kills >= 8, "only {kills} runs were killed before their end");
    load::run(&database.pool, &plan(1, 2), &Options::default(), |_| {}).await.unwrap();
    assert_eq!(digest(&database).await, digest(&whole).await);
    assert_eq!(database.text(DEFINITIONS).await, whole.text(DEFINITIONS).await);
    assert_eq!(database.text("SELECT count(*)::text FROM backline_seed.definitions").await, "0");
}
