//! What artists need on stage and behind it.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use serde_json::json;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`booking_riders`]: by default of a confirmed booking, not yet agreed to.
#[derive(Debug, Clone, Default)]
pub struct BookingRiderFactory {
    row: Draft<booking_riders::ActiveModel>,
    confirmed: bool,
}

impl BookingRiderFactory {
    /// Not yet agreed to.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this booking, one a booking.
    #[must_use]
    pub fn of_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self
    }

    /// Needs this on stage: a JSON object.
    #[must_use]
    pub fn with_technical(mut self, needs: serde_json::Value) -> Self {
        self.row.technical = Set(needs);
        self
    }

    /// Needs this behind it: a JSON object.
    #[must_use]
    pub fn with_hospitality(mut self, needs: serde_json::Value) -> Self {
        self.row.hospitality = Set(needs);
        self
    }

    /// Agreed to.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
    }
}

#[async_trait]
impl Factory for BookingRiderFactory {
    type Entity = booking_riders::Entity;

    fn draft(&mut self) -> &mut booking_riders::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> booking_riders::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("booking_riders").id());
        row.technical.set_if_unset_with(|| json!({"microphones": 4, "monitors": 3}));
        row.hospitality.set_if_unset_with(|| json!({"meals": 5, "rooms": 3}));
        if self.confirmed {
            row.confirmed_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut booking_riders::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            row.booking_id = Set(BookingFactory::new().confirmed().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<BookingRiderFactory> {
    Presets::of(BookingRiderFactory::new).and("confirmed", BookingRiderFactory::confirmed)
}
