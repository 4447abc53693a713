//! A dispute for each way in which it can end: money back, no money back, and both again after an appeal. For support desks,
//! and for who gets what.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set};
use serde_json::json;

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, Books, PLACES, Parties, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, PaymentFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct DisputeEndings;

impl DisputeEndings {
    /// Four disputes.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// A dispute that is over.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Who quarrelled.
    pub parties: Parties,
    /// Refunded, or completed after all.
    pub booking: bookings::Model,
    /// Resolved.
    pub dispute: disputes::Model,
    /// What was given back, where something was.
    pub refund: Option<refunds::Model>,
}

/// One of each.
#[derive(Debug, Clone)]
pub struct Settlements {
    /// Looked into: the organizer is right.
    pub refunded: Settled,
    /// Looked into: the artist is right.
    pub not_refunded: Settled,
    /// Escalated at once: the organizer is right.
    pub escalated_and_refunded: Settled,
    /// The artist was right, and is again on appeal.
    pub appealed_and_not_refunded: Settled,
    /// How a second dispute about an open one was refused.
    pub second_dispute: Refusal,
}

use DisputeStatus::{Escalated, Investigating, ResolvedNoRefund, ResolvedRefund};

impl Scenario for DisputeEndings {
    type Handles = Settlements;
    const NAME: &'static str = "dispute-endings";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "disputes",
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

    async fn tell(&self, stage: &Stage) -> Result<Settlements, Failure> {
        let context = context(stage);
        let judge = UserFactory::new().with_display_name("Support").insert(&context).await?;
        let second_dispute = second_dispute(stage, &context, &judge).await?;
        Ok(Settlements {
            refunded: settle(&context, &judge, &[Investigating, ResolvedRefund]).await?,
            not_refunded: settle(&context, &judge, &[Investigating, ResolvedNoRefund]).await?,
            escalated_and_refunded: settle(&context, &judge, &[Escalated, ResolvedRefund]).await?,
            appealed_and_not_refunded: settle(
                &context,
                &judge,
                &[Investigating, ResolvedNoRefund, Escalated, ResolvedNoRefund],
            )
            .await?,
            second_dispute,
        })
    }
}

const FEE: i64 = 80_000;

/// A show that was played and paid, and about which the organizer complains.
async fn quarrel(
    context: &Context<'_>,
) -> Result<(Parties, bookings::Model, payments::Model, Books, disputes::Model), Failure> {
    let parties = Parties::meet(context, "INR").await?;
    let (starts_at, ends_at) = (context.evening(-6), context.evening(-6) + time::Duration::minutes(90));
    let booking = parties.booking().with_times(starts_at, ends_at).offered().insert(context).await?;
    let booking = agree(context, booking, Decimal::from(FEE)).await?;
    let books = Books::open(context, &parties, &booking).await?;
    let payment = PaymentFactory::new().full().with_amount(FEE);
    let payment = books.capture(context, &booking, payment).await?;
    let booking = reach(context, booking, BookingStatus::PaidDeposit).await?;
    let booking = reach(context, booking, BookingStatus::Scheduled).await?;
    let booking = change(context, booking, |row: &mut bookings::ActiveModel| {
        row.status = Set(BookingStatus::Completed);
        row.completed_at = Set(Some(ends_at));
    })
    .await?;
    let booking = reach(context, booking, BookingStatus::Disputed).await?;
    let dispute = add(context, complaint(context, &parties, &booking)).await?;
    Ok((parties, booking, payment, books, dispute))
}

fn complaint(context: &Context<'_>, parties: &Parties, booking: &bookings::Model) -> disputes::ActiveModel {
    row!(disputes {
        booking_id: booking.id,
        raised_by: parties.organizer.id,
        reason: DisputeReason::Quality,
        description: "Half of the songs were missing.",
        evidence: json!([{"kind": "set list", "played": 7, "agreed": 14}]),
        disputed_amount: Decimal::from(FEE),
        currency: booking.currency.as_str(),
        opened_at: context.in_days(-5),
        respond_by: context.in_days(9),
        metadata: json!({}),
    })
}

async fn settle(
    context: &Context<'_>,
    judge: &users::Model,
    path: &[DisputeStatus],
) -> Result<Settled, Failure> {
    let (parties, booking, payment, books, mut dispute) = quarrel(context).await?;
    let (now, judge) = (context.now(), judge.id);
    let half = Decimal::from(FEE) / Decimal::TWO;
    for status in path.iter().copied() {
        let is_over = matches!(status, ResolvedRefund | ResolvedNoRefund);
        dispute = change(context, dispute, |row: &mut disputes::ActiveModel| {
            row.status = Set(status);
            row.assigned_to = Set(Some(judge));
            row.resolved_at = Set(is_over.then_some(now));
            row.decided_by = Set(is_over.then_some(judge));
            row.decision = Set(is_over.then(|| "After hearing both sides".to_owned()));
            row.refund_amount = Set((status == ResolvedRefund).then_some(half));
        })
        .await?;
    }
    let (refund, kept, ends_as) = match dispute.refund_amount {
        Some(amount) => {
            let refund = books.refund(context, &payment, amount, "Decided in a dispute").await?;
            (Some(refund), payment.amount - amount, BookingStatus::Refunded)
        }
        None => (None, payment.amount, BookingStatus::Completed),
    };
    let booking = reach(context, booking, ends_as).await?;
    let payout = books.queue_payout(context, kept).await?;
    let payout = books.try_payout(context, payout).await?;
    books.pay_out(context, payout).await?;
    books.settle(context, EscrowStatus::Released).await?;
    Ok(Settled { parties, booking, dispute, refund })
}

async fn second_dispute(
    stage: &Stage,
    context: &Context<'_>,
    judge: &users::Model,
) -> Result<Refusal, Failure> {
    let attempt = Attempt::begin(stage, context).await?;
    let tried = {
        let context = attempt.context();
        let (parties, booking, ..) = quarrel(&context).await?;
        let mut again = complaint(&context, &parties, &booking);
        again.raised_by = Set(judge.id);
        add(&context, again).await
    };
    attempt.refused(tried).await
}

impl Check for Settlements {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let all = [
            (&self.refunded, ResolvedRefund, BookingStatus::Refunded),
            (&self.not_refunded, ResolvedNoRefund, BookingStatus::Completed),
            (&self.escalated_and_refunded, ResolvedRefund, BookingStatus::Refunded),
            (&self.appealed_and_not_refunded, ResolvedNoRefund, BookingStatus::Completed),
        ];
        for (settled, status, ends_as) in all {
            let dispute =
                disputes::Entity::find_by_id(settled.dispute.id).one(db).await?.ok_or("no dispute")?;
            expect("the dispute", dispute.status, status)?;
            let booking =
                bookings::Entity::find_by_id(settled.booking.id).one(db).await?.ok_or("no booking")?;
            expect("the booking", booking.status, ends_as)?;
            let payments =
                payments::Entity::find().filter(payments::Column::BookingId.eq(booking.id)).all(db).await?;
            let refunded: Decimal = payments.iter().map(|payment| payment.refunded_amount).sum();
            expect("given back", refunded, dispute.refund_amount.unwrap_or_default())?;
            let escrow =
                escrow_accounts::Entity::find().filter(escrow_accounts::Column::BookingId.eq(booking.id));
            let left = escrow.one(db).await?.map(|escrow| escrow.balance.is_zero());
            expect("nothing is left in escrow", left, Some(true))?;
            let of_booking = disputes::Entity::find().filter(disputes::Column::BookingId.eq(booking.id));
            expect("disputes of the booking", of_booking.count(db).await?, 1)?;
        }
        let expected = Refusal::by("23505", "uq_disputes_booking_unresolved");
        expect("a second dispute", &self.second_dispute, &expected)
    }
}
