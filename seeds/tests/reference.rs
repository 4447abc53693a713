//! The reference data, in a migrated database.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_seed::reference::row_id;
use backline_seeds::reference::{TABLES, fingerprint, load_reference, load_reference_with};
use sea_orm::ConnectionTrait;
use support::{TestDatabase, column, scalar};
use uuid::Uuid;

#[tokio::test]
async fn everything_is_loaded_and_a_second_load_changes_nothing() {
    let database = TestDatabase::new().await;
    let mut told = Vec::new();
    let first =
        load_reference_with(database.conn(), |table| told.push(table.table.to_owned())).await.unwrap();
    assert_eq!(told, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    assert_eq!(first.changed(), first.rows());
    for (table, least) in [
        ("currencies", 150),
        ("countries", 249),
        ("timezones", 419),
        ("locales", 600),
        ("states", 5_000),
        ("cities", 9_400),
        ("roles", 7),
        ("permissions", 80),
        ("role_permissions", 350),
        ("genres", 400),
        ("instruments", 200),
        ("amenities", 75),
        ("project_types", 4),
        ("crew_roles", 30),
        ("event_types", 15),
        ("notification_types", 50),
    ] {
        let rows: i64 = scalar(database.conn(), &format!("SELECT count(*) FROM {table}")).await;
        assert!(rows >= least, "{table} has {rows} rows");
    }

    let second = load_reference(database.conn()).await.unwrap();
    assert_eq!((second.rows(), second.changed()), (first.rows(), 0));
    assert!(second.tables.iter().all(|table| table.not_in_file == 0));
}

#[tokio::test]
async fn an_edited_row_is_put_right_and_an_added_one_is_left() {
    let database = TestDatabase::new().await;
    load_reference(database.conn()).await.unwrap();
    database
        .conn()
        .execute_unprepared(
            "UPDATE currencies SET symbol = 'Rs' WHERE currency_code = 'INR';
             UPDATE genres SET parent_id = NULL WHERE slug = 'deep-house';
             INSERT INTO genres (slug, name) VALUES ('rain-music', 'Rain Music');
             DELETE FROM role_permissions WHERE role_id = (SELECT id FROM roles WHERE name = 'artist');",
        )
        .await
        .unwrap();
    let report = load_reference(database.conn()).await.unwrap();
    let table = |name: &str| report.tables.iter().find(|table| table.table == name).unwrap();
    assert_eq!(table("currencies").updated, 1);
    assert_eq!((table("genres").updated, table("genres").not_in_file), (1, 1));
    assert!(table("role_permissions").inserted > 5);
    let symbol: String =
        scalar(database.conn(), "SELECT symbol FROM currencies WHERE currency_code = 'INR'").await;
    assert_eq!(symbol, "₹");
}

#[tokio::test]
async fn the_facts_are_true() {
    let database = TestDatabase::new().await;
    let db = database.conn();
    load_reference(db).await.unwrap();

    let bengaluru: Vec<String> = column(
        db,
        "SELECT concat_ws(' ', s.code, y.iso2, c.tz_name, y.currency_code) FROM cities c
         JOIN states s USING (state_id) JOIN countries y ON y.country_id = c.country_id
         WHERE c.name = 'Bengaluru' AND c.population > 5000000",
    )
    .await;
    assert_eq!(bengaluru, ["IN-KA IN Asia/Kolkata INR"]);
    let rupee: String = scalar(
        db,
        "SELECT name || ' ' || symbol || ' ' || precision FROM currencies WHERE currency_code = 'INR'",
    )
    .await;
    assert_eq!(rupee, "Indian Rupee ₹ 2");
    let yen: i16 = scalar(db, "SELECT precision FROM currencies WHERE currency_code = 'JPY'").await;
    assert_eq!(yen, 0);

    // Each of these finds rows that are wrong.
    for wrong in [
        "SELECT c.name FROM cities c JOIN countries y USING (country_id) WHERE y.iso2 = 'IN' AND c.state_id IS NULL",
        "SELECT c.name FROM cities c JOIN states s USING (state_id) WHERE s.country_id <> c.country_id",
        "SELECT name FROM cities WHERE tz_name IS NULL OR lat IS NULL OR population IS NULL",
        "SELECT code FROM states s JOIN countries y USING (country_id) WHERE left(s.code, 2) <> y.iso2",
        "SELECT s.code FROM states s JOIN states p ON p.state_id = s.parent_id WHERE p.country_id <> s.country_id",
        "SELECT name FROM countries WHERE num_nulls(iso2, iso3, continent) > 0",
        "SELECT tz_name FROM timezones WHERE tz_name NOT IN (SELECT name FROM pg_timezone_names)",
        "SELECT name::text FROM roles WHERE id NOT IN (SELECT role_id FROM role_permissions)",
    ] {
        assert_eq!(column::<String>(db, wrong).await, [""; 0], "{wrong}");
    }

    let depth: i64 = scalar(
        db,
        "WITH RECURSIVE tree AS (
             SELECT id, 1::bigint AS depth FROM genres WHERE parent_id IS NULL
             UNION ALL SELECT g.id, depth + 1 FROM genres g JOIN tree ON g.parent_id = tree.id
         ) SELECT CASE WHEN count(*) = (SELECT count(*) FROM genres) THEN max(depth) END FROM tree",
    )
    .await;
    assert!((2..=5).contains(&depth), "the genres are {depth} deep");
    let house: Uuid = scalar(db, "SELECT id FROM genres WHERE slug = 'house'").await;
    assert_eq!(house, row_id("genres", &["house"]));
}

/// From the music booking document. Its countries are left out: they are there, and it has no ON CONFLICT for them.
const DOCUMENT: [&str; 6] = [
    "INSERT INTO roles (name, description) VALUES
     ('artist', 'Artist or DJ performing at events'),
     ('band_manager', 'Manager representing artists'),
     ('promoter', 'Event promoter'),
     ('organizer', 'Event organizer'),
     ('venue_manager', 'Venue or club manager'),
     ('admin', 'Platform administrator'),
     ('staff', 'Platform staff member')
     ON CONFLICT (name) DO NOTHING",
    "INSERT INTO currencies (currency_code, name, symbol, precision) VALUES
     ('INR', 'Indian Rupee', '₹', 2), ('USD', 'US Dollar', '$', 2), ('EUR', 'Euro', '€', 2)
     ON CONFLICT (currency_code) DO NOTHING",
    "INSERT INTO locales (locale_code, display_name) VALUES
     ('en-IN', 'English (India)'), ('hi-IN', 'Hindi (India)'), ('en-US', 'English (United States)')
     ON CONFLICT (locale_code) DO NOTHING",
    "INSERT INTO timezones (tz_name) VALUES ('Asia/Kolkata'), ('America/New_York'), ('Europe/London')
     ON CONFLICT (tz_name) DO NOTHING",
    // The names of states are looked up here, so before more of the same name are added.
    "INSERT INTO cities (state_id, name, lat, lon) VALUES
     ((SELECT state_id FROM states WHERE name = 'Karnataka'), 'Bangalore', 12.9716, 77.5946),
     ((SELECT state_id FROM states WHERE name = 'Maharashtra'), 'Mumbai', 19.0760, 72.8777),
     ((SELECT state_id FROM states WHERE name = 'Delhi'), 'New Delhi', 28.6139, 77.2090)",
    "INSERT INTO states (country_id, name) VALUES
     ((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Karnataka'),
     ((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Maharashtra'),
     ((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Delhi')",
];

#[tokio::test]
async fn the_source_documents_own_statements_run_afterwards() {
    let database = TestDatabase::new().await;
    load_reference(database.conn()).await.unwrap();
    for (statement, added) in DOCUMENT.into_iter().zip([0, 0, 0, 0, 3, 3]) {
        let done = database.conn().execute_unprepared(statement).await;
        assert_eq!(done.unwrap().rows_affected(), added, "{statement}");
    }
    // And the load after them: what the document has in other words is put right, what it adds is left.
    let report = load_reference(database.conn()).await.unwrap();
    assert_eq!(report.changed(), 0);
    assert_eq!(report.tables.iter().map(|table| table.not_in_file).sum::<u64>(), 6);
}

#[test]
fn the_fingerprint_is_a_checksum() {
    let fingerprint = fingerprint();
    assert!(fingerprint.len() == 64 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()));
}
