//! The mending SQL of a pair of schemas, run on the first, makes it the second: forwards and backwards.

use backline_ops::catalog::{Change, Mending, Risk, digests};

use crate::support::{TestDatabase, assert_mends};

/// A stranger's schema with what makes diffs fail.
const STRANGER: &str = include_str!("stranger.sql");

#[tokio::test]
async fn from_nothing_and_back() {
    let (empty, full) = (TestDatabase::new().await, TestDatabase::with(STRANGER).await);
    let nothing = TestDatabase::new().await;
    assert!(full.snapshot().await.objects.len() > 150);
    assert_mends(&empty, &full).await;
    assert_mends(&full, &nothing).await;
}

/// Changes to the stranger's schema, each of which is mended in both directions on its own and all together.
const CHANGES: &str = include_str!("changes.sql");

async fn both_ways(change: &'static str) {
    let (one, other) = (TestDatabase::with(STRANGER).await, TestDatabase::with(STRANGER).await);
    other.execute(change).await;
    assert!(!one.snapshot().await.diff(&other.snapshot().await).is_empty(), "no difference seen");
    assert_mends(&one, &other).await;
    let untouched = TestDatabase::with(STRANGER).await;
    assert_mends(&other, &untouched).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_forwards_and_backwards() {
    let changes = CHANGES.split("\n\n").map(str::trim).filter(|change| !change.is_empty());
    let mut failed = Vec::new();
    for change in changes {
        // In a task of its own: all that fail are told, not only the first.
        if tokio::spawn(both_ways(change)).await.is_err() {
            failed.push(change);
        }
    }
    assert!(failed.is_empty(), "not mended, see above:\n{}", failed.join("\n\n"));
}

/// What the differences are called, one a line.
async fn lines(before: &str, after: &str) -> Vec<String> {
    let (one, other) = (TestDatabase::with(before).await, TestDatabase::with(after).await);
    let changes = one.snapshot().await.diff(&other.snapshot().await);
    assert_mends(&one, &other).await;
    changes.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_rename_is_told_from_a_drop() {
    let table =
        "CREATE TABLE old_name (id serial PRIMARY KEY, title text NOT NULL, price int CHECK (price > 0));
                 CREATE INDEX by_title ON old_name (title)";
    let renamed =
        "CREATE TABLE new_name (id serial PRIMARY KEY, title text NOT NULL, price int CHECK (price > 0));
                 CREATE INDEX by_title ON new_name (title)";
    assert_eq!(
        lines(table, renamed).await,
        [
            "> table public.old_name is now public.new_name",
            "> sequence public.old_name_id_seq is now public.new_name_id_seq",
            "> constraint public.new_name.old_name_pkey is now public.new_name.new_name_pkey",
            "> constraint public.new_name.old_name_price_check is now public.new_name.new_name_price_check",
        ]
    );
    let columns =
        ["CREATE TABLE t (id int, before text, price int)", "CREATE TABLE t (id int, after text, price int)"];
    assert_eq!(lines(columns[0], columns[1]).await, ["> column public.t.before is now public.t.after"]);
}

#[tokio::test]
async fn what_is_not_the_same_is_no_rename() {
    // Another type, another place, two candidates.
    for (before, after) in [
        ("CREATE TABLE t (id int, before text)", "CREATE TABLE t (id int, after int)"),
        ("CREATE TABLE t (before text, id int)", "CREATE TABLE t (id int, after text)"),
        ("CREATE TABLE t (id int, before text)", "CREATE TABLE t (id int, one text, two text)"),
        ("CREATE TABLE t (before text UNIQUE)", "CREATE TABLE t (after text)"),
        ("CREATE TABLE one (id int)", "CREATE TABLE two (id int); CREATE TABLE three (id int)"),
    ] {
        let lines = lines(before, after).await;
        assert!(lines.iter().all(|line| !line.starts_with('>')), "{before} -> {after}: {lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("- ")), "{before} -> {after}: {lines:?}");
    }
}

#[tokio::test]
async fn equal_data_proves_a_rename() {
    let rows = "INSERT INTO one SELECT n, md5(n::text) FROM generate_series(1, 50) n";
    let one = TestDatabase::with(&format!(
        "CREATE TABLE one (id int, word text); CREATE INDEX ON one (word); {rows}"
    ))
    .await;
    let renamed = rows.replace("one", "two");
    let other = TestDatabase::with(&format!("CREATE TABLE two (id int, word text); {renamed}")).await;
    let (from, to) = (one.snapshot().await, other.snapshot().await);
    assert!(
        Mending::between(&from, &to).changes.iter().all(|change| !matches!(change, Change::Renamed { .. }))
    );
    let left = digests(&one.connection, &from, None, 2).await.unwrap();
    let right = digests(&other.connection, &to, None, 2).await.unwrap();
    let mending = Mending::with_data(&from, &to, (&left, &right));
    assert_eq!(mending.changes[0].to_string(), "> table public.one is now public.two");
    one.mend(&mending).await;
    assert_eq!(one.snapshot().await, to);
    assert_eq!(one.value("SELECT count(*)::text FROM two").await, "50");
}

#[tokio::test]
async fn digests_see_every_value_and_no_order() {
    let one = TestDatabase::with(
        "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL), (2, NULL)",
    )
    .await;
    let other = TestDatabase::with(
        "CREATE TABLE t (b text, a int); INSERT INTO t VALUES (NULL, 2), ('x', 1), (NULL, 2)",
    )
    .await;
    let read = async |database: &TestDatabase| {
        digests(&database.connection, &database.snapshot().await, None, 1)
            .await
            .unwrap()
            .remove("public.t")
            .unwrap()
    };
    assert_eq!(read(&one).await, read(&other).await);
    assert_eq!(read(&one).await.rows, 3);
    for change in ["UPDATE t SET b = '' WHERE a = 2", "UPDATE t SET a = 3 WHERE a = 1"] {
        other.execute(change).await;
        assert_ne!(read(&one).await, read(&other).await, "{change}");
    }
}

#[tokio::test]
async fn risks_are_told() {
    for (before, after, risk) in [
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE TABLE u (a int)", Risk::Safe),
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE INDEX ON t (a)", Risk::Locks),
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a int, b int DEFAULT 5)", Risk::Locks),
        (
            "CREATE TABLE t (a int)",
            "CREATE TABLE t (a int, b uuid DEFAULT gen_random_uuid())",
            Risk::Rewrites,
        ),
        ("CREATE TABLE t (a varchar(5))", "CREATE TABLE t (a varchar(9))", Risk::Locks),
        ("CREATE TABLE t (a varchar(9))", "CREATE TABLE t (a varchar(5))", Risk::Rewrites),
        ("CREATE TABLE t (a text)", "CREATE TABLE t (a uuid)", Risk::Rewrites),
        ("CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int)", Risk::LosesData),
        (
            "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
            "CREATE TABLE t (a int)",
            Risk::Locks,
        ),
        ("CREATE TABLE t (a int)", "", Risk::LosesData),
    ] {
        let (one, other) = (TestDatabase::with(before).await, TestDatabase::with(after).await);
        let mending = Mending::between(&one.snapshot().await, &other.snapshot().await);
        assert_eq!(
            mending.steps.iter().map(|step| step.risk).max(),
            Some(risk),
            "{before} -> {after}:\n{}",
            mending.script()
        );
    }
}
