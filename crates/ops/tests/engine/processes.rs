//! Several processes, and what is left of those that are killed. A child is this program again, told to run one test that
//! does nothing unless it is told to.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use backline_ops::Error;
use backline_ops::catalog::Snapshot;
use backline_ops::consent::{Consent, Environment, Request};
use backline_ops::migrate::{
    Budgets, Event, LockOptions, MigrationLock, Options, RecordState, RollbackOptions, Selection, UsageError,
    diagnose, history, records, render, rollback, up,
};
use sea_orm::Database;
use sea_orm_migration::MigratorTrait;

use crate::support::{GatedShop, LongShop, Shop, TestDatabase, until};

/// Names the database and the project that a child migrates; set for children only.
const URL: &str = "OPS_TEST_URL";
const PROJECT: &str = "OPS_TEST_PROJECT";
/// For how many milliseconds the row of the lock is good.
const EXPIRY: &str = "OPS_TEST_EXPIRY";

#[tokio::test]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let code = match std::env::var(PROJECT).as_deref() {
        Ok("gated") => migrate::<GatedShop>(&url).await,
        Ok("undone") => undo(&url).await,
        _ => migrate::<LongShop>(&url).await,
    };
    std::process::exit(code);
}

#[expect(clippy::print_stdout, reason = "what a child tells its parent")]
async fn migrate<M: MigratorTrait>(url: &str) -> i32 {
    let db = Database::connect(url).await.unwrap();
    let expiry = std::env::var(EXPIRY).map_or(300_000, |text| text.parse().unwrap());
    let options = Options {
        lock: LockOptions { expiry: Duration::from_millis(expiry), ..LockOptions::default() },
        budgets: Budgets { lock_timeout: Duration::from_secs(30), ..Budgets::default() },
        ..Options::default()
    };
    match up::<M>(&db, options, |event| println!("event {event:?}")).await {
        Ok(report) => {
            println!("applied {}", report.applied.len());
            0
        }
        Err(Error::Locked { holder }) => {
            println!("locked by {holder}");
            4
        }
        Err(error) => {
            println!("failed {error} {error:?}");
            2
        }
    }
}

/// Undoes all of [`LongShop`].
#[expect(clippy::print_stdout, reason = "what a child tells its parent")]
async fn undo(url: &str) -> i32 {
    let db = Database::connect(url).await.unwrap();
    let (options, consent) = (RollbackOptions::default(), consent());
    let tell = |event: Event<'_>| println!("event {event:?}");
    match rollback::<LongShop>(&db, &Selection::All, options, &consent, tell).await {
        Ok(_done) => 0,
        Err(error) => {
            println!("failed {error} {error:?}");
            2
        }
    }
}

fn consent() -> Consent {
    Request::new("test", Environment::Test).confirmed(true).decide().unwrap()
}

fn spawn(database: &TestDatabase, project: &str, expiry: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::child", "--nocapture"])
        .env(URL, database.url())
        .env(PROJECT, project)
        .env(EXPIRY, expiry.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Once the lock of a killed process is free: its server process notices within a second that its client is gone.
async fn finish<M: MigratorTrait>(database: &TestDatabase) {
    let options = Options {
        lock: LockOptions { wait: Duration::from_secs(60), ..LockOptions::default() },
        ..Options::default()
    };
    up::<M>(database.conn(), options, |_| {}).await.unwrap();
}

#[tokio::test]
async fn of_sixteen_at_once_each_migration_is_applied_once() {
    let database = TestDatabase::new().await;
    let children: Vec<Child> = (0..16).map(|_| spawn(&database, "long", 300_000)).collect();
    let mut applied = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let text = said(&output);
        match output.status.code() {
            Some(0) => {
                let count = text.lines().find_map(|line| line.strip_prefix("applied ")).unwrap();
                applied += count.parse::<usize>().unwrap();
            }
            Some(4) => {
                assert!(text.contains("@") || text.contains("backend "), "the holder is named: {text}");
            }
            _ => panic!("{text}"),
        }
    }
    finish::<LongShop>(&database).await;
    let all = render::<LongShop>().await.unwrap().len();
    let events = history(database.conn()).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.event == "applied").count(), all, "each once");
    assert!(applied <= all);
    assert!(diagnose::<LongShop>(database.conn()).await.unwrap().up_to_date);
}

#[tokio::test]
async fn killed_after_any_event_the_next_run_ends_in_the_same_catalog() {
    let undisturbed = TestDatabase::new().await;
    let mut lines = 0;
    up::<LongShop>(undisturbed.conn(), Options::default(), |_| lines += 1).await.unwrap();
    let expected = Snapshot::read(undisturbed.conn()).await.unwrap();
    assert!(lines > 15, "{lines}");
    for line in 0..lines {
        let database = TestDatabase::new().await;
        kill_after(line, &database, "long");
        finish::<LongShop>(&database).await;
        let found = Snapshot::read(database.conn()).await.unwrap();
        assert_eq!(expected.diff(&found), [], "killed after event {line}");
        let diagnosis = diagnose::<LongShop>(database.conn()).await.unwrap();
        assert!(diagnosis.up_to_date, "killed after event {line}: {diagnosis:?}");
        let counts = "SELECT (SELECT count(*) FROM goods) * 1000 + (SELECT count(*) FROM orders)";
        assert_eq!(
            database.column::<i64>(counts).await,
            undisturbed.column::<i64>(counts).await,
            "no statement ran twice or never: killed after event {line}"
        );
    }
}

/// Starts a child, waits until it has told so many events, and kills it.
fn kill_after(line: usize, database: &TestDatabase, project: &str) {
    let mut child = spawn(database, project, 300_000);
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let reached = told.by_ref().filter(|text| text.as_ref().unwrap().contains("event ")).nth(line);
    assert!(reached.is_some(), "event {line} never came");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Undoes everything, once the lock of a killed process is free, and says whether nothing is left.
async fn finish_undoing(database: &TestDatabase, context: &str) {
    let options = RollbackOptions {
        lock: LockOptions { wait: Duration::from_secs(60), ..LockOptions::default() },
        ..RollbackOptions::default()
    };
    match rollback::<LongShop>(database.conn(), &Selection::All, options, &consent(), |_| {}).await {
        // It was killed before it had begun with the first one, or after it was done with the last one.
        Ok(_) | Err(Error::Usage(UsageError::NothingRecorded)) => {}
        Err(error) => panic!("{context}: {error}: {error:?}"),
    }
    let recorded = records(database.conn()).await.unwrap();
    let left: Vec<_> = recorded.iter().filter(|one| one.state != RecordState::RolledBack).collect();
    assert!(left.is_empty(), "{context}: {left:?}");
    let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
        AND relname ~ '^(goods|orders|idx_)'";
    assert_eq!(database.column::<String>(tables).await, Vec::<String>::new(), "{context}");
}

#[tokio::test]
async fn killed_while_it_undoes_the_next_rollback_ends_with_nothing_left() {
    let template = TestDatabase::new().await;
    up::<LongShop>(template.conn(), Options::default(), |_| {}).await.unwrap();
    let expected = Snapshot::read(template.conn()).await.unwrap();
    let mut lines = 0;
    let options = RollbackOptions::default();
    rollback::<LongShop>(template.conn(), &Selection::All, options, &consent(), |_| lines += 1)
        .await
        .unwrap();
    assert!(lines > 12, "{lines}");
    for line in 0..lines {
        let context = format!("killed after event {line}");
        let database = TestDatabase::new().await;
        up::<LongShop>(database.conn(), Options::default(), |_| {}).await.unwrap();
        kill_after(line, &database, "undone");
        finish_undoing(&database, &context).await;
        finish::<LongShop>(&database).await;
        let found = Snapshot::read(database.conn()).await.unwrap();
        assert_eq!(expected.diff(&found), [], "{context}");
    }
}

#[tokio::test]
async fn killed_while_it_applies_all_of_it_can_be_undone() {
    let mut lines = 0;
    let undisturbed = TestDatabase::new().await;
    up::<LongShop>(undisturbed.conn(), Options::default(), |_| lines += 1).await.unwrap();
    for line in 0..lines {
        let database = TestDatabase::new().await;
        kill_after(line, &database, "long");
        finish_undoing(&database, &format!("killed after event {line}")).await;
    }
}

#[tokio::test]
async fn a_slow_living_process_keeps_the_lock_and_its_row_is_pushed_forward() {
    let database = TestDatabase::new().await;
    database.execute("SELECT 1").await;
    let gate = database.gate().await;
    // The row would be stale after this time, were there no heartbeat.
    let child = spawn(&database, "gated", 400);
    until("the child waits at the gate", async || database.waiters().await == 1).await;
    let expires = "SELECT expires_at::text FROM migration_lock WHERE is_locked";
    let first = database.column::<String>(expires).await;
    until("the heartbeat", async || database.column::<String>(expires).await != first).await;
    let stale = "UPDATE migration_lock SET expires_at = now() - interval '1 day'";
    database.execute(stale).await;
    let refused = up::<GatedShop>(&database.other().await, Options::default(), |_| {}).await;
    assert!(matches!(refused, Err(Error::Locked { .. })), "{refused:?}");
    gate.close().await;
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let row = "SELECT is_locked OR num_nonnulls(locked_by, locked_at, process_id, expires_at) > 0 FROM migration_lock";
    assert_eq!(database.column::<bool>(row).await, [false]);
}

#[tokio::test]
async fn who_loses_the_session_of_the_lock_loses_his_work_too() {
    let database = TestDatabase::new().await;
    let gate = database.gate().await;
    let child = spawn(&database, "gated", 300_000);
    until("the child waits at the gate", async || database.waiters().await == 1).await;
    let holder = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        AND (classid::bigint << 32 | objid::bigint) = x'6261636b6c696e65'::bigint
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(database.column::<bool>(holder).await.first(), Some(&true));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    gate.close().await;
    assert_eq!(records(database.conn()).await.unwrap().len(), 2, "what came before it stays");
    assert_eq!(database.column::<bool>("SELECT to_regclass('behind_the_gate') IS NULL").await, [true]);
    finish::<GatedShop>(&database).await;
    assert!(diagnose::<GatedShop>(database.conn()).await.unwrap().up_to_date);
}

#[tokio::test]
async fn the_row_of_a_killed_process_is_taken_over() {
    let database = TestDatabase::new().await;
    let gate = database.gate().await;
    let mut child = spawn(&database, "gated", 300_000);
    until("the child waits at the gate", async || database.waiters().await == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    gate.close().await;
    let row = "SELECT is_locked AND expires_at > now() FROM migration_lock";
    assert_eq!(database.column::<bool>(row).await, [true], "the row outlives the process");
    finish::<GatedShop>(&database).await;
    assert_eq!(database.column::<bool>("SELECT is_locked FROM migration_lock").await, [false]);
}

#[tokio::test]
async fn a_row_that_somebody_reserved_by_hand_counts_until_it_expires() {
    let database = TestDatabase::new().await;
    let mut lock = MigrationLock::acquire(database.conn(), LockOptions::default()).await.unwrap();
    lock.announce().await.unwrap();
    lock.release().await.unwrap();
    let reserve = "UPDATE migration_lock SET is_locked = TRUE, locked_by = 'the DBA', expires_at = now() + interval '1 hour'";
    database.execute(reserve).await;
    let refused = up::<GatedShop>(database.conn(), Options::default(), |_| {}).await;
    let Err(Error::Locked { holder }) = refused else { panic!("{refused:?}") };
    assert!(holder.starts_with("the DBA, who reserved it until "), "{holder}");
    database.execute("UPDATE migration_lock SET expires_at = now() - interval '1 second'").await;
    assert_eq!(up::<GatedShop>(database.conn(), Options::default(), |_| {}).await.unwrap().applied.len(), 3);
}

#[tokio::test]
async fn what_another_process_has_begun_is_not_taken_for_done() {
    let database = TestDatabase::new().await;
    up::<Shop>(database.conn(), Options::default(), |_| {}).await.unwrap();
    database
        .execute("UPDATE migration_history SET status = 'running' WHERE migration_name = 'm2_index_orders'")
        .await;
    let lock = MigrationLock::acquire(database.conn(), LockOptions::default()).await.unwrap();
    let refused = up::<Shop>(&database.other().await, Options::default(), |_| {}).await;
    assert!(matches!(refused, Err(Error::Locked { .. })), "{refused:?}");
    lock.release().await.unwrap();
    finish::<Shop>(&database).await;
    assert!(diagnose::<Shop>(database.conn()).await.unwrap().up_to_date);
}
