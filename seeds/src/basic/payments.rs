//! Providers and commission, what was paid for each booking, given back and paid out, and the invoices.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::facts::KARNATAKA;
use super::ids::{id, organization, user};
use super::life::{BOOKINGS, Booking};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    providers(seeder).await?;
    commission(seeder).await?;
    invoices(seeder).await?;
    payments(seeder).await?;
    refunds(seeder).await?;
    payouts(seeder).await?;
    crypto(seeder).await
}

/// A part of a fee that has arrived.
pub(super) struct Captured {
    pub(super) booking: &'static Booking,
    pub(super) id: Uuid,
    pub(super) kind: PaymentKind,
    pub(super) amount: Decimal,
    /// What the provider keeps, 2 percent.
    pub(super) fee: Decimal,
    pub(super) day: i64,
}

/// The deposits and balances that have arrived.
pub(super) fn captured() -> Vec<Captured> {
    let mut all = Vec::new();
    for booking in BOOKINGS {
        let parts = [
            ("deposit", PaymentKind::Deposit, booking.deposit(), BookingStatus::PaidDeposit),
            ("balance", PaymentKind::Balance, booking.balance(), BookingStatus::Scheduled),
        ];
        for (part, kind, amount, reached) in parts {
            if let Some(day) = booking.day_of(reached) {
                let fee = (amount / Decimal::from(50)).round_dp(2);
                let id = id("payments", &format!("{} {part}", booking.key));
                all.push(Captured { booking, id, kind, amount, fee, day });
            }
        }
    }
    all
}

pub(super) fn payout(booking: &Booking) -> Uuid {
    id("payouts", booking.key)
}

pub(super) fn refund(booking: &Booking) -> Uuid {
    id("refunds", booking.key)
}

/// A ticket that a user paid for.
pub(super) fn ticket_payment() -> Uuid {
    id("payments", "ticket")
}

/// The price of that ticket.
pub(super) const TICKET_PRICE: i32 = 1_200;

fn provider(booking: &Booking) -> Uuid {
    id("payment_providers", if booking.currency == "INR" { "sandbox_upi" } else { "sandbox_cards" })
}

async fn providers(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let provider = |code: &str, name: &str, currency: &str, active: bool| {
        row!(payment_providers {
            id: id("payment_providers", code),
            code: code,
            name: name,
            provider_config: json!({"mode": "test"}),
            fee_percent: 2,
            currency: currency,
            active: active,
            created_at: seeder.clock.day(-300),
        })
    };
    let rows = vec![
        provider("sandbox_upi", "UPI (sandbox)", "INR", true),
        provider("sandbox_cards", "Cards (sandbox)", "GBP", true),
        provider("old_gateway", "The gateway of last year", "INR", false),
    ];
    seeder.insert(rows).await
}

async fn commission(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let rule = |key: &str, applies_to, category: Option<ArtistCategory>, percentage: i32, currency: &str| {
        row!(commission_rules {
            id: id("commission_rules", key),
            name: key,
            applies_to: applies_to,
            category: category,
            percentage: percentage,
            currency: currency,
            effective_from: clock.date(-365),
            created_at: clock.day(-365),
        })
    };
    let rows = vec![
        rule("Shows in India", CommissionTarget::Booking, None, 10, "INR"),
        rule("Shows in Britain", CommissionTarget::Booking, None, 10, "GBP"),
        rule("Shows of newcomers", CommissionTarget::Booking, Some(ArtistCategory::Budding), 5, "INR"),
        rule("Tickets", CommissionTarget::Ticket, None, 4, "INR"),
    ];
    seeder.insert(rows).await
}

async fn payments(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let base = |booking: &Booking, key: &str, kind, amount: Decimal, day: i64| {
        row!(payments {
            id: id("payments", &format!("{} {key}", booking.key)),
            booking_id: booking.id(),
            organization_id: booking.organization_id(),
            payer_id: booking.organization_user(),
            payee_id: booking.artist_user(),
            kind: kind,
            method: if booking.currency == "INR" { PaymentMethod::Upi } else { PaymentMethod::Card },
            amount: amount,
            currency: booking.currency,
            provider_id: provider(booking),
            idempotency_key: format!("{} {key}", booking.key),
            description: format!("The {key} of {}", booking.artist),
            initiated_at: clock.hour(day, 11),
            metadata: json!({}),
        })
    };
    let mut rows = Vec::new();
    for each in captured() {
        let part = if each.kind == PaymentKind::Deposit { "deposit" } else { "balance" };
        let mut row = base(each.booking, part, each.kind, each.amount, each.day);
        let refunded = each.booking.when(BookingStatus::Refunded, clock);
        row.status =
            sea_orm::Set(if refunded.is_some() { PaymentStatus::Refunded } else { PaymentStatus::Captured });
        row.fee_amount = sea_orm::Set(each.fee);
        row.provider_payment_id = sea_orm::Set(Some(format!("pay_{}_{part}", each.booking.key)));
        row.authorized_at = sea_orm::Set(Some(clock.hour(each.day, 11)));
        row.captured_at = sea_orm::Set(Some(clock.day(each.day)));
        row.refunded_at = sea_orm::Set(refunded);
        if each.booking.key == "scheduled" && part == "balance" {
            row.method = sea_orm::Set(PaymentMethod::Crypto);
        }
        if each.booking.key == "completed" && part == "balance" {
            row.invoice_id = sea_orm::Set(Some(id("invoices", "performance")));
        }
        rows.push(row);
    }
    for booking in BOOKINGS {
        match booking.status() {
            BookingStatus::Confirmed => {
                rows.push(base(booking, "deposit", PaymentKind::Deposit, booking.deposit(), -2));
            }
            BookingStatus::Completed => {
                let mut row = base(booking, "first attempt", PaymentKind::Balance, booking.balance(), -31);
                row.status = sea_orm::Set(PaymentStatus::Failed);
                row.failed_at = sea_orm::Set(Some(clock.day(-31)));
                row.failure_code = sea_orm::Set(Some("insufficient_funds".to_owned()));
                row.failure_message = sea_orm::Set(Some("The account did not hold enough".to_owned()));
                rows.push(row);
            }
            BookingStatus::Cancelled => {
                let mut row = base(booking, "deposit", PaymentKind::Deposit, booking.deposit(), -40);
                row.status = sea_orm::Set(PaymentStatus::Cancelled);
                row.cancelled_at = sea_orm::Set(Some(clock.day(-25)));
                rows.push(row);
            }
            _ => {}
        }
    }
    rows.push(row!(payments {
        id: ticket_payment(),
        ticket_id: id("tickets", "raintree-sessions fan"),
        organization_id: organization("monsoon-live"),
        payer_id: user("fan"),
        kind: PaymentKind::Ticket,
        method: PaymentMethod::Upi,
        status: PaymentStatus::Captured,
        amount: TICKET_PRICE,
        currency: "INR",
        provider_id: id("payment_providers", "sandbox_upi"),
        provider_payment_id: "pay_ticket",
        idempotency_key: "ticket raintree-sessions fan",
        description: "A ticket for the Raintree Sessions",
        initiated_at: clock.hour(-65, 11),
        captured_at: clock.day(-65),
        metadata: json!({}),
    }));
    seeder.insert(rows).await
}

async fn refunds(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let refunded = captured().into_iter().filter_map(|each| {
        let day = each.booking.day_of(BookingStatus::Refunded)?;
        Some(row!(refunds {
            id: refund(each.booking),
            payment_id: each.id,
            status: PaymentStatus::Captured,
            amount: each.amount,
            currency: each.booking.currency,
            reason: "The show was cancelled by the organizer",
            initiated_by: each.booking.organization_user(),
            approved_by: user("staff"),
            provider_refund_id: format!("ref_{}", each.booking.key),
            idempotency_key: format!("refund {}", each.booking.key),
            initiated_at: clock.day(day - 1),
            processed_at: clock.day(day),
            metadata: json!({}),
        }))
    });
    let rows = refunded.collect();
    seeder.insert(rows).await
}

async fn payouts(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for booking in BOOKINGS {
        let (status, day) = match booking.status() {
            BookingStatus::Completed => (PayoutStatus::Paid, -17),
            BookingStatus::Scheduled => (PayoutStatus::Queued, -1),
            BookingStatus::Refunded => (PayoutStatus::Cancelled, -5),
            _ => continue,
        };
        let is_paid = status == PayoutStatus::Paid;
        rows.push(row!(payouts {
            id: payout(booking),
            payee_id: booking.artist_user(),
            booking_id: booking.id(),
            organization_id: booking.organization_id(),
            status: status,
            method: PaymentMethod::BankTransfer,
            amount: booking.final_amount() - booking.commission() - booking.withheld(),
            commission_amount: booking.commission(),
            withheld_amount: booking.withheld(),
            currency: booking.currency,
            provider_id: provider(booking),
            provider_payout_id: is_paid.then(|| format!("out_{}", booking.key)),
            idempotency_key: format!("payout {}", booking.key),
            attempt_count: i16::from(is_paid),
            scheduled_for: clock.day(booking.day + 2),
            initiated_at: clock.hour(day, 10),
            paid_at: is_paid.then(|| clock.day(day)),
            metadata: json!({}),
        }));
    }
    seeder.insert(rows).await
}

async fn invoices(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let day = |day: Option<i64>| day.map(|day| clock.day(day));
    let invoice = |key: &str, number: &str, status, currency: &str, days: (Option<i64>, Option<i64>)| {
        row!(invoices {
            id: id("invoices", key),
            invoice_number: number,
            status: status,
            currency: currency,
            issued_at: day(days.0),
            due_at: day(days.0.map(|issued| issued + 14)),
            paid_at: day(days.1),
            data: json!({}),
            created_at: clock.day(days.0.unwrap_or(-2)),
        })
    };
    let completed = super::ids::booking("completed");
    let mut performance =
        invoice("performance", "MI-2041", InvoiceStatus::Paid, "INR", (Some(-33), Some(-30)));
    performance.issuer_user_id = sea_orm::Set(Some(user("artist")));
    performance.recipient_organization_id = sea_orm::Set(Some(organization("monsoon-live")));
    performance.booking_id = sea_orm::Set(Some(completed));
    performance.place_of_supply_state_id = sea_orm::Set(Some(KARNATAKA));
    let mut commission = invoice("commission", "BL-2041", InvoiceStatus::Issued, "INR", (Some(-16), None));
    commission.recipient_user_id = sea_orm::Set(Some(user("artist")));
    commission.booking_id = sea_orm::Set(Some(completed));
    let mut wedding = invoice("wedding", "ML-88", InvoiceStatus::Overdue, "INR", (Some(-40), None));
    wedding.organization_id = sea_orm::Set(Some(organization("monsoon-live")));
    wedding.customer_id = sea_orm::Set(Some(id("customers", "lotus-weddings")));
    wedding.created_by = sea_orm::Set(Some(user("accounts")));
    let mut quay = invoice("quay", "HN-12", InvoiceStatus::Draft, "GBP", (None, None));
    quay.organization_id = sea_orm::Set(Some(organization("harbour-nights")));
    quay.customer_id = sea_orm::Set(Some(id("customers", "quay-festival")));
    quay.created_by = sea_orm::Set(Some(user("agent")));
    seeder.insert(vec![performance, commission, wedding, quay]).await?;

    let line = |key: &str, position: i32, description: &str, price: i32, tax: i32, currency: &str| {
        row!(invoice_lines {
            id: id("invoice_lines", &format!("{key} {position}")),
            invoice_id: id("invoices", key),
            position: position,
            description: description,
            quantity: 1,
            unit_price: price,
            tax_rate: tax,
            currency: currency,
        })
    };
    seeder
        .insert(vec![
            line("performance", 1, "Performance, Raintree Sessions", 100_000, 0, "INR"),
            line("commission", 1, "Commission, ten percent of 100,000", 10_000, 18, "INR"),
            line("wedding", 1, "Sound and light for two evenings", 60_000, 18, "INR"),
            line("wedding", 2, "Crew of four", 24_000, 18, "INR"),
            line("quay", 1, "Stage hire", 900, 20, "GBP"),
        ])
        .await
}

async fn crypto(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let wallet = |owner: &str, address: &str, verified: bool| {
        row!(crypto_wallets {
            id: id("crypto_wallets", owner),
            user_id: user(owner),
            chain: CryptoChain::Ethereum,
            address: address,
            label: "For shows abroad",
            is_default: true,
            verified_at: verified.then(|| seeder.clock.day(-80)),
        })
    };
    let rows = vec![
        wallet("lena", "0x00000000000000000000000000000000000000A1", true),
        wallet("manager", "0x00000000000000000000000000000000000000B2", false),
    ];
    seeder.insert(rows).await?;
    let scheduled = id("payments", "scheduled balance");
    let clock = seeder.clock;
    seeder
        .insert(vec![row!(crypto_payments {
            id: id("crypto_payments", "scheduled balance"),
            payment_id: scheduled,
            wallet_id: id("crypto_wallets", "lena"),
            chain: CryptoChain::Ethereum,
            asset: "USDC",
            to_address: "0x00000000000000000000000000000000000000A1",
            tx_hash: format!("0x{:064x}", scheduled.as_u128()),
            status: CryptoPaymentStatus::Confirmed,
            crypto_amount: 2_625,
            rate: Decimal::new(8, 1),
            fiat_amount: 2_100,
            currency: "GBP",
            confirmations: 64,
            block_number: 19_000_000_i64,
            expires_at: clock.hour(-10, 13),
            detected_at: clock.hour(-10, 11),
            confirmed_at: clock.day(-10),
            metadata: json!({}),
            created_at: clock.hour(-10, 10),
        })])
        .await?;
    Ok(())
}
