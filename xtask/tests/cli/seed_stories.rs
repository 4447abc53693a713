//! `cargo xtask seed`, the stories: how much, of what, and what is refused.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use backline_seeds::testdb;

use crate::support::Cli;

const DAY: &str = "--as-of 2026-06-15";

#[tokio::test]
async fn a_database_is_seeded_once_grows_and_is_looked_at() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    // What is long is looked at apart from the transcript.
    let apart = Cli::on(db.url());
    let estimate = apart.json(&format!("seed --dry-run {DAY}"));
    assert_eq!(count(&cli, "users"), 0, "a dry run changes nothing");
    let before = disk(&cli);

    assert_eq!(cli.run(&format!("seed {DAY}")).code, 0);
    let tables = estimate["tables"].as_array().unwrap();
    for table in tables {
        let name = table["table"].as_str().unwrap();
        // Reference data is in some of them, too.
        let loaded = format!("SELECT count(*) FROM \"{name}\"");
        let rows: u64 = cli.sql(&loaded)[0].parse().unwrap();
        assert!(rows >= table["rows"].as_u64().unwrap(), "{name}: {rows}, not {}", table["rows"]);
    }
    assert_eq!(tables.iter().find(|table| table["table"] == "users").unwrap()["rows"], count(&cli, "users"));
    let needed: u64 = tables.iter().map(|table| table["disk_bytes"].as_u64().unwrap()).sum();
    let grown = disk(&cli) - before;
    assert!((grown * 8 / 10..=grown * 12 / 10).contains(&needed), "{needed} estimated, {grown} taken");

    assert_eq!(cli.run("seed").code, 0);
    assert_eq!(cli.run("seed coverage --least 100").code, 0);
    assert_eq!(apart.json("seed coverage")["items"][0]["covered"], true);
    assert_eq!(cli.run("seed check").code, 0);
    let users = count(&cli, "users");
    assert_eq!(cli.run("seed --scale 2").code, 0);
    assert_eq!(count(&cli, "users"), users * 2);
    assert_eq!(cli.run("seed --rng-seed 7").code, 3);
    assert_eq!(cli.run("seed --as-of 2026-06-16").code, 3);
    assert_eq!(cli.run("seed --locale GB=1").code, 3);
    assert_eq!(cli.run("seed --only events").code, 3);
    cli.sql("UPDATE venues SET lat = -80, lon = 0 WHERE id = (SELECT min(id::text)::uuid FROM venues)");
    assert_eq!(cli.run("seed check").code, 1);
    cli.assert_snapshot("seed_stories");
}

#[tokio::test]
async fn what_and_where_can_be_chosen() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    let chosen = "seed --only events --domain events=2 --locale gb=3,de=1 --as-of 2025-01-05 --rng-seed 9";
    assert_eq!(cli.run(chosen).code, 0);
    assert_eq!(count(&cli, "bookings"), 0);
    assert!(count(&cli, "events") >= 48);
    let home = "SELECT count(*) FROM users WHERE currency NOT IN ('GBP', 'EUR')";
    assert!(cli.sql(home)[0].parse::<u64>().unwrap() <= 2, "but for two guests all are from there");
    assert_eq!(cli.sql("SELECT max(created_at)::date FROM users"), ["2025-01-05"]);
    // What is not said is as it was seeded.
    assert_eq!(cli.run("seed").stdout, "Nothing to do: the database is seeded so already.\n");
    assert_eq!(cli.run("seed coverage --least 99").code, 1);
}

#[tokio::test]
async fn bad_values_are_told_apart() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    for options in [
        "--scale 0",
        "--scale many",
        "--domain nowhere=1",
        "--domain booking",
        "--domain booking=lots",
        "--domain booking=99",
        "--only nothing",
        "--locale XX=1",
        "--locale IN=0",
        "--as-of tomorrow",
        "--as-of 1999-01-01",
        "--rng-seed dice",
        "--workers 0",
    ] {
        let run = cli.run(&format!("seed {options}"));
        assert_eq!(run.code, 2, "{run:?}");
    }
    // More than any disk holds: refused before anything is written.
    let run = cli.run(&format!("seed {DAY} --scale 100000 --locale IN=1"));
    assert!(run.code == 3 && run.stderr.contains("are free"), "{run:?}");
    assert_eq!(count(&cli, "users"), 0);
}

#[tokio::test]
async fn ctrl_c_stops_at_a_clean_point_and_the_same_command_goes_on() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    let arguments = ["seed", "--scale", "5", "--workers", "1", "--as-of", "2026-06-15"];
    let mut child = cli.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    // It has begun.
    let first = told.find(|line| line.as_ref().is_ok_and(|line| line.contains("rows")));
    assert!(first.is_some());
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let rest: Vec<String> = told.map(Result::unwrap).collect();
    let output = child.wait_with_output().unwrap();
    let result = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{result} {rest:?}");
    assert!(
        result.starts_with("Stopped after ") && result.ends_with("The same command goes on.\n"),
        "{result}"
    );
    let stopped = cli.sql("SELECT count(*) FROM backline_seed.chunks")[0].parse::<u64>().unwrap();
    assert!(stopped < 6, "{stopped} chunks of 6");

    let on = cli.run(&arguments.join(" "));
    assert_eq!(on.code, 0, "{on:?}");
    assert_eq!(count(&cli, "users"), 5 * 1_003);
    assert_eq!(cli.run("seed check").code, 0);
}

#[tokio::test]
async fn stories_go_to_staging_on_request_and_never_to_production() {
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url()).env("BACKLINE_ENV", "staging");
    assert_eq!(cli.run(&format!("seed --dry-run {DAY}")).code, 3);
    assert_eq!(cli.run_with(&format!("seed -q --dry-run --yes {DAY}"), |_| {}).code, 0);
    let cli = Cli::on(db.url()).env("BACKLINE_ENV", "production");
    let run = cli.run(&format!("seed --yes {DAY}"));
    assert!(run.code == 3 && run.stderr.contains("production"), "{run:?}");
    assert_eq!(count(&cli, "users"), 0);
}

fn count(cli: &Cli, table: &str) -> u64 {
    cli.sql(&format!("SELECT count(*) FROM {table}"))[0].parse().unwrap()
}

/// Bytes of all tables and their indexes.
fn disk(cli: &Cli) -> u64 {
    let sql = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    cli.sql(sql)[0].parse().unwrap()
}
