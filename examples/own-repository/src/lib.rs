//! Notes that an organization keeps on its bookings: an application's own table beside those of Backline.

pub mod booking_notes;
mod migration;

pub use migration::Migrator;

use backline_schema::prelude::*;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

/// Adds a note to a booking.
///
/// # Errors
/// Whatever the database answers: 23514 where the text is blank.
pub async fn add_note(
    db: &impl ConnectionTrait,
    booking: &bookings::Model,
    text: &str,
) -> Result<booking_notes::Model, DbErr> {
    let note = booking_notes::ActiveModel {
        id: Set(backline_schema::new_key()),
        booking_id: Set(booking.id),
        text: Set(text.to_owned()),
    };
    booking_notes::Entity::insert(note).exec_with_returning(db).await
}

/// The notes on a booking, the oldest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn notes_on(
    db: &impl ConnectionTrait,
    booking_id: Uuid,
) -> Result<Vec<booking_notes::Model>, DbErr> {
    booking_notes::Entity::find()
        .filter(booking_notes::Column::BookingId.eq(booking_id))
        .order_by_asc(booking_notes::Column::Id)
        .all(db)
        .await
}
