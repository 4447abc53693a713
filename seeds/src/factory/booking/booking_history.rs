//! What became of bookings, step by step.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`booking_history`]: by default the offer that followed an inquiry. A trigger writes these rows; a row of
/// one's own is for what it cannot know.
#[derive(Debug, Clone, Default)]
pub struct BookingHistoryFactory {
    row: Draft<booking_history::ActiveModel>,
}

impl BookingHistoryFactory {
    /// The offer that followed an inquiry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this booking.
    #[must_use]
    pub fn of_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self
    }

    /// By this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.changed_by = Set(Some(user.id));
        self
    }

    /// From the one status to the other; from none at the beginning.
    #[must_use]
    pub fn with_step(mut self, from: Option<BookingStatus>, to: BookingStatus) -> Self {
        self.row.from_status = Set(from);
        self.row.to_status = Set(to);
        self
    }

    /// With this note.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.row.note = Set(Some(note.to_owned()));
        self
    }
}

#[async_trait]
impl Factory for BookingHistoryFactory {
    type Entity = booking_history::Entity;

    fn draft(&mut self) -> &mut booking_history::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> booking_history::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("booking_history").id());
        row.from_status.set_if_unset(Some(BookingStatus::Inquiry));
        row.to_status.set_if_unset(BookingStatus::Offered);
        row
    }

    async fn complete(
        &self,
        row: &mut booking_history::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            row.booking_id = Set(BookingFactory::new().offered().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<BookingHistoryFactory> {
    Presets::of(BookingHistoryFactory::new)
}
