//! Talks about a booking's terms.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`negotiations`]: by default open ones about a booking that is being negotiated, waiting for the promoter,
/// with two weeks to go. Their rounds are a [`NegotiationRoundFactory`](crate::factory::NegotiationRoundFactory)'s to
/// make.
#[derive(Debug, Clone, Default)]
pub struct NegotiationFactory {
    row: Draft<negotiations::ActiveModel>,
}

impl NegotiationFactory {
    /// Open ones.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// About this booking, in its currency.
    #[must_use]
    pub fn about_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self.row.currency.set_if_unset_with(|| booking.currency.clone());
        self
    }

    /// Begun by this user.
    #[must_use]
    pub fn opened_by(mut self, user: &users::Model) -> Self {
        self.row.opened_by = Set(Some(user.id));
        self
    }

    /// Of so many rounds at most, 1 to 3.
    #[must_use]
    pub fn with_max_rounds(mut self, rounds: i16) -> Self {
        self.row.max_rounds = Set(rounds);
        self
    }

    /// Ended in an agreement on this amount.
    #[must_use]
    pub fn with_agreed_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.agreed_amount = Set(Some(amount.into()));
        self.agreed()
    }

    /// Ended in an agreement.
    #[must_use]
    pub fn agreed(mut self) -> Self {
        self.row.status = Set(NegotiationStatus::Agreed);
        self
    }

    /// One side said no.
    #[must_use]
    pub fn rejected(mut self) -> Self {
        self.row.status = Set(NegotiationStatus::Rejected);
        self
    }

    /// Who began them gave up.
    #[must_use]
    pub fn withdrawn(mut self) -> Self {
        self.row.status = Set(NegotiationStatus::Withdrawn);
        self
    }

    /// Nobody answered in time.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(NegotiationStatus::Expired);
        self
    }
}

#[async_trait]
impl Factory for NegotiationFactory {
    type Entity = negotiations::Entity;

    fn draft(&mut self) -> &mut negotiations::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> negotiations::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("negotiations").id());
        row.status.set_if_unset(NegotiationStatus::Open);
        let status = row.status.try_as_ref().copied().unwrap_or(NegotiationStatus::Open);
        row.deadline_at.set_if_unset(Some(source.in_days(14)));
        if status == NegotiationStatus::Open {
            row.awaiting_side.set_if_unset(Some(NegotiationSide::Promoter));
        } else {
            row.closed_at.set_if_unset(Some(source.now()));
        }
        if status == NegotiationStatus::Agreed {
            row.agreed_amount.set_if_unset(Some(Decimal::from(100_000)));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut negotiations::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            let booking = BookingFactory::new().negotiating().insert(context).await?;
            row.booking_id = Set(booking.id);
            row.opened_by.set_if_unset(booking.created_by);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<NegotiationFactory> {
    Presets::of(NegotiationFactory::new)
        .and("agreed", NegotiationFactory::agreed)
        .and("rejected", NegotiationFactory::rejected)
        .and("withdrawn", NegotiationFactory::withdrawn)
        .and("expired", NegotiationFactory::expired)
}
