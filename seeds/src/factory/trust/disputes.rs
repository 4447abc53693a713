//! Quarrels about bookings.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`disputes`]: by default an open one of who booked, about a no-show, over all of the fee of a disputed
/// booking.
#[derive(Debug, Clone, Default)]
pub struct DisputeFactory {
    row: Draft<disputes::ActiveModel>,
}

impl DisputeFactory {
    /// An open one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// About this booking, over its fee.
    #[must_use]
    pub fn about_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self.row.disputed_amount.set_if_unset(booking.final_amount.unwrap_or_default());
        self.row.currency.set_if_unset(booking.currency.clone());
        self
    }

    /// Begun by this user.
    #[must_use]
    pub fn raised_by(mut self, user: &users::Model) -> Self {
        self.row.raised_by = Set(user.id);
        self
    }

    /// For this reason.
    #[must_use]
    pub fn with_reason(mut self, reason: DisputeReason) -> Self {
        self.row.reason = Set(reason);
        self
    }

    /// Over so much.
    #[must_use]
    pub fn with_disputed_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.disputed_amount = Set(amount.into());
        self
    }

    /// Ended with so much going back.
    #[must_use]
    pub fn with_refund(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.refund_amount = Set(Some(amount.into()));
        self.resolved_with_refund()
    }

    /// Somebody looks into it.
    #[must_use]
    pub fn investigating(mut self) -> Self {
        self.row.status = Set(DisputeStatus::Investigating);
        self
    }

    /// With those who decide the hard ones.
    #[must_use]
    pub fn escalated(mut self) -> Self {
        self.row.status = Set(DisputeStatus::Escalated);
        self
    }

    /// Ended with all of it going back.
    #[must_use]
    pub fn resolved_with_refund(mut self) -> Self {
        self.row.status = Set(DisputeStatus::ResolvedRefund);
        self
    }

    /// Ended with nothing going back.
    #[must_use]
    pub fn resolved_without_refund(mut self) -> Self {
        self.row.status = Set(DisputeStatus::ResolvedNoRefund);
        self
    }
}

#[async_trait]
impl Factory for DisputeFactory {
    type Entity = disputes::Entity;

    fn draft(&mut self) -> &mut disputes::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> disputes::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("disputes").id());
        row.reason.set_if_unset(DisputeReason::NoShow);
        row.description.set_if_unset_with(|| "The artist did not come.".to_owned());
        row.opened_at.set_if_unset(source.in_days(-5));
        row.respond_by.set_if_unset(Some(source.in_days(2)));
        row.status.set_if_unset(DisputeStatus::Open);
        if matches!(
            row.status.try_as_ref(),
            Some(DisputeStatus::ResolvedRefund | DisputeStatus::ResolvedNoRefund)
        ) {
            row.resolved_at.set_if_unset(Some(source.now()));
            row.decision.set_if_unset_with(|| Some("As the contract has it.".to_owned()));
        }
        row
    }

    async fn complete(&self, row: &mut disputes::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            let booking = BookingFactory::new().disputed().insert(context).await?;
            row.booking_id = Set(booking.id);
            row.disputed_amount.set_if_unset(booking.final_amount.unwrap_or_default());
            row.currency.set_if_unset(booking.currency);
            if let Some(user) = booking.created_by {
                row.raised_by.set_if_unset(user);
            }
        }
        if row.status.is_set_and(|status| *status == DisputeStatus::ResolvedRefund) {
            let all = row.disputed_amount.try_as_ref().copied();
            row.refund_amount.set_if_unset(all);
        }
        if row.raised_by.is_not_set() {
            row.raised_by = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<DisputeFactory> {
    Presets::of(DisputeFactory::new)
        .and("investigating", DisputeFactory::investigating)
        .and("escalated", DisputeFactory::escalated)
        .and("resolved_with_refund", DisputeFactory::resolved_with_refund)
        .and("resolved_without_refund", DisputeFactory::resolved_without_refund)
}
