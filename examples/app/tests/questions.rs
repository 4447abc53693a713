//! The three questions, asked of a real database.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_example_app::{artist_profile, open_near_city, settlement};
use backline_migrations::Migrator;
use backline_schema::act_as_app;
use backline_schema::prelude::*;
use backline_testdb::TestDb;
use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, TransactionTrait};
use time::macros::{date, datetime};
use uuid::Uuid;

#[tokio::test]
async fn an_artists_profile_names_its_owner_and_genres() {
    let database = database().await;
    let db = database.conn();
    let owner = users::ActiveModel {
        email: Set("asha@example.com".to_owned()),
        display_name: Set(Some("Asha".to_owned())),
        ..Default::default()
    };
    let owner = owner.insert(db).await.unwrap();
    let artist = artist(db, "asha-rao").await;
    let mut claimed: artists::ActiveModel = artist.clone().into();
    claimed.user_id = Set(Some(owner.id));
    claimed.update(db).await.unwrap();
    for (slug, name) in [("test-raga-rock", "Test Raga Rock"), ("test-ambient", "Test Ambient")] {
        let genre = genres::ActiveModel {
            slug: Set(slug.to_owned()),
            name: Set(name.to_owned()),
            ..Default::default()
        };
        let genre = genre.insert(db).await.unwrap();
        let played = artist_genres::ActiveModel {
            artist_id: Set(artist.id),
            genre_id: Set(genre.id),
            ..Default::default()
        };
        artist_genres::Entity::insert(played).exec_without_returning(db).await.unwrap();
    }

    // A stranger asks, under row level security.
    let transaction = db.begin().await.unwrap();
    act_as_app(&transaction, Uuid::nil(), None).await.unwrap();
    assert_eq!(users::Entity::find().all(&transaction).await.unwrap(), []);
    let profile = artist_profile(&transaction, artist.id).await.unwrap().unwrap();
    transaction.rollback().await.unwrap();

    assert_eq!(profile.name, "asha-rao");
    assert_eq!(profile.rating, None);
    assert_eq!(profile.user.unwrap().name, "Asha");
    let genres: Vec<_> = profile.genres.iter().map(|genre| genre.slug.as_str()).collect();
    assert_eq!(genres, ["test-ambient", "test-raga-rock"]);
    assert_eq!(artist_profile(db, Uuid::nil()).await.unwrap(), None);
}

#[tokio::test]
async fn a_withdrawn_profile_is_not_shown() {
    let database = database().await;
    let db = database.conn();
    let artist = artist(db, "long-gone").await;
    let mut withdrawn: artists::ActiveModel = artist.clone().into();
    withdrawn.deleted_at = Set(Some(artist.created_at));
    withdrawn.update(db).await.unwrap();
    assert_eq!(artist_profile(db, artist.id).await.unwrap(), None);
}

#[tokio::test]
async fn open_opportunities_come_nearest_first_and_only_those_in_reach() {
    let database = database().await;
    let db = database.conn();
    // Kilometres from the first: 0, about 111, about 222.
    for (city_id, lat) in [(90_000_001, 10.0), (90_000_002, 11.0), (90_000_003, 12.0)] {
        let city = cities::ActiveModel {
            city_id: Set(city_id),
            country_id: Set(COUNTRY),
            name: Set(format!("Testville {city_id}")),
            lat: Set(Some(lat)),
            lon: Set(Some(-170.0)),
            ..Default::default()
        };
        city.insert(db).await.unwrap();
    }
    let promoter = promoter(db).await;
    for (title, city_id, status) in [
        ("far", 90_000_003, OpportunityStatus::Open),
        ("near", 90_000_002, OpportunityStatus::Open),
        ("here", 90_000_001, OpportunityStatus::Open),
        ("not yet", 90_000_001, OpportunityStatus::Draft),
    ] {
        let opportunity = opportunities::ActiveModel {
            promoter_id: Set(Some(promoter)),
            city_id: Set(Some(city_id)),
            title: Set(title.to_owned()),
            status: Set(status),
            event_date: Set(date!(2027 - 03 - 05)),
            ..Default::default()
        };
        opportunity.insert(db).await.unwrap();
    }

    let found = open_near_city(db, 90_000_001, 150.0, 10).await.unwrap();

    let titles: Vec<_> = found.iter().map(|opportunity| opportunity.title.as_str()).collect();
    assert_eq!(titles, ["here", "near"]);
    assert!(found[0].kilometres.abs() < 0.001, "{}", found[0].kilometres);
    assert!((found[1].kilometres - 111.195).abs() < 0.01, "{}", found[1].kilometres);
    let json = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(json["event_date"], "2027-03-05");
    assert!(open_near_city(db, -1, 150.0, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bookings_balance_counts_what_was_captured_and_what_went_back() {
    let database = database().await;
    let db = database.conn();
    let artist = artist(db, "well-paid").await;
    let booking = bookings::ActiveModel {
        artist_id: Set(artist.id),
        organizer_id: Set(Some(promoter(db).await)),
        event_date: Set(date!(2027 - 03 - 05)),
        starts_at: Set(Some(datetime!(2027-03-05 20:00 UTC))),
        ends_at: Set(Some(datetime!(2027-03-05 22:00 UTC))),
        final_amount: Set(Some(Decimal::from(100_000))),
        deposit_amount: Set(Some(Decimal::from(30_000))),
        ..Default::default()
    };
    let booking = booking.insert(db).await.unwrap();
    assert_eq!(booking.balance_amount, Some(Decimal::from(70_000)));
    let contract = contracts::ActiveModel {
        booking_id: Set(booking.id),
        contract_text: Set("Two sets of an hour.".to_owned()),
        ..Default::default()
    };
    contract.insert(db).await.unwrap();
    let deposit = pay(db, booking.id, PaymentKind::Deposit, 30_000, PaymentStatus::Captured).await;
    pay(db, booking.id, PaymentKind::Balance, 70_000, PaymentStatus::Initiated).await;
    pay(db, booking.id, PaymentKind::CancellationFee, 5_000, PaymentStatus::Captured).await;
    let refund = refunds::ActiveModel {
        payment_id: Set(deposit),
        amount: Set(Decimal::from(10_000)),
        ..Default::default()
    };
    let mut refund: refunds::ActiveModel = refund.insert(db).await.unwrap().into();

    let stands = settlement(db, booking.id).await.unwrap().unwrap();
    assert_eq!(stands.balance, Some(Decimal::from(70_000)), "a refund on its way has not gone back");
    assert_eq!(stands.contract.unwrap().status, ContractStatus::Draft);
    assert_eq!(stands.payments.len(), 3);

    refund.status = Set(PaymentStatus::Captured);
    refund.processed_at = Set(Some(time::OffsetDateTime::now_utc() + time::Duration::minutes(1)));
    refund.update(db).await.unwrap();
    let stands = settlement(db, booking.id).await.unwrap().unwrap();
    assert_eq!(stands.balance, Some(Decimal::from(80_000)));
    assert_eq!(settlement(db, Uuid::nil()).await.unwrap(), None);

    // Somebody who has no part in it sees nothing of it.
    let transaction = db.begin().await.unwrap();
    act_as_app(&transaction, Uuid::nil(), None).await.unwrap();
    assert_eq!(settlement(&transaction, booking.id).await.unwrap(), None);
    transaction.rollback().await.unwrap();
}

/// A captured, or otherwise standing, payment.
async fn pay(
    db: &DatabaseConnection,
    booking: Uuid,
    kind: PaymentKind,
    amount: i64,
    status: PaymentStatus,
) -> Uuid {
    let captured = status == PaymentStatus::Captured;
    let payment = payments::ActiveModel {
        booking_id: Set(Some(booking)),
        kind: Set(kind),
        status: Set(status),
        amount: Set(Decimal::from(amount)),
        captured_at: Set(captured.then_some(datetime!(2100-01-01 0:00 UTC))),
        ..Default::default()
    };
    payment.insert(db).await.unwrap().id
}

/// An artist who is called as their slug.
async fn artist(db: &DatabaseConnection, slug: &str) -> artists::Model {
    let artist = artists::ActiveModel {
        artist_name: Set(slug.to_owned()),
        slug: Set(slug.to_owned()),
        ..Default::default()
    };
    artist.insert(db).await.unwrap()
}

/// A promoter.
async fn promoter(db: &DatabaseConnection) -> Uuid {
    let promoter = promoters::ActiveModel { name: Set("Test Concerts".to_owned()), ..Default::default() };
    promoter.insert(db).await.unwrap().id
}

/// A country that is in no reference data.
const COUNTRY: i32 = 9_999;

/// A database with the reference data that the tests need.
async fn database() -> TestDb {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    reference_data(database.conn()).await;
    database
}

/// The reference data that the defaults of users, artists and bookings lead to, where it is not there.
async fn reference_data(db: &DatabaseConnection) {
    let rupee = currencies::ActiveModel {
        currency_code: Set("INR".to_owned()),
        name: Set("Indian Rupee".to_owned()),
        ..Default::default()
    };
    let rupee = currencies::Entity::insert(rupee).on_conflict_do_nothing();
    rupee.exec_without_returning(db).await.unwrap();
    let zone = timezones::ActiveModel { tz_name: Set("Asia/Kolkata".to_owned()), ..Default::default() };
    let zone = timezones::Entity::insert(zone).on_conflict_do_nothing();
    zone.exec_without_returning(db).await.unwrap();
    let locale = locales::ActiveModel {
        locale_code: Set("en-IN".to_owned()),
        display_name: Set("English (India)".to_owned()),
        ..Default::default()
    };
    let locale = locales::Entity::insert(locale).on_conflict_do_nothing();
    locale.exec_without_returning(db).await.unwrap();
    let country = countries::ActiveModel {
        country_id: Set(COUNTRY),
        name: Set("Testland".to_owned()),
        ..Default::default()
    };
    countries::Entity::insert(country).exec_without_returning(db).await.unwrap();
}
