//! Tests of an application, each with a database of its own that has Backline's tables and the application's.

use backline_schema::prelude::*;
use backline_seeds::factory::{BookingFactory, Factory};
use backline_seeds::reference;
use backline_seeds::testdb::TestDb;
use backline_testdb::{Template, TestResult};
use booking_notes::{Migrator, add_note, booking_notes::Entity as BookingNotes, notes_on};
use sea_orm::EntityTrait;

/// Backline's migrations and ours, and the reference data: built once a test run, copied for each test.
async fn database() -> TestResult<TestDb> {
    let template = Template::migrated::<Migrator>().await?.then(
        "reference",
        &reference::fingerprint(),
        |db| async move { reference::load_reference(&db).await.map(drop) },
    );
    Ok(TestDb::of(backline_testdb::TestDb::from_template(&template).await?))
}

#[tokio::test]
async fn notes_are_kept_in_order() -> TestResult {
    let db = database().await?;
    let booking = BookingFactory::new().confirmed().insert(&db).await?;
    add_note(db.conn(), &booking, "soundcheck at five").await?;
    add_note(db.conn(), &booking, "two vegetarians").await?;
    let notes = notes_on(db.conn(), booking.id).await?;
    let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["soundcheck at five", "two vegetarians"]);
    Ok(())
}

#[tokio::test]
async fn notes_lead_to_their_booking() -> TestResult {
    let db = database().await?;
    let booking = BookingFactory::new().insert(&db).await?;
    let note = add_note(db.conn(), &booking, "asks for a later slot").await?;
    let found = BookingNotes::find_by_id(note.id).find_also_related(bookings::Entity).one(db.conn()).await?;
    assert_eq!(found.and_then(|(_, booking)| booking).map(|booking| booking.id), Some(booking.id));
    Ok(())
}

#[tokio::test]
async fn a_blank_note_is_refused() -> TestResult {
    let db = database().await?;
    let booking = BookingFactory::new().insert(&db).await?;
    assert!(add_note(db.conn(), &booking, "  ").await.is_err());
    assert!(notes_on(db.conn(), booking.id).await?.is_empty());
    Ok(())
}
