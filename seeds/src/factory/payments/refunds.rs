//! Money that goes back.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, PaymentFactory, Presets, Source};

/// Makes [`refunds`]: by default all of a captured payment, begun. The payment counts what went back.
#[derive(Debug, Clone, Default)]
pub struct RefundFactory {
    row: Draft<refunds::ActiveModel>,
}

impl RefundFactory {
    /// One that was begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this payment, which is captured: all that is left of it.
    #[must_use]
    pub fn of_payment(mut self, payment: &payments::Model) -> Self {
        self.row.payment_id = Set(payment.id);
        self.row.amount.set_if_unset(payment.amount - payment.refunded_amount);
        self.row.currency.set_if_unset(payment.currency.clone());
        self
    }

    /// Asked for by this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.initiated_by = Set(Some(user.id));
        self
    }

    /// So much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// For this reason.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.row.reason = Set(Some(reason.to_owned()));
        self
    }

    /// The money is back.
    #[must_use]
    pub fn captured(mut self) -> Self {
        self.row.status = Set(PaymentStatus::Captured);
        self
    }

    /// Did not go through.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(PaymentStatus::Failed);
        self
    }

    /// Given up.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(PaymentStatus::Cancelled);
        self
    }
}

#[async_trait]
impl Factory for RefundFactory {
    type Entity = refunds::Entity;

    fn draft(&mut self) -> &mut refunds::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> refunds::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("refunds");
        row.id.set_if_unset(unique.id());
        row.idempotency_key.set_if_unset_with(|| Some(unique.slug("refund")));
        row.initiated_at.set_if_unset(source.in_days(-1));
        row.status.set_if_unset(PaymentStatus::Initiated);
        match row.status.try_as_ref() {
            Some(PaymentStatus::Captured) => row.processed_at.set_if_unset(Some(source.now())),
            Some(PaymentStatus::Failed) => {
                row.failure_code.set_if_unset_with(|| Some("account_closed".to_owned()));
            }
            _ => {}
        }
        row
    }

    async fn complete(&self, row: &mut refunds::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.payment_id.is_not_set() {
            let payment = PaymentFactory::new().captured().insert(context).await?;
            row.payment_id = Set(payment.id);
            row.amount.set_if_unset(payment.amount);
            row.currency.set_if_unset(payment.currency);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<RefundFactory> {
    Presets::of(RefundFactory::new)
        .and("captured", RefundFactory::captured)
        .and("failed", RefundFactory::failed)
        .and("cancelled", RefundFactory::cancelled)
}
