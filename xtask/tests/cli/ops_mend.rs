//! `ops rewrite`, `merge` and `drop-empty`: the commands of their runbooks, on the tables that these speak of.

use std::fs;
use std::path::Path;

use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;

use crate::support::{Cli, Run};

/// The commands of a runbook, each as its arguments.
fn commands(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/runbooks/{name}.md"));
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    blocks.flat_map(str::lines).map(|line| words(line.strip_prefix("cargo xtask ").unwrap())).collect()
}

/// As a shell splits them: single quotes keep everything, double quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for letter in line.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            None if letter == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

fn run(cli: &Cli, arguments: &[String]) -> Run {
    cli.run_with("", |command| {
        command.args(arguments);
    })
}

async fn database(script: &str) -> (TestDb, Cli) {
    let db = TestDb::empty().await.unwrap();
    db.conn().execute_unprepared(script).await.unwrap();
    let cli = Cli::on(db.url());
    (db, cli)
}

#[tokio::test]
async fn rewrite() {
    let (_db, cli) = database(
        "CREATE TABLE book (id integer PRIMARY KEY, bought timestamp NOT NULL);
         INSERT INTO book SELECT n, '2024-03-01 12:00' FROM generate_series(1, 100) AS n",
    )
    .await;
    let [preview, start, list, resume, revert, finish] = commands("rewrite").try_into().unwrap();
    let looked = run(&cli, &preview);
    assert!(looked.code == 0 && looked.stdout.contains("0 rows cannot be converted"), "{looked:?}");
    let done = run(&cli, &start);
    assert!(done.code == 0 && done.stdout.contains("100 rows copied"), "{done:?}");
    assert!(run(&cli, &list).stdout.contains("swapped"));
    assert_eq!(run(&cli, &resume).code, 0);
    let early = run(&cli, &finish);
    assert!(early.code != 0 && early.stderr.contains("kept for 24 hours"), "{early:?}");
    assert_eq!(cli.sql("SELECT pg_typeof(id)::text FROM book LIMIT 1"), ["bigint"]);
    assert_eq!(run(&cli, &revert).code, 0);
    assert_eq!(cli.sql("SELECT pg_typeof(id)::text FROM book LIMIT 1"), ["integer"]);
    // Rows that cannot be converted are a finding, and another table a mistake.
    let set = |table: &str, set: &str| words(&format!("ops rewrite {table} --preview --set {set}"));
    let found = run(&cli, &set("book", "id=\"integer USING 10/(id-5)\""));
    assert!(found.code == 1 && found.stdout.contains("division by zero"), "{found:?}");
    let wrong = run(&cli, &set("books", "id=bigint"));
    assert!(wrong.code == 2 && wrong.stderr.contains("there is no table books"), "{wrong:?}");
    let nothing = run(&cli, &words("ops rewrite book --preview"));
    assert!(nothing.code == 2 && nothing.stderr.contains("hint: say --set"), "{nothing:?}");
}

#[tokio::test]
async fn merge() {
    let (_db, cli) = database(
        "CREATE TABLE \"bazaar-vid_api_usage_metric\" (id integer PRIMARY KEY, tokens integer);
         CREATE TABLE api_usage_metric (id integer PRIMARY KEY, tokens integer);
         INSERT INTO \"bazaar-vid_api_usage_metric\" VALUES (1, 10); INSERT INTO api_usage_metric VALUES (1, 11), (2, 20)",
    )
    .await;
    let [preview, merge] = commands("merge").try_into().unwrap();
    let looked = run(&cli, &preview);
    assert!(
        looked.code == 1 && looked.stdout.contains("1 new, 0 the same, 1 with other values"),
        "{looked:?}"
    );
    let refused = run(&cli, &words("ops merge api_usage_metric '\"bazaar-vid_api_usage_metric\"' --yes"));
    assert_eq!(refused.code, 2, "{refused:?}");
    let merged = run(&cli, &merge);
    assert!(merged.code == 0 && merged.stdout.contains("is gone"), "{merged:?}");
    assert_eq!(cli.sql("SELECT tokens::text FROM \"bazaar-vid_api_usage_metric\" ORDER BY id"), ["10", "20"]);
}

#[tokio::test]
async fn drop_empty() {
    let (_db, cli) = database(
        "CREATE TABLE \"bazaar-vid_patch\" (id integer); CREATE TABLE \"bazaar-vid_scene_plan\" (id integer);
         INSERT INTO \"bazaar-vid_patch\" VALUES (1)",
    )
    .await;
    let [drop] = commands("drop-empty").try_into().unwrap();
    let unasked: Vec<String> = drop.iter().filter(|word| *word != "--yes").cloned().collect();
    assert_eq!(run(&cli, &unasked).code, 3);
    let refused = run(&cli, &drop);
    assert!(refused.code == 2 && refused.stderr.contains("holds 1 rows"), "{refused:?}");
    cli.sql("DELETE FROM \"bazaar-vid_patch\"");
    let dropped = run(&cli, &drop);
    assert!(dropped.code == 0 && dropped.stdout.contains("2 empty tables dropped"), "{dropped:?}");
    assert_eq!(cli.sql("SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"), ["0"]);
}
