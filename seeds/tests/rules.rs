//! Every rule of the database is attacked: something is refused, by that rule and no other, and something passes.
//!
//! `rules/*.sql` holds what is written by hand, a block an attack: `-- refuse <sqlstate> <name>`, `-- accept <name>`,
//! `-- hidden policy:<table>` or `-- visible policy:<table>`, and the statements up to the next such line. They run on the
//! basic seed and are taken back. What needs no thought is made from the catalog (`rules/generated.rs`). A rule that has
//! neither fails the test, unless `rules/UNCOVERED.txt` says why: `<name> <refuse or accept>: <reason>`.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "rules/blocks.rs"]
mod blocks;
#[path = "rules/catalog.rs"]
mod catalog;
#[path = "rules/generated.rs"]
mod generated;
mod support;
#[path = "rules/tenancy.rs"]
mod tenancy;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use backline_seeds::basic;
use backline_seeds::reference::load_reference;
use blocks::Demand;
use catalog::Rule;
use sea_orm::TransactionTrait;
use support::TestDatabase;
use time::macros::datetime;

async fn seeded() -> TestDatabase {
    let database = TestDatabase::new().await;
    load_reference(database.conn()).await.unwrap();
    basic::seed(database.conn(), datetime!(2026-03-14 09:26:53.589 UTC)).await.unwrap();
    database
}

#[tokio::test]
async fn every_rule_refuses_and_accepts() {
    let database = seeded().await;
    let transaction = database.conn().begin().await.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let (blocks, mut failures) = blocks::read_all(&folder);
    let rules = catalog::rules(&transaction).await;
    let mut shown: BTreeSet<(String, Demand)> = BTreeSet::new();
    for block in &blocks {
        failures.extend(block.run(&transaction).await);
        // Reading is a policy's way to accept and to refuse.
        let demand = match block.demand {
            Demand::Refuse | Demand::Hidden => Demand::Refuse,
            Demand::Accept | Demand::Visible => Demand::Accept,
        };
        shown.insert((block.name.clone(), demand));
        if !rules.contains_key(&block.name) {
            failures.push(format!("{}: there is no rule {}", block.place, block.name));
        }
    }
    let by_hand = shown.len();
    generated::prepare(&transaction).await;
    let policies = tenancy::policies(&transaction).await;
    for (name, rule) in &rules {
        let both = [Demand::Refuse, Demand::Accept].map(|demand| shown.contains(&(name.clone(), demand)));
        if both == [true, true] {
            continue;
        }
        let found = match rule {
            Rule::Policies { table } => policies.get(table).cloned().unwrap_or_default(),
            rule => {
                let attacks = generated::attack(&transaction, name, rule).await;
                if std::env::var_os("BACKLINE_SHOW_RULES").is_some() {
                    println!("{name}\n    {:?}\n    {:?}", attacks.refused, attacks.accepted);
                }
                tenancy::Policed { refuses: attacks.refused.is_some(), accepts: attacks.accepted.is_some() }
            }
        };
        shown.extend(found.refuses.then(|| (name.clone(), Demand::Refuse)));
        shown.extend(found.accepts.then(|| (name.clone(), Demand::Accept)));
    }
    failures.extend(uncovered(&folder, &rules, &shown));
    println!(
        "{} blocks, {by_hand} sides of rules by hand, {} from the catalog, {} rules",
        blocks.len(),
        shown.len() - by_hand,
        rules.len()
    );
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// What is neither shown nor excused, and what is excused without need.
fn uncovered(
    folder: &Path,
    rules: &BTreeMap<String, Rule>,
    shown: &BTreeSet<(String, Demand)>,
) -> Vec<String> {
    let list = std::fs::read_to_string(folder.join("UNCOVERED.txt")).unwrap();
    let excused: BTreeMap<&str, &str> = list
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split_once(": ").unwrap())
        .collect();
    let mut missing = BTreeSet::new();
    for name in rules.keys() {
        for (demand, word) in [(Demand::Refuse, "refuse"), (Demand::Accept, "accept")] {
            if !shown.contains(&(name.clone(), demand)) {
                missing.insert(format!("{name} {word}"));
            }
        }
    }
    let unlisted = missing.iter().filter(|missing| !excused.contains_key(missing.as_str()));
    let needless = excused.keys().filter(|listed| !missing.contains(**listed));
    unlisted
        .map(|name| format!("not covered: {name}"))
        .chain(needless.map(|name| format!("covered, or no rule, though UNCOVERED.txt lists it: {name}")))
        .collect()
}

#[tokio::test]
async fn one_organisations_user_sees_none_of_anothers_rows() {
    let database = seeded().await;
    let transaction = database.conn().begin().await.unwrap();
    let failures = tenancy::leaks(&transaction).await;
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
