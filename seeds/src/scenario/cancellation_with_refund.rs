//! A show that the organizer calls off a week before: of the deposit, half is given back and half goes to the artist. For
//! cancellations, and for books that balance all the same.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};

use super::booking_happy_path::{agree, reach, sign};
use super::story::{Attempt, Books, PLACES, Parties, Refusal, change, context};
use crate::factory::{Factory as _, PaymentFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct CancellationWithRefund {
    refunded_percent: u8,
}

impl CancellationWithRefund {
    /// Half of the deposit is given back.
    #[must_use]
    pub fn new() -> Self {
        Self { refunded_percent: 50 }
    }

    /// So much of the deposit is given back, from 1 to 99 percent.
    #[must_use]
    pub fn with_refunded_percent(mut self, percent: u8) -> Self {
        self.refunded_percent = percent.clamp(1, 99);
        self
    }
}

impl Default for CancellationWithRefund {
    fn default() -> Self {
        Self::new()
    }
}

/// What became of the show and the money.
#[derive(Debug, Clone)]
pub struct CalledOff {
    /// Who was to play, and for whom.
    pub parties: Parties,
    /// Cancelled.
    pub booking: bookings::Model,
    /// Voided.
    pub contract: contracts::Model,
    /// Captured, partly given back.
    pub deposit: payments::Model,
    /// What was given back.
    pub refund: refunds::Model,
    /// What the artist keeps.
    pub payout: payouts::Model,
    /// How it was refused to give back more than was left.
    pub too_much: Refusal,
}

impl Scenario for CancellationWithRefund {
    type Handles = CalledOff;
    const NAME: &'static str = "cancellation-with-refund";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "contract_signatures",
        "contracts",
        "escrow_accounts",
        "ledger_accounts",
        "ledger_entries",
        "organization_members",
        "organizations",
        "payments",
        "payouts",
        "promoters",
        "refunds",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<CalledOff, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let (starts_at, ends_at) = (context.evening(7), context.evening(7) + time::Duration::minutes(90));
        let booking = parties.booking().with_times(starts_at, ends_at).offered().insert(&context).await?;
        let booking = agree(&context, booking, Decimal::from(100_000)).await?;
        let contract = sign(&context, &parties, &booking).await?;
        let books = Books::open(&context, &parties, &booking).await?;
        let payment = PaymentFactory::new().deposit().with_amount(30_000);
        let deposit = books.capture(&context, &booking, payment).await?;
        let booking = reach(&context, booking, BookingStatus::PaidDeposit).await?;

        let (now, organizer) = (context.now(), parties.organizer.id);
        let reason = "The monsoon has taken the roof";
        let booking = change(&context, booking, |row: &mut bookings::ActiveModel| {
            row.status = Set(BookingStatus::Cancelled);
            row.cancelled_at = Set(Some(now));
            row.cancelled_by = Set(Some(organizer));
            row.cancellation_reason = Set(Some(reason.to_owned()));
        })
        .await?;
        let contract = change(&context, contract, |row: &mut contracts::ActiveModel| {
            row.status = Set(ContractStatus::Voided);
            row.voided_at = Set(Some(now));
            row.voided_by = Set(Some(organizer));
            row.void_reason = Set(Some(reason.to_owned()));
        })
        .await?;
        let amount = deposit.amount * Decimal::from(self.refunded_percent) / Decimal::ONE_HUNDRED;
        let refund = books.refund(&context, &deposit, amount, reason).await?;
        let payout = books.queue_payout(&context, deposit.amount - amount).await?;
        let payout = books.try_payout(&context, payout).await?;
        let payout = books.pay_out(&context, payout).await?;
        books.settle(&context, EscrowStatus::Released).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = books.refund(&attempt.context(), &deposit, deposit.amount, "All of it").await;
        let too_much = attempt.refused(tried).await?;
        let deposit =
            payments::Entity::find_by_id(deposit.id).one(context.db()).await?.ok_or("no deposit")?;
        Ok(CalledOff { parties, booking, contract, deposit, refund, payout, too_much })
    }
}

impl Check for CalledOff {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let booking =
            bookings::Entity::find_by_id(self.booking.id).one(db).await?.ok_or("the booking is gone")?;
        expect("the booking", booking.status, BookingStatus::Cancelled)?;
        let deposit = payments::Entity::find_by_id(self.deposit.id).one(db).await?.ok_or("no deposit")?;
        expect("given back", deposit.refunded_amount, self.refund.amount)?;
        expect("the payment", deposit.status, PaymentStatus::Captured)?;
        let out = self.payout.amount + self.payout.commission_amount + self.payout.withheld_amount;
        expect("what came in went out", deposit.amount, self.refund.amount + out)?;
        let escrow =
            escrow_accounts::Entity::find().filter(escrow_accounts::Column::BookingId.eq(booking.id));
        let escrow = escrow.one(db).await?.ok_or("no escrow")?;
        expect("the escrow", (escrow.status, escrow.balance.is_zero()), (EscrowStatus::Closed, true))?;
        let expected = Refusal::by("23514", "ck_payments_refunded_within_amount");
        expect("giving back too much", &self.too_much, &expected)
    }
}
