//! The basic seed, in a migrated database with reference data.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use argon2::password_hash::{PasswordHash, PasswordVerifier};
use backline_schema::act_as_app;
use backline_schema::prelude::*;
use backline_seeds::basic::{self, ACCOUNTS, Error, PASSWORD, id};
use backline_seeds::reference::load_reference;
use sea_orm::{DatabaseConnection, EntityTrait, TransactionTrait};
use support::{TestDatabase, column, scalar};
use time::OffsetDateTime;
use time::macros::datetime;

const AS_OF: OffsetDateTime = datetime!(2026-03-14 09:26:53.589 UTC);

async fn seeded() -> TestDatabase {
    let database = TestDatabase::new().await;
    load_reference(database.conn()).await.unwrap();
    let report = basic::seed(database.conn(), AS_OF).await.unwrap();
    assert_eq!(report.inserted(), report.rows());
    database
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    scalar(db, &format!("SELECT count(*) FROM ({sql}) AS found")).await
}

#[tokio::test]
async fn it_has_what_the_festival_document_lists() {
    let database = seeded().await;
    let db = database.conn();
    for (what, expected, sql) in [
        (
            "countries with a venue",
            6,
            "SELECT DISTINCT country_id FROM venues JOIN cities USING (city_id)",
        ),
        ("venues", 6, "SELECT FROM venues"),
        (
            "teachers with specialties and social links",
            6,
            "SELECT FROM teachers t WHERE cardinality(specialties) > 0
             AND EXISTS (SELECT FROM artist_social_links l WHERE l.artist_id = t.artist_id)",
        ),
        (
            "musicians with genres and instruments",
            6,
            "SELECT FROM musicians m WHERE EXISTS (SELECT FROM artist_genres g WHERE g.artist_id = m.artist_id)
             AND EXISTS (SELECT FROM musician_instruments i WHERE i.musician_id = m.artist_id)",
        ),
        ("events", 8, "SELECT FROM events"),
        ("states of events", 5, "SELECT DISTINCT status FROM events"),
        ("users with preferences", 3, "SELECT FROM user_preferences"),
        (
            "followers of teachers and musicians",
            3,
            "SELECT DISTINCT f.user_id FROM follows f JOIN user_preferences USING (user_id)
             JOIN artists a ON a.id = f.artist_id",
        ),
    ] {
        assert_eq!(count(db, sql).await, expected, "{what}");
    }
    let unpriced =
        "SELECT FROM events e WHERE NOT EXISTS (SELECT FROM event_prices p WHERE p.event_id = e.id)
         OR NOT EXISTS (SELECT FROM event_artists a WHERE a.event_id = e.id)
         OR NOT EXISTS (SELECT FROM event_stages s WHERE s.event_id = e.id)";
    assert_eq!(count(db, unpriced).await, 0);
}

#[tokio::test]
async fn every_table_has_something_to_show() {
    let database = seeded().await;
    let db = database.conn();
    let tables: Vec<String> = column(
        db,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
         AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname",
    )
    .await;
    assert!(tables.len() > 100);
    let mut empty = Vec::new();
    for table in tables {
        if count(db, &format!("SELECT FROM \"{table}\"")).await == 0 {
            empty.push(table);
        }
    }
    assert_eq!(empty, [""; 0], "give these tables rows in seeds/src/basic");
}

#[tokio::test]
async fn bookings_are_at_every_stage_with_the_history_that_led_there() {
    let database = seeded().await;
    let db = database.conn();
    let missing = "SELECT FROM unnest(enum_range(NULL::booking_status)) AS label
         WHERE label NOT IN (SELECT status FROM bookings)";
    assert_eq!(count(db, missing).await, 0);
    let broken = "SELECT FROM bookings b WHERE status IS DISTINCT FROM (
             SELECT to_status FROM booking_history h WHERE h.booking_id = b.id ORDER BY created_at DESC LIMIT 1)
         OR created_at IS DISTINCT FROM (SELECT min(created_at) FROM booking_history h WHERE h.booking_id = b.id)";
    assert_eq!(count(db, broken).await, 0);
    let disabled = "SELECT FROM pg_trigger WHERE tgenabled <> 'O' AND NOT tgisinternal";
    assert_eq!(count(db, disabled).await, 0, "a trigger was left switched off");
}

#[tokio::test]
async fn the_money_adds_up() {
    let database = seeded().await;
    let db = database.conn();
    for wrong in [
        "SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0",
        // What is in escrow is what came in and neither went back nor out.
        "SELECT e.id FROM escrow_accounts e WHERE balance <>
             (SELECT coalesce(sum(amount - refunded_amount), 0) FROM payments p
              WHERE p.booking_id = e.booking_id AND p.status IN ('captured', 'refunded'))
           - (SELECT coalesce(sum(amount + commission_amount + withheld_amount), 0) FROM payouts o
              WHERE o.booking_id = e.booking_id AND o.status = 'paid')",
        "SELECT b.id FROM bookings b WHERE status = 'completed' AND final_amount <>
             (SELECT sum(amount) FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')",
        "SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.refunded_amount <> r.amount",
    ] {
        assert_eq!(count(db, wrong).await, 0, "{wrong}");
    }
}

#[tokio::test]
async fn what_happened_is_past() {
    let database = seeded().await;
    let db = database.conn();
    let moments: Vec<String> = column(
        db,
        "SELECT format('SELECT FROM %I WHERE %I > timestamptz ''2026-03-14 09:26:53Z''', table_name, column_name)
         FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type = 'timestamp with time zone'
         AND column_name ~ '^(created|confirmed|completed|cancelled|signed|sent|captured|paid|published|opened|joined|read|submitted)_at$'
         AND table_name IN (SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p')
         AND table_name IN ('users', 'bookings', 'contracts', 'payments', 'payouts', 'reviews', 'messages', 'disputes',
                            'applications', 'events', 'contract_signatures', 'booking_history', 'notifications')",
    )
    .await;
    assert!(moments.len() > 20, "{}", moments.len());
    for sql in moments {
        assert_eq!(count(db, &sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_second_run_changes_nothing_whenever_it_is() {
    let database = seeded().await;
    let db = database.conn();
    let before = contents(db, "to_jsonb(t)::text").await;
    let later = basic::seed(db, AS_OF + time::Duration::days(40)).await.unwrap();
    assert_eq!(later.inserted(), 0);
    assert_eq!(contents(db, "to_jsonb(t)::text").await, before);
}

#[tokio::test]
async fn two_databases_get_the_same_rows() {
    let (one, other) = (seeded().await, seeded().await);
    // What triggers make has ids of its own, and they keep the time of the last change.
    let same = "(to_jsonb(t) - 'updated_at')::text";
    let (one, other) = (contents(one.conn(), same).await, contents(other.conn(), same).await);
    assert!(one.len() > 90);
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
}

/// A digest of each table that the basic seed fills.
async fn contents(db: &DatabaseConnection, of_row: &str) -> Vec<String> {
    let tables = basic::seed(db, AS_OF).await.unwrap().tables;
    let mut digests = Vec::new();
    for table in tables {
        let name = table.table;
        // Reference data that organisations add to keeps its own times.
        let of_seed = if name == "crew_roles" { "WHERE organization_id IS NOT NULL" } else { "" };
        let sql = format!(
            "SELECT '{name} ' || md5(string_agg({of_row}, '' ORDER BY {of_row})) FROM \"{name}\" t {of_seed}"
        );
        digests.push(scalar(db, &sql).await);
    }
    digests
}

#[tokio::test]
async fn one_organisation_sees_none_of_the_others_bookings() {
    let database = seeded().await;
    let db = database.conn();
    for (who, organization, own) in
        [("organizer", "monsoon-live", 7), ("agent", "harbour-nights", 3), ("accounts", "monsoon-live", 7)]
    {
        let transaction = db.begin().await.unwrap();
        let organization_id = id("organizations", organization);
        act_as_app(&transaction, id("users", who), Some(organization_id)).await.unwrap();
        let seen = bookings::Entity::find().all(&transaction).await.unwrap();
        transaction.rollback().await.unwrap();
        assert_eq!(seen.len(), own, "{who}");
        assert!(seen.iter().all(|booking| booking.organization_id == Some(organization_id)), "{who}");
    }
}

#[tokio::test]
async fn accounts_have_the_password_that_is_written() {
    let database = seeded().await;
    for account in ACCOUNTS {
        let email = format!("{}@example.com", account.key);
        let user = users::Entity::find_by_email(&email).one(database.conn()).await.unwrap().unwrap();
        assert_eq!(user.id, id("users", account.key));
        let hash = user.password_hash.unwrap();
        let hash = PasswordHash::new(&hash).unwrap();
        argon2::Argon2::default().verify_password(PASSWORD.as_bytes(), &hash).unwrap();
    }
}

#[tokio::test]
async fn without_reference_data_it_says_what_is_missing() {
    let database = TestDatabase::new().await;
    let error = basic::seed(database.conn(), AS_OF).await.unwrap_err();
    assert!(matches!(error, Error::ReferenceMissing { table: "roles", .. }), "{error:?}");
    assert_eq!(error.hint(), Some("load the reference data first"));
    assert_eq!(count(database.conn(), "SELECT FROM users").await, 0);
}
