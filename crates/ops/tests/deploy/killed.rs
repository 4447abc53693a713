//! `kill -9` after each thing that a deploy tells: the next run knows exactly how far it was, and goes on or back.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use backline_ops::deploy::{self, Event, Stage};

use crate::support::{New, PROJECT, Shop, connect, consent, deploy_with, options};

/// Names the database, the folder, what is to be done, and after which event it stands still; set for children only.
const TOLD: &str = "DEPLOY_TEST";

#[tokio::test]
async fn child() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let [url, folder, what, number] = told.lines().collect::<Vec<_>>().try_into().unwrap();
    let (db, options) = (connect(url, "child").await, options(folder.as_ref()));
    let mut left: usize = number.parse().unwrap();
    let tell = |event: Event<'_>| {
        let event = match event {
            Event::Stage(report) => format!("stage {:?}", report.stage),
            Event::Backup(event) => format!("backup {event:?}"),
            Event::Migration(event) => format!("migration {event:?}"),
            _ => return,
        };
        if left == 0 {
            println!("reached {event}");
            loop {
                std::thread::park();
            }
        }
        left -= 1;
    };
    let report = if what == "deploy" {
        deploy_with::<New>(&db, &options, tell).await.unwrap()
    } else {
        let name: String =
            backline_ops::sql::scalar(&db, "SELECT current_database()::text", []).await.unwrap();
        deploy::roll_back::<New>(&db, &PROJECT, &options, &consent(&name), tell).await.unwrap()
    };
    assert!(report.is_good(), "{}", report.markdown());
}

/// Kills it where it stands still, and gives the event that it had told last; none when it was through before.
fn killed_after(shop: &Shop, what: &str, number: usize) -> Option<String> {
    let folder = shop.folder.path().display();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(TOLD, format!("{}\n{folder}\n{what}\n{number}", shop.db.url()))
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let reached = lines.find_map(|line| line.split_once("reached ").map(|(_, event)| event.to_owned()));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(reached.is_some() || status.success(), "{what} {number}: {status}");
    reached
}

/// That what the report says is what is there, asked in another way.
async fn assert_tells_the_truth(shop: &Shop, event: &str) -> deploy::Report {
    let report = shop.look::<New>().await;
    let text = report.markdown();
    assert_eq!(report.closed, Some(shop.is_closed().await), "{event}: {text}");
    assert_eq!(report.state().contains("CLOSED"), shop.is_closed().await, "{event}: {text}");
    if report.stage == Stage::Preflight {
        // It was done: there is nothing to tell of it any more.
        assert!(report.migrations.is_empty(), "{event}: {text}");
        return report;
    }
    for (name, made) in [
        (
            "m2_colour_goods",
            "EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'goods'::regclass AND attname = 'colour')",
        ),
        ("m4_fill_goods", "EXISTS (SELECT FROM goods WHERE id = 100)"),
    ] {
        let is_there = shop.value::<bool>(&format!("SELECT {made}")).await;
        assert_eq!(report.applied.iter().any(|applied| applied == name), is_there, "{event}: {name}: {text}");
    }
    report
}

/// Once the sessions of the killed process, and of the programs that it ran, are gone.
async fn settled(shop: &Shop) {
    let left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name IN ('child', 'pg_dump', 'pg_restore')";
    crate::support::until("the sessions of the killed process end", async || {
        shop.value::<i64>(left).await == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_it_goes_on_to_the_end() {
    let mut number = 0;
    let mut stages = Vec::new();
    loop {
        let shop = Shop::new().await;
        let Some(event) = killed_after(&shop, "deploy", number) else { break };
        settled(&shop).await;
        let report = assert_tells_the_truth(&shop, &event).await;
        stages.push(report.stage);
        let next = shop.deploy::<New>(&shop.options()).await.unwrap();
        // What was only being saved begins anew; what was done has nothing left to do.
        let expected = match report.stage {
            Stage::BackingUp => (Stage::Done, Some(2)),
            Stage::Preflight => (Stage::Preflight, None),
            _ => (Stage::Done, Some(1)),
        };
        assert_eq!((next.stage, next.number), expected, "{event}: {}", next.markdown());
        shop.assert_deployed::<New>().await;
        number += 1;
    }
    stages.dedup();
    let all = [Stage::BackingUp, Stage::Closed, Stage::Migrating, Stage::Checking, Stage::Preflight];
    assert_eq!(stages, all, "it was killed in every stage, {number} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_it_goes_back_and_killed_on_the_way_back_too() {
    let mut number = 0;
    loop {
        let shop = Shop::new().await;
        let Some(event) = killed_after(&shop, "deploy", number) else { break };
        settled(&shop).await;
        assert_tells_the_truth(&shop, &event).await;
        // Every second one is killed on its way back as well.
        if number % 2 == 1 && killed_after(&shop, "back", number / 2).is_some() {
            settled(&shop).await;
        }
        let back = shop.roll_back::<New>().await;
        let last = deploy::last(shop.conn()).await.unwrap().unwrap();
        match back {
            Ok(report) => assert!(
                report.is_good() && report.stage == Stage::RolledBack,
                "{event}: {}",
                report.markdown()
            ),
            Err(error) => assert!(error.to_string().contains("is rolled back"), "{event}: {error}"),
        }
        assert_eq!(last.stage, Stage::RolledBack, "{event}: {}", last.markdown());
        shop.assert_as_before().await;
        number += 1;
    }
    assert!(number > 12, "{number}");
}
