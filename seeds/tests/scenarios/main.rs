//! Every scenario: what must be true after it is; it can be told twice, beside any other, on an empty and on a seeded
//! platform; and cleaning leaves the database as it was.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod platform;

use backline_seed::scenario::{self, Error};
use backline_seeds::scenario::SCENARIOS;
use futures::StreamExt as _;
use futures::future::try_join_all;
use platform::{NOW, coherent, differences, digest};

/// So many at once: each has a connection of its own, and one that looks on.
const AT_ONCE: usize = 12;

#[tokio::test]
async fn each_does_what_it_says_and_goes_without_a_trace() {
    let db = backline_seeds::testdb::reference().await.unwrap();
    let db = db.conn();
    let before = digest(db).await;
    let mut wrong = Vec::new();
    for listing in SCENARIOS {
        let finished = match listing.run(db).await {
            Ok(finished) => finished,
            Err(error) => {
                wrong.push(format!("{}: {}", listing.name, platform::chain(&error)));
                for run in scenario::runs(db).await.unwrap() {
                    scenario::clean_run(db, run.id).await.unwrap();
                }
                continue;
            }
        };
        let touched: Vec<&str> = finished.tables.iter().map(|table| table.table.as_str()).collect();
        if touched != listing.tables {
            wrong.push(format!("{}: TABLES is to be &{touched:?};", listing.name));
        }
        wrong.extend(differences(db).await.iter().map(|found| format!("{}: {found}", listing.name)));
        scenario::clean_run(db, finished.run).await.unwrap();
        if digest(db).await != before {
            wrong.push(format!("{}: something is left", listing.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
