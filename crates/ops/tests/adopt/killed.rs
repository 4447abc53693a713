//! `kill -9` at moments spread over the whole take-over: it is run again and ends as if nothing had happened.

use std::process::{Command, Stdio};
use std::time::Duration;

use backline_ops::adopt::{self, Options, Stage, Template};
use backline_ops::catalog::Snapshot;

use crate::support::{Shop, consent, content, mapping, numbers};

/// Tells a child what to do: a line each for the URLs of the legacy and of the template, `pg_dump` and the action.
const TOLD: &str = "ADOPT_TEST";

#[tokio::test]
async fn child_adopts() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Vec<&str> = told.lines().collect();
    let db = sea_orm::Database::connect(told[0]).await.unwrap();
    match told[3] {
        "start" => {
            let template = sea_orm::Database::connect(told[1]).await.unwrap();
            let template = Template { db: &template, pg_dump: told[2].as_ref() };
            adopt::start(&db, &mapping(), template, |_| {}).await.map(drop)
        }
        "resume" => adopt::resume(&db, |_| {}).await.map(drop),
        "cut over" => adopt::cut_over(&db, &consent(), &Options::default(), |_| {}).await.map(drop),
        _ => adopt::revert(&db, &consent(), &Options::default()).await.map(drop),
    }
    .unwrap();
}

impl Shop {
    /// Runs it in a process of its own and kills that at this moment, unless it is through before.
    async fn killed_after(&self, action: &str, moment: Duration) {
        let told =
            [self.legacy.url(), self.template.url(), self.pg_dump.to_str().unwrap(), action].join("\n");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::child_adopts", "--nocapture"])
            .env(TOLD, told)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(moment).await;
        child.kill().unwrap();
        child.wait().unwrap();
        // Its session may live a moment longer.
        let deadline = std::time::Instant::now() + Duration::from_secs(30);
        while self.count("pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'").await > 0 {
            assert!(std::time::Instant::now() < deadline, "the killed process's session lives on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_it_ends_as_if_it_had_not_been() {
    let undisturbed = Shop::open().await;
    let expected = undisturbed.start().await;
    undisturbed.cut_over().await;
    let expected_rows = content(undisturbed.db()).await;

    let shop = Shop::open().await;
    let before = Snapshot::read(shop.db()).await.unwrap();
    let (mut kills, mut before_it_was_built, mut copying) = (0, 0, 0);
    // Later from kill to kill, so that it gets there on a slow machine too.
    let mut moments = (1_u64..).map(|kill| Duration::from_millis(kill * 37 % 150 + kill * kill * 4));
    loop {
        match adopt::status(shop.db()).await {
            Ok(None) => {
                assert!(before.diff(&Snapshot::read(shop.db()).await.unwrap()).is_empty());
                before_it_was_built += 1;
                shop.killed_after("start", moments.next().unwrap()).await;
            }
            Ok(Some(report)) if report.stage == Stage::CutOver => break,
            Ok(Some(report)) if report.is_sound() && report.tables[2].source > 0 && copying > 2 => {
                shop.killed_after("cut over", moments.next().unwrap()).await;
            }
            Ok(Some(_)) => {
                copying += 1;
                shop.killed_after("resume", moments.next().unwrap()).await;
            }
            Err(error) => panic!("{error}"),
        }
        kills += 1;
        assert!(kills < 200, "it never comes to an end");
    }
    assert!(before_it_was_built > 1 && copying > 0, "{before_it_was_built} {copying} {kills}");
    let report = adopt::status(shop.db()).await.unwrap().unwrap();
    assert_eq!(numbers(&report), numbers(&expected));
    assert_eq!(content(shop.db()).await, expected_rows);
    // And back.
    let mut moments = (1_u64..).map(|kill| Duration::from_millis(kill * kill * 10));
    while adopt::status(shop.db()).await.unwrap().unwrap().stage == Stage::CutOver {
        shop.killed_after("revert", moments.next().unwrap()).await;
    }
    assert_eq!(shop.count("customers").await, 300);
    adopt::abort(shop.db(), &consent()).await.unwrap();
    assert!(before.diff(&Snapshot::read(shop.db()).await.unwrap()).is_empty());
}
