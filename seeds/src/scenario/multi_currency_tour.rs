//! One artist, four shows in four currencies, of which one has no small unit and one has three digits. Each is paid, held
//! and paid out in its own. For sums that must not be added, and for rounding.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

use super::booking_happy_path::{agree, reach};
use super::story::{Attempt, Books, PLACES, Parties, Refusal, context};
use crate::factory::{Factory as _, PaymentFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct MultiCurrencyTour;

impl MultiCurrencyTour {
    /// Mumbai, London, Tokyo and Kuwait.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Four shows.
#[derive(Debug, Clone)]
pub struct Tour {
    /// Who plays. Their own organization books all of it.
    pub parties: Parties,
    /// A show each, in the order of the evenings.
    pub bookings: Vec<bookings::Model>,
    /// What was paid for each.
    pub payments: Vec<payments::Model>,
    /// What was paid out for each.
    pub payouts: Vec<payouts::Model>,
    /// How a refund in another currency was refused.
    pub wrong_currency: Refusal,
}

/// Currency, fee in its smallest unit, and how many digits that unit has.
const SHOWS: [(&str, i64, u32); 4] =
    [("INR", 12_500_050, 2), ("GBP", 180_075, 2), ("JPY", 350_000, 0), ("KWD", 1_250_125, 3)];

impl Scenario for MultiCurrencyTour {
    type Handles = Tour;
    const NAME: &'static str = "multi-currency-tour";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "escrow_accounts",
        "ledger_accounts",
        "ledger_entries",
        "organization_members",
        "organizations",
        "payments",
        "payouts",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Tour, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let (mut shows, mut paid, mut out) = (Vec::new(), Vec::new(), Vec::new());
        let mut wrong_currency = None;
        for (evening, (currency, fee, digits)) in (-20..).step_by(4).zip(SHOWS) {
            let fee = Decimal::new(fee, digits);
            let times = (context.evening(evening), context.evening(evening) + time::Duration::minutes(75));
            let booking =
                parties.booking().with_currency(currency).with_fee(fee).with_times(times.0, times.1);
            let booking = agree(&context, booking.offered().insert(&context).await?, fee).await?;
            let books = Books::open(&context, &parties, &booking).await?;
            let payment = PaymentFactory::new().full().with_amount(fee).with_currency(currency);
            let payment = books.capture(&context, &booking, payment).await?;
            let booking = reach(&context, booking, BookingStatus::PaidDeposit).await?;
            let booking = reach(&context, booking, BookingStatus::Scheduled).await?;
            if currency == "GBP" {
                let attempt = Attempt::begin(stage, &context).await?;
                let tried = books.refund(&attempt.context(), &paid[0], Decimal::ONE, "In pounds").await;
                wrong_currency = Some(attempt.refused(tried).await?);
            }
            let payout = books.queue_payout(&context, fee).await?;
            let payout = books.try_payout(&context, payout).await?;
            out.push(books.pay_out(&context, payout).await?);
            books.settle(&context, EscrowStatus::Released).await?;
            shows.push(booking);
            paid.push(payment);
        }
        let wrong_currency = wrong_currency.ok_or("no show is in pounds")?;
        Ok(Tour { parties, bookings: shows, payments: paid, payouts: out, wrong_currency })
    }
}

impl Check for Tour {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let ids: Vec<_> = self.bookings.iter().map(|booking| booking.id).collect();
        let entries = ledger_entries::Entity::find()
            .filter(ledger_entries::Column::BookingId.is_in(ids))
            .all(db)
            .await?;
        let mut sums = BTreeMap::<&str, Decimal>::new();
        for entry in &entries {
            *sums.entry(entry.currency.as_str()).or_default() += entry.amount;
        }
        expect(
            "currencies in the ledger",
            sums.keys().copied().collect::<Vec<_>>(),
            vec!["GBP", "INR", "JPY", "KWD"],
        )?;
        require("each sums to zero", sums.values().all(Decimal::is_zero))?;
        for ((booking, payment), payout) in self.bookings.iter().zip(&self.payments).zip(&self.payouts) {
            expect("the payment's currency", &payment.currency, &booking.currency)?;
            let out = payout.amount + payout.commission_amount + payout.withheld_amount;
            expect("what came in went out", out, payment.amount)?;
        }
        let expected = Refusal::by("23514", "currency_refunds_payment_id");
        expect("a refund in another currency", &self.wrong_currency, &expected)
    }
}
