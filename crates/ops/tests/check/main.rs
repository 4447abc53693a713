//! Each check finds its planted fault, and nothing in a sound database.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "../catalog/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the catalog, which use more of it")]
mod support;

use backline_ops::catalog::Snapshot;
use backline_ops::check::{self, CHECKS, CheckError, Finding, OwnQuery, PolymorphicReference, Subject};
use support::TestDatabase;
use time::{Duration, OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

const SOUND: &str = "
CREATE TABLE owners (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
COMMENT ON TABLE owners IS 'Who has pets.';
CREATE TABLE pets (id serial PRIMARY KEY, owner_id int REFERENCES owners, name text, legs int,
    CONSTRAINT few_legs CHECK (legs < 9));
COMMENT ON TABLE pets IS 'Who is had.';
CREATE INDEX pets_owner ON pets (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX pets_name ON pets (name);
CREATE TABLE notes (id int PRIMARY KEY, about_kind text, about_id int, text text);
COMMENT ON TABLE notes IS 'What is said of either.';
CREATE TABLE visits (at timestamptz NOT NULL, pet_id int) PARTITION BY RANGE (at);
COMMENT ON TABLE visits IS 'When they came.';
CREATE TABLE visits_early PARTITION OF visits FOR VALUES FROM (MINVALUE) TO ('2026-07-01');
CREATE TABLE visits_late PARTITION OF visits FOR VALUES FROM ('2026-07-01') TO ('2026-08-01');
INSERT INTO owners (name) VALUES ('ann'), ('bob');
INSERT INTO pets (owner_id, name, legs) VALUES (1, 'rex', 4), (NULL, 'tom', 4);
INSERT INTO notes VALUES (1, 'owner', 2, 'tall'), (2, 'pet', 1, 'loud'), (3, NULL, NULL, 'none')";

const REFERENCES: [PolymorphicReference; 1] = [PolymorphicReference {
    table: "public.notes",
    kind_column: "about_kind",
    key_column: "about_id",
    targets: &[("owner", "owners", "id"), ("pet", "public.pets", "id")],
}];

const QUERIES: [OwnQuery; 1] =
    [OwnQuery { name: "legless", finds: "pets without legs", query: "SELECT * FROM pets WHERE legs = 0" }];

async fn findings(database: &TestDatabase, expected: &Snapshot) -> Vec<(&'static str, Finding)> {
    let subject =
        Subject { expected: Some(expected), references: &REFERENCES, queries: &QUERIES, ..Subject::at(NOW) };
    let outcomes = check::run(&database.connection, &subject, &[]).await.unwrap();
    assert_eq!(outcomes.len(), CHECKS.len());
    let all = outcomes
        .into_iter()
        .flat_map(|outcome| outcome.findings.into_iter().map(move |finding| (outcome.check, finding)));
    all.collect()
}

#[tokio::test]
async fn a_sound_database_gives_nothing() {
    let database = TestDatabase::with(SOUND).await;
    let expected = database.snapshot().await;
    assert_eq!(findings(&database, &expected).await, []);
}

/// Plants a fault, and wants this one check to find it, once, with a query that shows so many rows.
async fn assert_found(fault: &str, check: &str, subject: &str, count: u64) {
    let database = TestDatabase::with(SOUND).await;
    let expected = database.snapshot().await;
    database.execute(fault).await;
    let found = findings(&database, &expected).await;
    let mut others = found.iter().filter(|(name, _)| *name != "inventory");
    let finding = match check {
        "inventory" => found.iter().find(|(name, finding)| *name == check && finding.subject == subject),
        _ => found.iter().find(|(name, _)| *name == check),
    };
    let (_, finding) = finding.unwrap_or_else(|| panic!("{fault}: not found by {check}: {found:#?}"));
    assert_eq!((finding.subject.as_str(), finding.count), (subject, count), "{fault}: {finding:#?}");
    assert!(others.all(|(name, _)| *name == check), "{fault}: {found:#?}");
    let rows = database.value(&format!("SELECT count(*)::text FROM ({}) AS shown", finding.query)).await;
    let rows: u64 = rows.parse().unwrap();
    assert!(rows > 0 && (check == "inventory" || rows >= count), "{}: {rows} rows", finding.query);
}

#[tokio::test]
async fn each_planted_fault_is_found() {
    let unchecked = "ALTER TABLE pets DROP CONSTRAINT few_legs; UPDATE pets SET legs = 12;
                     ALTER TABLE pets ADD CONSTRAINT few_legs CHECK (legs < 9) NOT VALID";
    let not_valid = "ALTER TABLE pets DROP CONSTRAINT pets_owner_id_fkey; UPDATE pets SET owner_id = 77;
                     ALTER TABLE pets ADD CONSTRAINT pets_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners NOT VALID";
    let disabled = "ALTER TABLE pets DISABLE TRIGGER ALL; UPDATE pets SET owner_id = 77 WHERE id = 1";
    let invalid = "CREATE INDEX pets_legs ON pets (legs);
                   UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pets_legs'::regclass";
    for (fault, check, subject, count) in [
        ("ALTER TABLE pets ADD COLUMN colour text", "inventory", "column", 1),
        ("ALTER TABLE pets ALTER COLUMN name SET DEFAULT 'x'", "inventory", "default", 1),
        (unchecked, "broken_constraints", "pets.few_legs", 2),
        (not_valid, "broken_constraints", "pets.pets_owner_id_fkey", 2),
        (disabled, "broken_constraints", "pets.pets_owner_id_fkey", 1),
        ("DELETE FROM owners WHERE id = 2", "orphans", "public.notes.about_id", 1),
        ("UPDATE notes SET about_kind = 'car' WHERE id < 3", "orphans", "public.notes.about_id", 2),
        (invalid, "invalid_indexes", "pets_legs", 1),
        ("CREATE INDEX pets_name_again ON pets (name)", "duplicate_indexes", "pets_name_again", 1),
        ("CREATE INDEX owners_name_again ON owners (name)", "duplicate_indexes", "owners_name_again", 1),
        ("DROP INDEX pets_owner", "foreign_keys_without_index", "pets.pets_owner_id_fkey", 1),
        ("SELECT setval('pets_id_seq', 2000000000)", "sequences_run_out", "pets_id_seq", 1),
        ("SELECT setval('owners_id_seq', 2000000000)", "sequences_run_out", "owners_id_seq", 1),
        ("DROP TABLE visits_late", "partitions_run_out", "visits", 1),
        ("UPDATE pets SET legs = 0", "queries", "legless", 2),
        ("COMMENT ON TABLE pets IS NULL", "missing_comments", "pets", 1),
    ] {
        assert_found(fault, check, subject, count).await;
    }
}

#[tokio::test]
async fn what_others_keep_beside_is_left_alone() {
    let database = TestDatabase::with(SOUND).await;
    let expected = database.snapshot().await;
    database
        .execute(
            "CREATE SCHEMA tool; CREATE TABLE tool.runs (id serial PRIMARY KEY); CREATE TABLE tool_log (id int)",
        )
        .await;
    let subject = |beside| Subject { expected: Some(&expected), beside, ..Subject::at(NOW) };
    let all = |outcomes: Vec<check::Outcome>| -> Vec<String> {
        outcomes.into_iter().flat_map(|one| one.findings).map(|finding| finding.subject).collect()
    };
    let known = check::run(&database.connection, &subject(&["tool", "public.tool_log"]), &[]).await.unwrap();
    assert_eq!(all(known), Vec::<String>::new());
    let half = check::run(&database.connection, &subject(&["tool"]), &[]).await.unwrap();
    assert!(all(half).contains(&"tool_log".to_owned()));
}

#[tokio::test]
async fn an_unused_index_is_found_once_it_was_unused_for_long() {
    let database = TestDatabase::with(SOUND).await;
    database.execute("SELECT pg_stat_reset()").await;
    let subject = |now| Subject { unused_after: Duration::days(30), ..Subject::at(now) };
    let only = ["unused_indexes".to_owned()];
    let now = OffsetDateTime::now_utc();
    let soon = check::run(&database.connection, &subject(now), &only).await.unwrap();
    assert_eq!(soon[0].findings, []);
    let later = check::run(&database.connection, &subject(now + Duration::days(31)), &only).await.unwrap();
    let named: Vec<&str> = later[0].findings.iter().map(|finding| finding.subject.as_str()).collect();
    assert_eq!(named, ["pets_name"], "what serves a key is not among them");
}

#[tokio::test]
async fn hidden_rows_are_no_absent_rows() {
    let database = TestDatabase::with(SOUND).await;
    database.execute("ALTER TABLE pets ENABLE ROW LEVEL SECURITY; ALTER TABLE pets FORCE ROW LEVEL SECURITY;
        DROP ROLE IF EXISTS check_reader; CREATE ROLE check_reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO check_reader").await;
    let url = format!("{}&options=-c%20role%3Dcheck_reader", database.url);
    let reader = sea_orm::Database::connect(url).await.unwrap();
    let subject = Subject { queries: &QUERIES, ..Subject::at(NOW) };
    let error = check::run(&reader, &subject, &["queries".to_owned()]).await.unwrap_err();
    assert!(matches!(error, CheckError::Failed { check: "queries", .. }), "{error}");
    reader.close().await.unwrap();
    database.execute("DROP OWNED BY check_reader; DROP ROLE check_reader").await;
}

#[tokio::test]
async fn an_unknown_check_is_refused_with_those_there_are() {
    let database = TestDatabase::new().await;
    let error =
        check::run(&database.connection, &Subject::at(NOW), &["orphan".to_owned()]).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no check \"orphan\"");
    assert!(error.hint().unwrap().contains("orphans"));
}

#[test]
fn every_file_is_registered() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    let mut checks = CHECKS.map(|check| check.name.to_owned()).to_vec();
    checks.sort();
    assert_eq!(files, checks, "a file in src/check without its line in CHECKS, or the other way round");
}
