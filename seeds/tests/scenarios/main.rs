//! Every scenario: what must be true after it is; it can be told twice, beside any other, on an empty and on a seeded
//! platform; and cleaning leaves the database as it was.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod platform;

use backline_seed::scenario::{self, Check as _, Error, Scenario as _};
use backline_seeds::scenario::{LongConversation, SCENARIOS};
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

/// Told once, twice, and all of them at the same time; removed in an order that is neither.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_at_once_and_each_twice_beside_a_full_platform() {
    together(&backline_seeds::testdb::basic(NOW).await.unwrap()).await;
}

/// As [`all_at_once_and_each_twice_beside_a_full_platform`].
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_at_once_and_each_twice_on_an_empty_platform() {
    together(&backline_seeds::testdb::reference().await.unwrap()).await;
}

async fn together(db: &backline_testdb::TestDb) {
    let pool = platform::pool(db.url(), AT_ONCE).await;
    let before = digest(&pool).await;
    let all = SCENARIOS.iter().chain(SCENARIOS).map(|listing| {
        let pool = &pool;
        async move { listing.run(pool).await.map_err(|error| platform::chain(&error)) }
    });
    let finished: Vec<_> = futures::stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    let finished: Vec<_> = finished.into_iter().map(Result::unwrap).collect();
    assert_eq!(scenario::runs(&pool).await.unwrap().len(), 2 * SCENARIOS.len());
    coherent(&pool).await;

    // By random ids: another order in every run, and several at once.
    let mut runs: Vec<_> = finished.iter().map(|finished| finished.run).collect();
    runs.sort();
    for some in runs.chunks(AT_ONCE / 2) {
        try_join_all(some.iter().map(|run| scenario::clean_run(&pool, *run))).await.unwrap();
        coherent(&pool).await;
    }
    assert_eq!(digest(&pool).await, before);
}

/// Any two: for every pair, the one is told while the other is there, and removed while the other stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_two_leave_each_other_alone() {
    let db = backline_seeds::testdb::reference().await.unwrap();
    let pool = platform::pool(db.url(), AT_ONCE).await;
    let mut there = Vec::new();
    for listing in SCENARIOS {
        let alone = digest(&pool).await;
        let run = listing.run(&pool).await.unwrap().run;
        // With the whole row of those before it there, it comes and goes, and comes again as of another day.
        scenario::clean_run(&pool, run).await.unwrap();
        assert_eq!(digest(&pool).await, alone, "{} and those before it", listing.name);
        there.push(listing.run_as_of(&pool, NOW).await.map_err(|error| platform::chain(&error)).unwrap().run);
    }
    // From the first on, each goes while all after it stay.
    for run in there {
        scenario::clean_run(&pool, run).await.unwrap();
        coherent(&pool).await;
    }
}

#[tokio::test]
async fn without_reference_data_each_says_so() {
    let db = backline_seeds::testdb::migrated().await.unwrap();
    for listing in SCENARIOS {
        let error = listing.run(db.conn()).await.unwrap_err();
        let Error::ReferenceMissing { scenario, table } = &error else {
            panic!("{}", platform::chain(&error))
        };
        assert_eq!((*scenario, *table), (listing.name, listing.needs[0]));
        assert_eq!(error.hint(), Some("load the reference data first: `seed reference`"));
    }
    assert!(scenario::runs(db.conn()).await.unwrap().is_empty());
}

#[tokio::test]
async fn months_come_and_go_under_a_long_conversation() {
    let db = backline_seeds::testdb::reference().await.unwrap();
    let db = db.conn();
    platform::make_months(db).await;
    let before = digest(db).await;
    let talked = LongConversation::new().with_messages(400).create(db).await.unwrap();
    talked.check(db).await.unwrap();
    let partitions = "SELECT count(DISTINCT tableoid)::text FROM messages";
    let partitions: u32 = platform::texts(db, partitions).await[0].parse().unwrap();
    assert!(partitions >= 3, "they lie in {partitions} partitions");
    // A month that is made now takes its rows out of the default partition: they are found there, too.
    platform::make_earlier_months(db).await;
    scenario::clean_run(db, talked.run).await.unwrap();
    assert_eq!(digest(db).await, before);
}

#[test]
fn every_file_has_its_line_and_says_what_it_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario");
    let names: Vec<&str> = SCENARIOS.iter().map(|listing| listing.name).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
        if path.extension().is_some_and(|extension| extension == "rs")
            && !["mod", "story", "template"].contains(&stem.as_str())
        {
            assert!(
                names.contains(&stem.as_str()),
                "add a line for {stem} to SCENARIOS in seeds/src/scenario/mod.rs"
            );
        }
    }
    for listing in SCENARIOS {
        assert!(listing.description().len() > 60, "{} wants a description", listing.name);
        assert!(!listing.needs.is_empty(), "{} wants currencies at least", listing.name);
    }
}
