//! Money held until the show is played.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`escrow_accounts`]: by default one of a confirmed booking, for which nothing has come yet. Its balance is
/// that of the ledger.
#[derive(Debug, Clone, Default)]
pub struct EscrowAccountFactory {
    row: Draft<escrow_accounts::ActiveModel>,
}

impl EscrowAccountFactory {
    /// Nothing has come yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this booking, one a booking, in its currency.
    #[must_use]
    pub fn of_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self.row.currency.set_if_unset(booking.currency.clone());
        self
    }

    /// The money is there.
    #[must_use]
    pub fn funded(mut self) -> Self {
        self.row.status = Set(EscrowStatus::Funded);
        self
    }

    /// Held until they agree.
    #[must_use]
    pub fn disputed(mut self) -> Self {
        self.row.status = Set(EscrowStatus::Disputed);
        self
    }

    /// Paid out to the artist.
    #[must_use]
    pub fn released(mut self) -> Self {
        self.row.status = Set(EscrowStatus::Released);
        self
    }

    /// Given back.
    #[must_use]
    pub fn refunded(mut self) -> Self {
        self.row.status = Set(EscrowStatus::Refunded);
        self
    }

    /// Empty and over.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.row.status = Set(EscrowStatus::Closed);
        self
    }
}

#[async_trait]
impl Factory for EscrowAccountFactory {
    type Entity = escrow_accounts::Entity;

    fn draft(&mut self) -> &mut escrow_accounts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> escrow_accounts::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("escrow_accounts").id());
        row.status.set_if_unset(EscrowStatus::Open);
        let status = row.status.try_as_ref().copied().unwrap_or(EscrowStatus::Open);
        if status != EscrowStatus::Open {
            row.funded_at.set_if_unset(Some(source.in_days(-5)));
        }
        if status == EscrowStatus::Released {
            row.released_at.set_if_unset(Some(source.now()));
        }
        if status == EscrowStatus::Closed {
            row.closed_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut escrow_accounts::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            let booking = BookingFactory::new().confirmed().insert(context).await?;
            row.booking_id = Set(booking.id);
            row.currency.set_if_unset(booking.currency);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EscrowAccountFactory> {
    Presets::of(EscrowAccountFactory::new)
        .and("funded", EscrowAccountFactory::funded)
        .and("disputed", EscrowAccountFactory::disputed)
        .and("released", EscrowAccountFactory::released)
        .and("refunded", EscrowAccountFactory::refunded)
        .and("closed", EscrowAccountFactory::closed)
}
