//! What `music-booking-migration-guide.md` gives of tables, column by column, and the indexes that the documents name: kept
//! to the letter.
//!
//! The lists are transcribed from the document in PostgreSQL's spelling. A column of ours may be NOT NULL where theirs
//! is not and has a default, and in [`NEVER_ABSENT`].

use backline_ops::sql;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::{assert_none, catalog, columns, migrated};

/// The enums of `music-booking-migration-guide.md`, in the document's order.
const ENUMS: [(&str, &str); 14] = [
    (
        "booking_status",
        "inquiry, offered, negotiating, confirmed, paid_deposit, scheduled, completed, cancelled, disputed, refunded",
    ),
    ("contract_status", "draft, sent, signed_by_promoter, signed_by_artist, signed, voided, completed"),
    ("dispute_status", "open, investigating, resolved_refund, resolved_no_refund, escalated"),
    ("gender", "male, female, other, prefer_not_say"),
    ("gst_registration_type", "registered, unregistered, composition, none"),
    ("invoice_status", "draft, issued, paid, overdue, cancelled, refunded"),
    ("media_type", "image, audio, video, document, other"),
    ("notification_channel", "in_app, email, sms, push"),
    ("payment_status", "initiated, authorized, captured, failed, refunded, cancelled"),
    ("payout_status", "queued, processing, paid, failed, cancelled"),
    ("role_name", "artist, band_manager, promoter, organizer, venue_manager, admin, staff"),
    ("search_entity", "artist, venue, event, promoter, organizer"),
    ("ticket_type", "general, vip, reserved, earlybird, guestlist"),
    ("user_status", "active, suspended, deleted, pending_verification"),
];

/// The tables of `music-booking-migration-guide.md`: columns as `name type [not null] [default …]`.
///
/// `uuid_generate_v4()` is `gen_random_uuid()` here, and `SERIAL` an identity. Of states, cities, currencies, locales, time
/// zones and roles the document has INSERTs and references only, of users a definition in TypeScript, whose `text` e-mail
/// is `citext` here: text that compares without case.
const TABLES: [(&str, &[&str]); 11] = [
    (
        "countries",
        &[
            "country_id integer not null default identity",
            "name text not null",
            "iso2 character(2)",
            "iso3 character(3)",
            "currency_code character(3)",
        ],
    ),
    (
        "states",
        &["state_id integer not null default identity", "country_id integer not null", "name text not null"],
    ),
    (
        "cities",
        &[
            "city_id integer not null default identity",
            "state_id integer",
            "name text not null",
            "lat double precision",
            "lon double precision",
        ],
    ),
    (
        "currencies",
        &[
            "currency_code character(3) not null",
            "name text not null",
            "symbol text",
            "precision smallint not null default 2",
        ],
    ),
    ("locales", &["locale_code character varying(15) not null", "display_name text not null"]),
    ("timezones", &["tz_name text not null"]),
    ("roles", &["name role_name not null", "description text"]),
    (
        "users",
        &[
            "id uuid not null default gen_random_uuid()",
            "username text",
            "email citext not null",
            "password_hash text",
            "phone text",
            "display_name text",
            "first_name text",
            "last_name text",
            "status user_status default 'pending_verification'::user_status",
            "created_at timestamp with time zone default now()",
            "updated_at timestamp with time zone default now()",
        ],
    ),
    (
        "artists",
        &[
            "id uuid not null default gen_random_uuid()",
            "user_id uuid",
            "artist_name text not null",
            "bio text",
            "years_experience integer",
            "budget_min numeric(12,2)",
            "budget_standard numeric(12,2)",
            "budget_premium numeric(12,2)",
            "trust_score numeric(5,2) default 50.00",
            "profile_photo_url text",
            "is_verified boolean default false",
            "created_at timestamp with time zone default now()",
            "updated_at timestamp with time zone default now()",
            "metadata jsonb default '{}'::jsonb",
        ],
    ),
    (
        "venues",
        &[
            "id uuid not null default gen_random_uuid()",
            "user_id uuid",
            "name text not null",
            "description text",
            "capacity integer",
            "venue_type text",
            "city_id integer",
            "address jsonb",
            "amenities jsonb",
            "technical_specs jsonb",
            "photos jsonb",
            "trust_score numeric(5,2) default 50.00",
            "created_at timestamp with time zone default now()",
            "updated_at timestamp with time zone default now()",
        ],
    ),
    (
        "bookings",
        &[
            "id uuid not null default gen_random_uuid()",
            "artist_id uuid",
            "organizer_id uuid",
            "venue_id uuid",
            "event_date date not null",
            "slot_time text",
            "performance_duration integer",
            "status booking_status default 'inquiry'::booking_status",
            "budget numeric(14,2)",
            "currency character(3) default 'INR'::bpchar",
            "created_at timestamp with time zone default now()",
            "updated_at timestamp with time zone default now()",
            "metadata jsonb default '{}'::jsonb",
        ],
    ),
];

/// Columns that may be absent in the document, and whose absence would mean nothing.
const NEVER_ABSENT: [(&str, &str); 1] = [("bookings", "artist_id")];

/// The document's references: table, column, target, and the deletion rule where it states one.
const REFERENCES: [(&str, &str, &str, Option<&str>); 6] = [
    ("artists", "user_id", "users", Some("CASCADE")),
    ("venues", "user_id", "users", None),
    ("venues", "city_id", "cities", None),
    ("bookings", "artist_id", "artists", None),
    ("bookings", "organizer_id", "promoters", None),
    ("bookings", "venue_id", "venues", None),
];

/// The documents' indexes: table, name, and the definition from the method on.
const INDEXES: [(&str, &str, &str); 12] = [
    ("artists", "idx_artists_user_id", "btree (user_id)"),
    ("artists", "idx_artists_trust_score", "btree (trust_score)"),
    ("bookings", "idx_bookings_artist_id", "btree (artist_id)"),
    ("bookings", "idx_bookings_event_date", "btree (event_date)"),
    ("bookings", "idx_bookings_status", "btree (status)"),
    (
        "project_equipment_groups",
        "idx_project_equipment_groups_project_variant",
        "btree (project_id, name, variant_name)",
    ),
    ("project_equipment_groups", "idx_project_equipment_groups_variant", "btree (project_id, variant_name)"),
    ("project_roles", "idx_project_roles_variant", "btree (project_id, variant_name)"),
    (
        "project_equipment_groups",
        "idx_project_equipment_groups_variant_lookup",
        "btree (project_id, variant_name) INCLUDE (name, sort_order, total_price)",
    ),
    (
        "project_roles",
        "idx_project_roles_variant_lookup",
        "btree (project_id, variant_name) INCLUDE (role_id, daily_rate, preferred_id)",
    ),
    ("project_variants", "idx_project_variants_project", "btree (project_id)"),
    ("project_variants", "idx_project_variants_default", "btree (project_id, is_default)"),
];

/// Statements of the document, as they stand there; currencies come first, since countries refer to them.
const STATEMENTS: [&str; 7] = [
    "INSERT INTO currencies (currency_code, name, symbol, precision) VALUES
('INR', 'Indian Rupee', '₹', 2),
('USD', 'US Dollar', '$', 2),
('EUR', 'Euro', '€', 2)
ON CONFLICT (currency_code) DO NOTHING;",
    "INSERT INTO countries (name, iso2, iso3, currency_code) VALUES
('India', 'IN', 'IND', 'INR'),
('United States', 'US', 'USA', 'USD');",
    "INSERT INTO states (country_id, name) VALUES
((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Karnataka'),
((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Maharashtra'),
((SELECT country_id FROM countries WHERE iso2 = 'IN'), 'Delhi');",
    "INSERT INTO cities (state_id, name, lat, lon) VALUES
((SELECT state_id FROM states WHERE name = 'Karnataka'), 'Bangalore', 12.9716, 77.5946),
((SELECT state_id FROM states WHERE name = 'Maharashtra'), 'Mumbai', 19.0760, 72.8777),
((SELECT state_id FROM states WHERE name = 'Delhi'), 'New Delhi', 28.6139, 77.2090);",
    "INSERT INTO locales (locale_code, display_name) VALUES
('en-IN', 'English (India)'),
('hi-IN', 'Hindi (India)'),
('en-US', 'English (United States)')
ON CONFLICT (locale_code) DO NOTHING;",
    "INSERT INTO timezones (tz_name) VALUES
('Asia/Kolkata'),
('America/New_York'),
('Europe/London')
ON CONFLICT (tz_name) DO NOTHING;",
    "INSERT INTO roles (name, description) VALUES
('artist', 'Artist or DJ performing at events'),
('band_manager', 'Manager representing artists'),
('promoter', 'Event promoter'),
('organizer', 'Event organizer'),
('venue_manager', 'Venue or club manager'),
('admin', 'Platform administrator'),
('staff', 'Platform staff member')
ON CONFLICT (name) DO NOTHING;",
];

/// Whether a column of ours is as the document has it, or stricter where that is allowed.
fn keeps(table: &str, document: &str, ours: &str) -> bool {
    let never_absent = NEVER_ABSENT
        .iter()
        .any(|(of, column)| *of == table && document.split(' ').next().is_some_and(|name| name == *column));
    let may_be_stricter = never_absent || document.contains(" default ");
    ours == document || (may_be_stricter && ours.replacen(" not null", "", 1) == document)
}

#[tokio::test]
async fn enums_have_the_documents_labels_in_its_order() {
    for (name, labels) in ENUMS {
        let found = catalog().await.enums.iter().find(|description| description.name == name);
        let found = found.unwrap_or_else(|| panic!("no enum {name}"));
        assert_eq!(found.labels.join(", "), labels, "{name}");
    }
}

#[tokio::test]
async fn tables_have_the_documents_columns() {
    let mut wrong = Vec::new();
    for (name, expected) in TABLES {
        let found = columns(catalog().await.table(name));
        for document in expected {
            if !found.iter().any(|ours| keeps(name, document, ours)) {
                let column = document.split(' ').next().unwrap_or_default();
                let ours = found.iter().find(|line| line.split(' ').next() == Some(column));
                wrong.push(format!("{name}: {document}\n  ours: {}", ours.map_or("missing", String::as_str)));
            }
        }
    }
    assert_none(&wrong, "not as in music-booking-migration-guide.md");
}

#[tokio::test]
async fn references_and_indexes_are_the_documents() {
    for (table, column, target, on_delete) in REFERENCES {
        let keys = &catalog().await.table(table).foreign_keys;
        let found = keys.iter().find(|key| key.columns == [column] && key.target == target);
        let found = found.unwrap_or_else(|| panic!("{table}.{column} does not refer to {target}"));
        assert!(
            on_delete.is_none_or(|rule| rule == found.on_delete),
            "{table}.{column}: {}",
            found.on_delete
        );
    }
    for (table, name, definition) in INDEXES {
        let found = catalog().await.table(table).indexes.iter().find(|index| index.name == name);
        let found = found.unwrap_or_else(|| panic!("no index {name}"));
        assert!(found.definition.ends_with(&format!(" USING {definition}")), "{}", found.definition);
        assert_eq!(found.unique, name.ends_with("project_variant"), "{}", found.definition);
    }
    let groups = catalog().await.table("project_equipment_groups");
    assert!(!groups.indexes.iter().any(|index| index.name == "idx_project_equipment_groups_project"));
}

#[tokio::test]
async fn the_documents_statements_run() {
    let database = migrated().await;
    for statement in STATEMENTS {
        database
            .conn()
            .execute_unprepared(statement)
            .await
            .unwrap_or_else(|error| panic!("{statement}\n{error}"));
        if statement.contains("ON CONFLICT") {
            database.conn().execute_unprepared(statement).await.unwrap();
        }
    }
    let query = "SELECT count(*) FROM cities JOIN countries USING (country_id) WHERE iso2 = 'IN'";
    assert_eq!(sql::scalar::<i64, 0>(database.conn(), query, []).await.unwrap(), 3);
}
