//! Entries of the ledger.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{Context, Draft, Error, Factory, LedgerAccountFactory, Presets, Source};

/// Makes [`ledger_entries`]: by default 1,000 from a new liability to a new asset. Entries come in pairs that sum to
/// zero: the debit is what is given back, the credit is inserted with it.
#[derive(Debug, Clone, Default)]
pub struct LedgerEntryFactory {
    row: Draft<ledger_entries::ActiveModel>,
    credit: Option<Uuid>,
}

impl LedgerEntryFactory {
    /// 1,000.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// To this account, in its currency.
    #[must_use]
    pub fn debit(mut self, account: &ledger_accounts::Model) -> Self {
        self.row.account_id = Set(account.id);
        self.row.currency.set_if_unset(account.currency.clone());
        self
    }

    /// From this account, in the same currency.
    #[must_use]
    pub fn credit(mut self, account: &ledger_accounts::Model) -> Self {
        self.credit = Some(account.id);
        self.row.currency.set_if_unset(account.currency.clone());
        self
    }

    /// So much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// For this.
    #[must_use]
    pub fn with_description(mut self, text: &str) -> Self {
        self.row.description = Set(text.to_owned());
        self
    }

    /// For this booking.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(Some(booking.id));
        self
    }

    /// With this payment, for its booking.
    #[must_use]
    pub fn for_payment(mut self, payment: &payments::Model) -> Self {
        self.row.payment_id = Set(Some(payment.id));
        self.row.booking_id.set_if_unset(payment.booking_id);
        self
    }

    /// With this refund.
    #[must_use]
    pub fn for_refund(mut self, refund: &refunds::Model) -> Self {
        self.row.refund_id = Set(Some(refund.id));
        self
    }

    /// With this payout, for its booking.
    #[must_use]
    pub fn for_payout(mut self, payout: &payouts::Model) -> Self {
        self.row.payout_id = Set(Some(payout.id));
        self.row.booking_id.set_if_unset(payout.booking_id);
        self
    }
}

#[async_trait]
impl Factory for LedgerEntryFactory {
    type Entity = ledger_entries::Entity;

    fn draft(&mut self) -> &mut ledger_entries::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> ledger_entries::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("ledger_entries");
        row.id.set_if_unset(unique.id());
        row.transaction_id.set_if_unset_with(|| source.next("ledger_entries.transaction_id").id());
        row.amount.set_if_unset(Decimal::from(1_000));
        row.description.set_if_unset_with(|| unique.name("Entry"));
        row.occurred_at.set_if_unset(source.now());
        row
    }

    async fn complete(
        &self,
        row: &mut ledger_entries::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.account_id.is_not_set() {
            let mut account = LedgerAccountFactory::new();
            if let Some(currency) = row.currency.try_as_ref() {
                account = account.with_currency(currency);
            }
            row.account_id = Set(account.insert(context).await?.id);
        }
        Ok(())
    }

    /// Each with its credit.
    async fn store(
        &self,
        rows: Vec<ledger_entries::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<ledger_entries::Model>, Error> {
        let mut pairs = Vec::with_capacity(rows.len() * 2);
        for debit in rows {
            let mut credit = debit.clone();
            credit.id = Set(context.next("ledger_entries").id());
            credit.amount = Set(-debit.amount.try_as_ref().copied().unwrap_or_default());
            credit.account_id = Set(match self.credit {
                Some(account) => account,
                None => liability(&debit, context).await?,
            });
            pairs.extend([debit, credit]);
        }
        let entries = context.insert_rows::<ledger_entries::Entity>(pairs).await?;
        Ok(entries.into_iter().step_by(2).collect())
    }
}

/// A new account for the other side of an entry.
async fn liability(debit: &ledger_entries::ActiveModel, context: &Context<'_>) -> Result<Uuid, Error> {
    let mut account = LedgerAccountFactory::new().liability();
    if let Some(currency) = debit.currency.try_as_ref() {
        account = account.with_currency(currency);
    }
    Ok(account.insert(context).await?.id)
}

pub(in crate::factory) fn presets() -> Presets<LedgerEntryFactory> {
    Presets::of(LedgerEntryFactory::new)
}
