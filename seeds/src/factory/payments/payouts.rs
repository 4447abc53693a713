//! Money that goes to artists.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use super::super::talent;
use crate::factory::{
    BookingFactory, Context, Draft, Error, Factory, PaymentFactory, Presets, Source, UserFactory,
};

/// Makes [`payouts`]: by default what is due for a completed and paid booking, ten percent of it kept as commission,
/// not yet under way.
#[derive(Debug, Clone, Default)]
pub struct PayoutFactory {
    row: Draft<payouts::ActiveModel>,
    booking: Option<bookings::Model>,
}

impl PayoutFactory {
    /// One that waits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this booking, to its artist; its payments are captured before a payout is under way.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.booking = Some(booking.clone());
        self
    }

    /// To this user.
    #[must_use]
    pub fn to_user(mut self, user: &users::Model) -> Self {
        self.row.payee_id = Set(user.id);
        self
    }

    /// Through this provider.
    #[must_use]
    pub fn through_provider(mut self, provider: &payment_providers::Model) -> Self {
        self.row.provider_id = Set(Some(provider.id));
        self
    }

    /// So much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// So much is kept.
    #[must_use]
    pub fn with_commission(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.commission_amount = Set(amount.into());
        self
    }

    /// So much goes to the tax office.
    #[must_use]
    pub fn with_withheld(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.withheld_amount = Set(amount.into());
        self
    }

    /// Under way.
    #[must_use]
    pub fn processing(mut self) -> Self {
        self.row.status = Set(PayoutStatus::Processing);
        self
    }

    /// There.
    #[must_use]
    pub fn paid(mut self) -> Self {
        self.row.status = Set(PayoutStatus::Paid);
        self
    }

    /// The bank sent it back.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(PayoutStatus::Failed);
        self
    }

    /// Given up.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(PayoutStatus::Cancelled);
        self
    }
}

#[async_trait]
impl Factory for PayoutFactory {
    type Entity = payouts::Entity;

    fn draft(&mut self) -> &mut payouts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> payouts::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("payouts");
        row.id.set_if_unset(unique.id());
        row.idempotency_key.set_if_unset_with(|| Some(unique.slug("payout")));
        row.initiated_at.set_if_unset(source.in_days(-1));
        row.status.set_if_unset(PayoutStatus::Queued);
        let status = row.status.try_as_ref().copied().unwrap_or(PayoutStatus::Queued);
        if matches!(status, PayoutStatus::Processing | PayoutStatus::Paid | PayoutStatus::Failed) {
            row.attempt_count.set_if_unset(1);
            row.last_attempt_at.set_if_unset(Some(source.in_days(-1)));
        }
        if status == PayoutStatus::Paid {
            row.paid_at.set_if_unset(Some(source.now()));
        }
        if status == PayoutStatus::Failed {
            row.failure_code.set_if_unset_with(|| Some("account_closed".to_owned()));
        }
        row
    }

    async fn complete(&self, row: &mut payouts::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        let booking = match &self.booking {
            Some(booking) => booking.clone(),
            None => paid_booking(context).await?,
        };
        row.booking_id.set_if_unset(Some(booking.id));
        row.currency.set_if_unset(booking.currency);
        let fee = booking.final_amount.or(booking.budget).unwrap_or(Decimal::ONE_HUNDRED);
        let commission = (fee / Decimal::TEN).round_dp(2);
        row.commission_amount.set_if_unset(commission);
        row.amount.set_if_unset(fee - commission);
        if row.payee_id.is_not_set() {
            row.payee_id = Set(match talent::artists::user_of(booking.artist_id, context).await? {
                Some(user) => user,
                None => UserFactory::new().insert(context).await?.id,
            });
        }
        Ok(())
    }
}

/// A booking that was played, with all of its fee captured.
async fn paid_booking(context: &Context<'_>) -> Result<bookings::Model, Error> {
    let booking = BookingFactory::new().completed().insert(context).await?;
    PaymentFactory::new().for_booking(&booking).full().captured().insert(context).await?;
    Ok(booking)
}

pub(in crate::factory) fn presets() -> Presets<PayoutFactory> {
    Presets::of(PayoutFactory::new)
        .and("processing", PayoutFactory::processing)
        .and("paid", PayoutFactory::paid)
        .and("failed", PayoutFactory::failed)
        .and("cancelled", PayoutFactory::cancelled)
}
