//! A payout that the artist's bank sends back, and that arrives when it is tried again: the account number was wrong. For
//! retries that pay once.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, Books, Parties, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Factory as _, NotificationFactory, PaymentFactory};

/// See the module.
#[derive(Debug, Clone)]
pub struct PayoutRetried {
    failures: i16,
}

impl PayoutRetried {
    /// Fails once.
    #[must_use]
    pub fn new() -> Self {
        Self { failures: 1 }
    }

    /// Fails so often, at most 98 times, before it arrives.
    #[must_use]
    pub fn with_failures(mut self, failures: i16) -> Self {
        self.failures = failures.clamp(1, 98);
        self
    }
}

impl Default for PayoutRetried {
    fn default() -> Self {
        Self::new()
    }
}

/// Money that arrived late.
#[derive(Debug, Clone)]
pub struct PaidAtLast {
    /// Who is paid, and by whom.
    pub parties: Parties,
    /// What for.
    pub booking: bookings::Model,
    /// Paid, after failures.
    pub payout: payouts::Model,
    /// That it had failed.
    pub notification: notifications::Model,
    /// How it was refused to pay the same once more.
    pub paid_twice: Refusal,
}

impl Scenario for PayoutRetried {
    type Handles = PaidAtLast;
    const NAME: &'static str = "payout-retried";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "escrow_accounts",
        "ledger_accounts",
        "ledger_entries",
        "notifications",
        "organization_members",
        "organizations",
        "payments",
        "payouts",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] =
        &["countries", "cities", "currencies", "timezones", "notification_types"];

    async fn tell(&self, stage: &Stage) -> Result<PaidAtLast, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let (starts_at, ends_at) = (context.evening(-3), context.evening(-3) + time::Duration::minutes(90));
        let booking = parties.booking().with_times(starts_at, ends_at).offered().insert(&context).await?;
        let booking = agree(&context, booking, Decimal::from(60_000)).await?;
        let books = Books::open(&context, &parties, &booking).await?;
        books.capture(&context, &booking, PaymentFactory::new().full().with_amount(60_000)).await?;
        let booking = reach(&context, booking, BookingStatus::PaidDeposit).await?;
        let booking = reach(&context, booking, BookingStatus::Scheduled).await?;

        let mut payout = books.queue_payout(&context, Decimal::from(60_000)).await?;
        for _ in 0..self.failures {
            payout = books.try_payout(&context, payout).await?;
            payout = change(&context, payout, |row: &mut payouts::ActiveModel| {
                row.status = Set(PayoutStatus::Failed);
                row.failure_code = Set(Some("account_closed".to_owned()));
                row.failure_message = Set(Some("The bank knows no such account".to_owned()));
            })
            .await?;
            payout = change(&context, payout, |row: &mut payouts::ActiveModel| {
                row.status = Set(PayoutStatus::Queued);
                row.failure_code = Set(None);
                row.failure_message = Set(None);
            })
            .await?;
        }
        let told =
            NotificationFactory::new().to_user(&parties.artist_user).of_type("payout_failed").delivered();
        let notification = told.insert(&context).await?;
        payout = books.try_payout(&context, payout).await?;
        let payout = books.pay_out(&context, payout).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = {
            let context = attempt.context();
            let again = row!(payouts {
                payee_id: payout.payee_id,
                booking_id: payout.booking_id,
                amount: payout.amount,
                idempotency_key: payout.idempotency_key.clone(),
                metadata: serde_json::json!({}),
            });
            add(&context, again).await
        };
        let paid_twice = attempt.refused(tried).await?;
        Ok(PaidAtLast { parties, booking, payout, notification, paid_twice })
    }
}

impl Check for PaidAtLast {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let payouts =
            payouts::Entity::find().filter(payouts::Column::BookingId.eq(self.booking.id)).all(db).await?;
        let [payout] = payouts.as_slice() else { return Err("there is more than one payout".into()) };
        expect("the payout", (payout.status, &payout.failure_code), (PayoutStatus::Paid, &None))?;
        expect("it took more than one attempt", payout.attempt_count > 1, true)?;
        let entries = ledger_entries::Entity::find().filter(ledger_entries::Column::PayoutId.eq(payout.id));
        let entries = entries.all(db).await?;
        expect("entries in the ledger, once", entries.len(), 4)?;
        expect("they sum to", entries.iter().map(|entry| entry.amount).sum(), Decimal::ZERO)?;
        let expected = Refusal::by("23505", "uq_payouts_idempotency_key");
        expect("paying once more", &self.paid_twice, &expected)
    }
}
