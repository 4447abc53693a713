//! Test databases of the platform.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_schema::prelude::*;
use backline_seeds::factory::{BookingFactory, Factory};
use backline_seeds::testdb::{self, TestDb};
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use time::macros::datetime;

async fn counts(db: &DatabaseConnection) -> (u64, u64) {
    (countries::Entity::find().count(db).await.unwrap(), bookings::Entity::find().count(db).await.unwrap())
}

#[tokio::test]
async fn each_has_what_its_name_says() {
    let migrated = testdb::migrated().await.unwrap();
    assert_eq!(counts(migrated.conn()).await, (0, 0));
    let reference = testdb::reference().await.unwrap();
    let (all_countries, bookings) = counts(reference.conn()).await;
    assert!(all_countries > 0);
    assert_eq!(bookings, 0);
    let basic = testdb::basic(datetime!(2026-03-14 09:30 UTC)).await.unwrap();
    let (countries, bookings) = counts(basic.conn()).await;
    assert_eq!(countries, all_countries);
    assert!(bookings > 0);
    bookings::Entity::delete_many().exec(reference.conn()).await.unwrap();
    assert_eq!(counts(basic.conn()).await, (countries, bookings));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_development_data_is_there_on_demand() {
    let db = TestDb::with_seed(1).await.unwrap();
    assert!(users::Entity::find().count(db.conn()).await.unwrap() > 500);
    // A factory's rows fit in.
    let booking = BookingFactory::new().confirmed().insert(&db).await.unwrap();
    assert_eq!(booking.status, BookingStatus::Confirmed);
}
