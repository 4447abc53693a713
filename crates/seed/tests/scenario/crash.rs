//! A process is killed in the middle of a scenario, after one, and in the middle of clean-up. The child is this program
//! again, told to run one test that does nothing unless it is told to.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use backline_seed::scenario::{self, Check as _, Failure, Scenario, Stage};
use sea_orm::ConnectionTrait as _;

use crate::shop::{Purchase, Purchased, Shop, connect};

/// The database, and what the child does there; set for children only.
const URL: &str = "SCENARIO_TEST_URL";
const DOES: &str = "SCENARIO_TEST_DOES";

/// Held by the parent: the child gets so far and no further.
const GATE: &str = "SELECT pg_advisory_xact_lock_shared(7)";

/// A purchase that never ends.
struct Endless;

impl Scenario for Endless {
    type Handles = Purchased;
    const NAME: &'static str = "endless";
    const TABLES: &'static [&'static str] = Purchase::TABLES;

    async fn tell(&self, stage: &Stage) -> Result<Purchased, Failure> {
        let purchased = Purchase::new().tell(stage).await?;
        stage.db().execute_unprepared(GATE).await?;
        Ok(purchased)
    }
}

#[tokio::test]
async fn child() {
    let (Ok(url), Ok(does)) = (std::env::var(URL), std::env::var(DOES)) else { return };
    let db = connect(&url).await;
    match does.as_str() {
        "tell" => {
            Endless.create(&db).await.unwrap();
        }
        "finish" => {
            Purchase::new().create(&db).await.unwrap();
            db.execute_unprepared(GATE).await.unwrap();
        }
        run => {
            scenario::clean_run(&db, run.parse().unwrap()).await.unwrap();
        }
    }
}

/// Starts a child, waits until it stands at the gate, kills it, and waits until the server knows.
async fn kill_at_the_gate(shop: &Shop, does: &str) {
    let gate = connect(&shop.url).await;
    let held = sea_orm::TransactionTrait::begin(&gate).await.unwrap();
    held.execute_unprepared("SELECT pg_advisory_xact_lock(7)").await.unwrap();
    let mut child: Child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture"])
        .env(URL, &shop.url)
        .env(DOES, does)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let stands = "SELECT string_agg(pid::text, ',') FROM pg_locks
        WHERE locktype = 'advisory' AND objid = 7 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let deadline = Instant::now() + Duration::from_secs(120);
    let pid = loop {
        if let Some(pid) = shop.text(stands).await {
            break pid;
        }
        assert!(child.try_wait().unwrap().is_none(), "the child ended before the gate");
        assert!(Instant::now() < deadline, "the child does not come to the gate");
        tokio::task::yield_now().await;
    };
    child.kill().unwrap();
    child.wait().unwrap();
    held.commit().await.unwrap();
    let lives = format!("SELECT count(*)::text FROM pg_stat_activity WHERE pid = {pid}");
    while shop.text(&lives).await.as_deref() != Some("0") {
        assert!(Instant::now() < deadline, "the server does not notice");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_it_leaves_nothing() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let before = shop.digest().await;
    kill_at_the_gate(&shop, "tell").await;
    assert_eq!(shop.digest().await, before);
    assert!(scenario::runs(&shop.db).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_its_end_it_can_be_cleaned() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let before = shop.digest().await;
    kill_at_the_gate(&shop, "finish").await;
    assert_ne!(shop.digest().await, before);
    let runs = scenario::runs(&shop.db).await.unwrap();
    assert_eq!(runs.len(), 1);
    scenario::clean_run(&shop.db, runs[0].id).await.unwrap();
    assert_eq!(shop.digest().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_cleaning_it_has_removed_nothing() {
    let shop = Shop::new().await;
    shop.add_stranger().await;
    let before = shop.digest().await;
    let made = Purchase::new().create(&shop.db).await.unwrap();
    let whole = shop.digest().await;
    // Clean-up deletes in alphabetical order; triggers that always fire are the gate, after the first tables.
    shop.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock_shared(7);
            RETURN OLD;
        END $$;
        CREATE TRIGGER wait BEFORE DELETE ON stamps FOR EACH ROW EXECUTE FUNCTION wait();
        ALTER TABLE stamps ENABLE ALWAYS TRIGGER wait",
    )
    .await;
    kill_at_the_gate(&shop, &made.run.to_string()).await;
    assert_eq!(shop.digest().await, whole);
    made.check(&shop.db).await.unwrap();
    scenario::clean_run(&shop.db, made.run).await.unwrap();
    assert_eq!(shop.digest().await, before);
}
