//! Each query can be served by the indexes that its doc comment names.
//!
//! For the time of a transaction, sequential scans are off and the other indexes of the same tables are invalid: what
//! is left to the planner is the named index, or none. Plans are generic, as those of a prepared statement that has
//! run a few times.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_migrations::Migrator;
use backline_schema::prelude::*;
use backline_testdb::TestDb;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryTrait, Select, Statement,
    TransactionTrait,
};
use time::macros::{date, datetime};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(7);
const MOMENT: OffsetDateTime = datetime!(2026-03-05 20:00 UTC);
const DAY: Date = date!(2026 - 03 - 05);

#[tokio::test]
async fn queries_of_people() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    served(db, users::Entity::find_by_email("asha@example.com"), &["uq_users_email"]).await;
    served(db, users::Entity::find_by_username("asha"), &["uq_users_username_lower"]).await;
    served(db, users::Entity::with_role(RoleName::Artist), &["uq_roles_name", "idx_user_roles_role_id"])
        .await;
    served(db, user_sessions::Entity::live_of(ID), &["idx_user_sessions_user_id"]).await;
    served(db, permissions::Entity::of_user(ID), &["user_roles_pkey", "role_permissions_pkey"]).await;
    served(db, artists::Entity::find_by_slug("asha"), &["uq_artists_slug"]).await;
    served(db, artists::Entity::with_genre(ID), &["idx_artist_genres_genre_id"]).await;
    served(db, artists::Entity::of_user(ID), &["idx_artists_user_id"]).await;
    let availability = artist_availability::Entity::of_artist_between(ID, MOMENT, MOMENT);
    served(db, availability, &["ex_artist_availability_period"]).await;
    served(db, genres::Entity::find_by_slug("raga"), &["uq_genres_slug"]).await;
    served(db, genres::Entity::beneath(Some(ID)), &["idx_genres_parent_id"]).await;
    served(db, genres::Entity::beneath(None), &["idx_genres_parent_id"]).await;
    let busy = project_event_roles::Entity::busy_between(ID, MOMENT, MOMENT);
    served(db, busy, &["ex_project_event_roles_one_place_at_once"]).await;
    served(db, project_variants::Entity::default_of(ID), &["unique_default_per_project"]).await;
}

#[tokio::test]
async fn queries_of_places_and_events() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    served(db, currencies::Entity::find_by_id("INR"), &["currencies_pkey"]).await;
    served(db, countries::Entity::find_by_iso2("IN"), &["uq_countries_iso2"]).await;
    served(db, cities::Entity::search_by_name("benga"), &["idx_cities_name_trgm"]).await;
    served(db, cities::Entity::near(12.9, 77.6, 50.0), &["idx_cities_lat_lon"]).await;
    let rate = exchange_rates::Entity::in_force_on("INR", "USD", DAY);
    served(db, rate, &["uq_exchange_rates_from_currency_to_currency_valid_on"]).await;
    served(db, venues::Entity::find_by_slug("hall"), &["uq_venues_slug"]).await;
    served(db, venues::Entity::in_city(1), &["idx_venues_city_id"]).await;
    served(db, venues::Entity::near(12.9, 77.6, 50.0), &["idx_venues_lat_lon"]).await;
    served(db, events::Entity::find_by_slug("night"), &["uq_events_slug"]).await;
    served(db, events::Entity::published_between(MOMENT, MOMENT), &["idx_events_upcoming"]).await;
    served(db, event_artists::Entity::line_up_of(ID), &["idx_event_artists_event_id"]).await;
    served(db, ticket_pools::Entity::on_sale_of(ID), &["uq_ticket_pools_event_id_name"]).await;
}

#[tokio::test]
async fn queries_of_bookings_and_money() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let near = opportunities::Entity::open_near(12.9, 77.6, 50.0);
    served(db, near, &["idx_cities_lat_lon", "idx_opportunities_open"]).await;
    served(db, opportunities::Entity::open_in_city(1), &["idx_opportunities_open"]).await;
    let undecided = applications::Entity::undecided_of(ID);
    served(db, undecided, &["uq_applications_opportunity_id_artist_id"]).await;
    served(db, bookings::Entity::for_artist_between(ID, DAY, DAY), &["idx_bookings_artist_id"]).await;
    let clashing = bookings::Entity::clashing_with(ID, MOMENT, MOMENT);
    served(db, clashing, &["ex_bookings_artist_id_performance"]).await;
    served(db, bookings::Entity::at_stage(BookingStatus::Confirmed), &["idx_bookings_status"]).await;
    served(db, bookings::Entity::upcoming(DAY), &["idx_bookings_event_date"]).await;
    served(db, contracts::Entity::current_of(ID), &["uq_contracts_booking_id_not_voided"]).await;
    let versions = contract_versions::Entity::of_contract(ID);
    served(db, versions, &["uq_contract_versions_contract_id_version"]).await;
    served(db, invoices::Entity::unpaid_past(MOMENT), &["idx_invoices_status_due_at"]).await;
    served(db, disputes::Entity::unsettled(), &["idx_disputes_status_opened_at"]).await;
    served(db, fraud_alerts::Entity::undecided(), &["idx_fraud_alerts_status_severity"]).await;
}

#[tokio::test]
async fn queries_of_what_is_said_and_kept() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    served(db, reviews::Entity::published_of_artist(ID), &["idx_reviews_artist_id"]).await;
    served(db, reviews::Entity::published_of_venue(ID), &["idx_reviews_venue_id"]).await;
    served(db, reviews::Entity::published_of_event(ID), &["idx_reviews_event_id"]).await;
    served(db, reviews::Entity::awaiting_moderation(), &["idx_reviews_status_created_at"]).await;
    served(db, conversations::Entity::of_user(ID), &["idx_conversation_participants_user_id"]).await;
    served(db, messages::Entity::latest_of(ID), &["idx_messages_conversation_id_created_at"]).await;
    served(db, notifications::Entity::unread_of(ID), &["idx_notifications_unread"]).await;
    let media = media::Entity::of(MediaEntity::Artist, ID);
    served(db, media, &["idx_media_entity_type_entity_id_position"]).await;
    let audit = audit_logs::Entity::of_row(AuditedTable::Bookings, ID);
    served(db, audit, &["idx_audit_logs_entity_id_occurred_at"]).await;
    served(db, webhook_deliveries::Entity::due(), &["idx_webhook_deliveries_due"]).await;
    served(db, search_index::Entity::search("raga rock"), &["idx_search_index_tsv"]).await;
}

/// Fails unless the query runs, and its plan uses these indexes.
async fn served<E: EntityTrait>(db: &DatabaseConnection, query: Select<E>, indexes: &[&str]) {
    let statement = query.build(DbBackend::Postgres);
    query.all(db).await.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    let transaction = db.begin().await.unwrap();
    transaction
        .execute_unprepared("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    let others = "UPDATE pg_index SET indisvalid = false
        WHERE indrelid IN (SELECT indrelid FROM pg_index WHERE indexrelid = ANY ($1::regclass[]))
        AND indexrelid <> ALL ($1::regclass[])";
    let names: Vec<String> = family(&transaction, indexes).await;
    let others = Statement::from_sql_and_values(DbBackend::Postgres, others, [names.clone().into()]);
    transaction.execute_raw(others).await.unwrap();

    let sql = format!("EXPLAIN {}", statement.sql);
    let plan = transaction.query_all_raw(Statement { sql, ..statement.clone() }).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    transaction.rollback().await.unwrap();

    let plan = plan.join("\n");
    for index in indexes {
        let family = family(db, &[index]).await;
        assert!(family.iter().any(|name| plan.contains(name)), "{index} does not serve\n{statement}\n{plan}");
    }
}

/// The indexes and, of a partitioned table's, those of its partitions.
async fn family<C: ConnectionTrait>(db: &C, indexes: &[&str]) -> Vec<String> {
    let indexes: Vec<String> = indexes.iter().map(|&index| index.to_owned()).collect();
    let sql = "SELECT unnest($1::text[]) UNION
        SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY ($1::regclass[])";
    let rows = db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [indexes.into()]));
    rows.await.unwrap().iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
