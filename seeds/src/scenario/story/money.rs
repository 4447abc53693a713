//! The books of a booking: what comes in is held in escrow, and every movement is entered twice.

use backline_schema::prelude::*;
use backline_seed::scenario::Failure;
use rust_decimal::Decimal;
use sea_orm::{EntityTrait, Set};
use serde_json::json;
use uuid::Uuid;

use super::{Parties, add, change};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, PaymentFactory};

/// The accounts of one booking, and its escrow.
pub(crate) struct Books {
    currency: String,
    booking: Uuid,
    organization: Uuid,
    organizer: users::Model,
    artist_user: users::Model,
    escrow: Uuid,
    bank: Uuid,
    held: Uuid,
    commission: Uuid,
    tax: Uuid,
}

impl Books {
    /// Opens an escrow account for the booking, and the ledger's accounts.
    pub(crate) async fn open(
        context: &Context<'_>,
        parties: &Parties,
        booking: &bookings::Model,
    ) -> Result<Self, Failure> {
        let currency = booking.currency.clone();
        let escrow =
            add(context, row!(escrow_accounts { booking_id: booking.id, currency: currency.as_str() }))
                .await?;
        let prefix = format!("scenario:{}", context.next("ledger_accounts").slug("booking"));
        let account = |name: &str, title: &str, kind| {
            row!(ledger_accounts {
                code: format!("{prefix}:{name}"),
                name: title,
                kind: kind,
                currency: currency.as_str(),
            })
        };
        let mut held = account("escrow", "Held for the artist", LedgerAccountKind::Liability);
        held.escrow_account_id = Set(Some(escrow.id));
        let rows = vec![
            account("bank", "Bank", LedgerAccountKind::Asset),
            account("commission", "Commission", LedgerAccountKind::Revenue),
            account("tax", "Tax kept back", LedgerAccountKind::Liability),
        ];
        let held = add(context, held).await?.id;
        let others = context.insert_rows::<ledger_accounts::Entity>(rows).await?;
        let [bank, commission, tax] = others.as_slice() else {
            return Err("an account did not come back".into());
        };
        Ok(Self {
            booking: booking.id,
            organization: parties.organization.id,
            organizer: parties.organizer.clone(),
            artist_user: parties.artist_user.clone(),
            escrow: escrow.id,
            bank: bank.id,
            commission: commission.id,
            tax: tax.id,
            held,
            currency,
        })
    }

    /// The organizer's money comes in, and is held.
    pub(crate) async fn capture(
        &self,
        context: &Context<'_>,
        booking: &bookings::Model,
        payment: PaymentFactory,
    ) -> Result<payments::Model, Failure> {
        let payment = payment
            .for_booking(booking)
            .paid_by(&self.organizer)
            .paid_to(&self.artist_user)
            .captured()
            .insert(context)
            .await?;
        let lines = [(self.bank, payment.amount), (self.held, -payment.amount)];
        self.enter(context, "Payment received", &lines, |entry| entry.payment_id = Set(Some(payment.id)))
            .await?;
        let escrow = self.escrow(context).await?;
        if escrow.status == EscrowStatus::Open {
            let now = context.now();
            change(context, escrow, |row: &mut escrow_accounts::ActiveModel| {
                row.status = Set(EscrowStatus::Funded);
                row.funded_at = Set(Some(now));
            })
            .await?;
        }
        Ok(payment)
    }

    /// So much of a payment is given back.
    pub(crate) async fn refund(
        &self,
        context: &Context<'_>,
        payment: &payments::Model,
        amount: Decimal,
        reason: &str,
    ) -> Result<refunds::Model, Failure> {
        let refund = row!(refunds {
            payment_id: payment.id,
            amount: amount,
            currency: self.currency.as_str(),
            reason: reason,
            initiated_by: self.organizer.id,
            idempotency_key: context.next("refunds").slug("refund"),
            initiated_at: context.now(),
            metadata: json!({}),
        });
        let refund = add(context, refund).await?;
        let now = context.now();
        let refund = change(context, refund, |row: &mut refunds::ActiveModel| {
            row.status = Set(PaymentStatus::Captured);
            row.processed_at = Set(Some(now));
        })
        .await?;
        let lines = [(self.held, amount), (self.bank, -amount)];
        self.enter(context, "Given back", &lines, |entry| entry.refund_id = Set(Some(refund.id))).await?;
        Ok(refund)
    }

    /// A payout to the artist waits: the gross amount without the commission and the tax kept back.
    pub(crate) async fn queue_payout(
        &self,
        context: &Context<'_>,
        gross: Decimal,
    ) -> Result<payouts::Model, Failure> {
        let commission = (gross / Decimal::TEN).round_dp(2);
        let withheld = (gross / Decimal::ONE_HUNDRED).round_dp(2);
        let payout = row!(payouts {
            payee_id: self.artist_user.id,
            booking_id: self.booking,
            organization_id: self.organization,
            amount: gross - commission - withheld,
            commission_amount: commission,
            withheld_amount: withheld,
            currency: self.currency.as_str(),
            idempotency_key: context.next("payouts").slug("payout"),
            initiated_at: context.now(),
            metadata: json!({}),
        });
        add(context, payout).await
    }

    /// The bank takes the payout up once more.
    pub(crate) async fn try_payout(
        &self,
        context: &Context<'_>,
        payout: payouts::Model,
    ) -> Result<payouts::Model, Failure> {
        let now = context.now();
        change(context, payout, |row: &mut payouts::ActiveModel| {
            let attempts = row.attempt_count.take().unwrap_or_default();
            row.attempt_count = Set(attempts + 1);
            row.last_attempt_at = Set(Some(now));
            row.status = Set(PayoutStatus::Processing);
        })
        .await
    }

    /// The payout has arrived.
    pub(crate) async fn pay_out(
        &self,
        context: &Context<'_>,
        payout: payouts::Model,
    ) -> Result<payouts::Model, Failure> {
        let now = context.now();
        let payout = change(context, payout, |row: &mut payouts::ActiveModel| {
            row.status = Set(PayoutStatus::Paid);
            row.paid_at = Set(Some(now));
        })
        .await?;
        let gross = payout.amount + payout.commission_amount + payout.withheld_amount;
        let lines = [
            (self.held, gross),
            (self.commission, -payout.commission_amount),
            (self.tax, -payout.withheld_amount),
            (self.bank, -payout.amount),
        ];
        self.enter(context, "Paid out", &lines, |entry| entry.payout_id = Set(Some(payout.id))).await?;
        Ok(payout)
    }

    /// The escrow account as it is.
    pub(crate) async fn escrow(&self, context: &Context<'_>) -> Result<escrow_accounts::Model, Failure> {
        let found = escrow_accounts::Entity::find_by_id(self.escrow).one(context.db()).await?;
        found.ok_or_else(|| "the escrow account is gone".into())
    }

    /// Nothing is held any more.
    pub(crate) async fn settle(
        &self,
        context: &Context<'_>,
        status: EscrowStatus,
    ) -> Result<escrow_accounts::Model, Failure> {
        let now = context.now();
        let escrow = self.escrow(context).await?;
        let escrow = change(context, escrow, |row: &mut escrow_accounts::ActiveModel| {
            row.status = Set(status);
            row.released_at = Set((status == EscrowStatus::Released).then_some(now));
        })
        .await?;
        change(context, escrow, |row: &mut escrow_accounts::ActiveModel| {
            row.status = Set(EscrowStatus::Closed);
            row.closed_at = Set(Some(now));
        })
        .await
    }

    /// One transaction of the ledger; its lines sum to zero.
    async fn enter(
        &self,
        context: &Context<'_>,
        description: &str,
        lines: &[(Uuid, Decimal)],
        of: impl Fn(&mut ledger_entries::ActiveModel),
    ) -> Result<(), Failure> {
        let transaction = context.next("ledger_transactions").id();
        let lines = lines.iter().filter(|(_, amount)| !amount.is_zero());
        let entries: Vec<_> = lines
            .map(|(account, amount)| {
                let mut entry = row!(ledger_entries {
                    transaction_id: transaction,
                    account_id: *account,
                    amount: *amount,
                    currency: self.currency.as_str(),
                    booking_id: self.booking,
                    description: description,
                    occurred_at: context.now(),
                });
                of(&mut entry);
                entry
            })
            .collect();
        context.insert_rows::<ledger_entries::Entity>(entries).await?;
        Ok(())
    }
}
