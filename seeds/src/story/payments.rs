//! What is paid for a booking, given back and paid out, and the invoices.

use backline_schema::prelude::{BookingStatus, PaymentStatus, PayoutStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::Circle;
use super::ledger::{Account, Moved, Transaction, transfer};
use super::walk::{Walk, label};
use super::{invoices, platform};

/// A part of a fee that has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) id: Uuid,
    /// 0 for the deposit, 1 for the balance.
    place: u64,
    pub(super) amount: Decimal,
    /// What the provider keeps.
    fee: Decimal,
    at: OffsetDateTime,
}

/// The parts that have arrived, given back or not.
pub(super) fn captured(circle: &Circle<'_>, booking: &Booking) -> Vec<Part> {
    let parts = [
        (0, booking.deposit, booking.at(BookingStatus::PaidDeposit)),
        (1, booking.balance(), booking.at(BookingStatus::Scheduled)),
    ];
    let arrived = parts.into_iter().filter(|(_, amount, _)| !amount.is_zero());
    arrived
        .filter_map(|(place, amount, at)| {
            let at = at?;
            let id = circle.draw("payments", booking.ordinal * 4 + place).id(at);
            let digits = if booking.currency == "JPY" { 0 } else { 2 };
            Some(Part { id, place, amount, fee: (amount * Decimal::new(2, 2)).round_dp(digits), at })
        })
        .collect()
}

/// What the platform keeps, what the state gets, and what the artist does.
pub(super) fn shares(booking: &Booking) -> (Decimal, Decimal, Decimal) {
    let commission = (booking.fee / Decimal::TEN).trunc();
    let withheld =
        if booking.currency == "INR" { (booking.fee / Decimal::TEN).trunc() } else { Decimal::ZERO };
    (commission, withheld, booking.fee - commission - withheld)
}

/// How the payout of a booking that was played goes.
pub(super) fn payout(circle: &Circle<'_>, booking: &Booking) -> Option<Walk<PayoutStatus>> {
    use PayoutStatus::{Failed, Paid, Processing, Queued};
    let settled = booking.walk.at_last(BookingStatus::Completed)? + Duration::hours(1);
    if settled > circle.now() {
        return None;
    }
    let mut walk = Walk::begin(Queued, settled, circle.now());
    let hour = Duration::hours(1);
    let plot: &[(PayoutStatus, i32)] = match booking.ordinal % 12 {
        3 => &[(Processing, 24), (Failed, 30), (Queued, 50), (Processing, 60), (Paid, 90)],
        8 if booking.ordinal % 24 == 8 => &[(Processing, 24), (Failed, 40)],
        _ => &[(Processing, 24), (Paid, 48)],
    };
    for (status, after) in plot {
        if walk.goes_on() {
            walk.go(*status, settled + hour * *after);
        }
    }
    Some(walk)
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        let organization = circle.organization_of(booking.request.promoter).id;
        for part in captured(circle, booking) {
            write_captured(circle, rows, booking, &part);
            let mut steps = vec![
                (PaymentStatus::Initiated, part.at - Duration::hours(2)),
                (PaymentStatus::Captured, part.at),
            ];
            steps.extend(booking.at(BookingStatus::Refunded).map(|at| (PaymentStatus::Refunded, at)));
            super::audit::walked(circle, rows, "payments", part.id, Some(organization), &steps);
        }
        write_attempts(circle, rows, booking);
        if let Some(walk) = payout(circle, booking) {
            write_payout(circle, rows, booking, &walk);
            invoices::write_for_booking(circle, rows, booking, &walk);
        }
    }
    invoices::write_for_customers(circle, rows);
}

fn method(booking: &Booking, place: u64) -> &'static str {
    match (booking.currency, booking.ordinal % 20) {
        (_, 7) if place == 1 => "crypto",
        ("INR", number) => {
            ["upi", "upi", "net_banking", "bank_transfer"][usize::try_from(number % 4).unwrap_or(0)]
        }
        (_, number) => ["card", "bank_transfer"][usize::try_from(number % 2).unwrap_or(0)],
    }
}

/// What all payments for a booking have in common.
#[derive(Debug, Clone, Copy)]
struct Payment {
    id: Uuid,
    place: u64,
    status: PaymentStatus,
    amount: Decimal,
    fee: Decimal,
    refunded: Option<OffsetDateTime>,
    initiated: OffsetDateTime,
    authorized: Option<OffsetDateTime>,
    captured: Option<OffsetDateTime>,
    /// When it failed or was cancelled.
    ended: Option<OffsetDateTime>,
}

fn write_payment(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, payment: &Payment) {
    let number = circle.number(booking.ordinal * 4 + payment.place);
    let kind = if payment.place == 1 { "balance" } else { "deposit" };
    let failed = payment.ended.filter(|_| payment.status == PaymentStatus::Failed);
    let known = payment.captured.is_some();
    row!(
        rows,
        payments {
            id: payment.id,
            booking_id: booking.id,
            organization_id: circle.organization_of(booking.request.promoter).id,
            payer_id: circle.promoter_user(booking.request.promoter).id,
            payee_id: circle.artist_user(booking.request.artist).id,
            kind: kind,
            method: method(booking, payment.place),
            status: label(payment.status),
            amount: payment.amount,
            fee_amount: payment.fee,
            refunded_amount: payment.refunded.map_or(Decimal::ZERO, |_| payment.amount),
            currency: booking.currency,
            provider_id: platform::provider(circle.world, booking.currency),
            provider_payment_id: known.then(|| format!("pay_b_{number}")),
            provider_order_id: (!(booking.ordinal.is_multiple_of(3))).then(|| format!("order_{number}")),
            provider_response: known.then_some(Json(r#"{"status": "ok"}"#)),
            idempotency_key: format!("booking {number}"),
            description: format!("The {kind} of a show on {}", booking.request.starts.date()),
            initiated_at: payment.initiated,
            authorized_at: payment.authorized,
            captured_at: payment.captured,
            failed_at: failed,
            cancelled_at: payment.ended.filter(|_| payment.status == PaymentStatus::Cancelled),
            refunded_at: payment.refunded,
            failure_code: failed.map(|_| "insufficient_funds"),
            failure_message: failed.map(|_| "The account did not hold enough"),
            metadata: Json("{}"),
            created_at: payment.initiated,
            updated_at: [payment.refunded, payment.ended, payment.captured, payment.authorized]
                .into_iter()
                .flatten()
                .next()
                .unwrap_or(payment.initiated),
        }
    );
}

fn write_captured(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, part: &Part) {
    let refunded = booking.at(BookingStatus::Refunded);
    let status = if refunded.is_some() { PaymentStatus::Refunded } else { PaymentStatus::Captured };
    write_payment(
        circle,
        rows,
        booking,
        &Payment {
            id: part.id,
            place: part.place,
            status,
            amount: part.amount,
            fee: part.fee,
            refunded,
            initiated: part.at - Duration::hours(2),
            authorized: (booking.ordinal.is_multiple_of(2)).then(|| part.at - Duration::hours(1)),
            captured: Some(part.at),
            ended: None,
        },
    );
    let (escrow, ordinal) = (Account::Escrow(booking.ordinal), booking.ordinal * 8 + part.place * 2);
    transfer(
        circle,
        rows,
        &Transaction {
            source: "bookings",
            ordinal,
            moved: Moved::Payment(part.id),
            booking: Some(booking.id),
            currency: booking.currency,
            description: "Payment received",
            at: part.at,
            lines: &[
                (Account::Bank, part.amount - part.fee),
                (Account::Fees, part.fee),
                (escrow, -part.amount),
            ],
        },
    );
    if method(booking, part.place) == "crypto" {
        super::crypto::write(circle, rows, booking, part.id, part.amount, part.at, refunded.is_some());
    }
    let Some(refunded) = refunded else { return };
    if booking.ordinal % 4 == 1 {
        write_refund(circle, rows, booking, part, refunded, "failed");
    }
    let refund = write_refund(circle, rows, booking, part, refunded, "captured");
    transfer(
        circle,
        rows,
        &Transaction {
            source: "bookings",
            ordinal: ordinal + 1,
            moved: Moved::Refund(refund),
            booking: Some(booking.id),
            currency: booking.currency,
            description: "Payment given back",
            at: refunded,
            lines: &[(escrow, part.amount), (Account::Bank, -part.amount)],
        },
    );
}

fn write_refund(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    part: &Part,
    refunded: OffsetDateTime,
    status: &str,
) -> Uuid {
    let failed = status == "failed";
    let initiated = refunded - Duration::hours(if failed { 30 } else { 5 });
    let ordinal = booking.ordinal * 8 + part.place * 2 + u64::from(failed);
    let id = circle.draw("refunds", ordinal).id(initiated);
    let organization = circle.organization_of(booking.request.promoter).id;
    row!(
        rows,
        refunds {
            id: id,
            payment_id: part.id,
            status: status,
            amount: part.amount,
            currency: booking.currency,
            reason: "The show does not take place",
            initiated_by: circle.promoter_user(booking.request.promoter).id,
            approved_by: (!failed).then(|| circle.staff(&mut circle.draw("refunds", ordinal).cell("staff"))),
            provider_refund_id: (!failed).then(|| format!("ref_b_{}", circle.number(ordinal))),
            provider_response: (!failed).then_some(Json(r#"{"status": "ok"}"#)),
            idempotency_key: format!("refund {}", circle.number(ordinal)),
            initiated_at: initiated,
            processed_at: (!failed).then_some(refunded),
            failure_code: failed.then_some("bank_unreachable"),
            metadata: Json("{}"),
            created_at: initiated,
            updated_at: if failed { initiated + Duration::hours(1) } else { refunded },
        }
    );
    let end = if failed { (PaymentStatus::Failed, initiated) } else { (PaymentStatus::Captured, refunded) };
    super::audit::walked(
        circle,
        rows,
        "refunds",
        id,
        Some(organization),
        &[(PaymentStatus::Initiated, initiated), end],
    );
    id
}

/// Payments that did not arrive, or not yet.
fn write_attempts(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let Some(confirmed) = booking.at(BookingStatus::Confirmed) else { return };
    let mut attempt = |place: u64, amount: Decimal, status: PaymentStatus, at: OffsetDateTime| {
        let ended = matches!(status, PaymentStatus::Failed | PaymentStatus::Cancelled)
            .then_some(at + Duration::minutes(4));
        let id = circle.draw("payments", booking.ordinal * 4 + place).id(at);
        write_payment(
            circle,
            rows,
            booking,
            &Payment {
                id,
                place,
                status,
                amount,
                fee: Decimal::ZERO,
                refunded: None,
                initiated: at,
                authorized: (status == PaymentStatus::Authorized).then_some(at + Duration::minutes(1)),
                captured: None,
                ended,
            },
        );
        let mut steps = vec![(PaymentStatus::Initiated, at)];
        if status != PaymentStatus::Initiated {
            steps.push((status, at + Duration::minutes(4)));
        }
        let organization = circle.organization_of(booking.request.promoter).id;
        super::audit::walked(circle, rows, "payments", id, Some(organization), &steps);
    };
    match booking.walk.status() {
        _ if booking.deposit.is_zero() => {}
        BookingStatus::Confirmed => {
            let status = if booking.ordinal.is_multiple_of(2) {
                PaymentStatus::Initiated
            } else {
                PaymentStatus::Authorized
            };
            attempt(2, booking.deposit, status, confirmed);
        }
        BookingStatus::Cancelled if booking.at(BookingStatus::PaidDeposit).is_none() => {
            attempt(2, booking.deposit, PaymentStatus::Cancelled, confirmed);
        }
        _ if booking.ordinal % 9 == 2 && booking.at(BookingStatus::PaidDeposit).is_some() => {
            attempt(3, booking.deposit, PaymentStatus::Failed, confirmed);
        }
        _ => {}
    }
}

fn write_payout(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, walk: &Walk<PayoutStatus>) {
    let queued = walk.steps()[0].1;
    let id = circle.draw("payouts", booking.ordinal).id(queued);
    let (commission, withheld, rest) = shares(booking);
    let organization = circle.organization_of(booking.request.promoter).id;
    let paid = walk.at(PayoutStatus::Paid);
    let failed = walk.at(PayoutStatus::Failed);
    let tries = walk.steps().iter().filter(|(status, _)| *status == PayoutStatus::Processing).count();
    let last_try =
        walk.steps().iter().rev().find(|(status, _)| *status == PayoutStatus::Processing).map(|(_, at)| *at);
    let number = circle.number(booking.ordinal);
    let mut write_row = |id: Uuid, status: String, key: String, paid: Option<OffsetDateTime>| {
        row!(
            rows,
            payouts {
                id: id,
                payee_id: circle.artist_user(booking.request.artist).id,
                booking_id: booking.id,
                organization_id: organization,
                status: status,
                method: if booking.currency == "INR" { "upi" } else { "bank_transfer" },
                amount: rest,
                commission_amount: commission,
                withheld_amount: withheld,
                currency: booking.currency,
                provider_id: platform::provider(circle.world, booking.currency),
                provider_payout_id: paid.map(|_| format!("payout_{number}")),
                provider_response: paid.map(|_| Json(r#"{"status": "ok"}"#)),
                idempotency_key: key,
                attempt_count: i16::try_from(tries).unwrap_or(1),
                last_attempt_at: last_try,
                failure_code: failed.filter(|_| paid.is_none()).map(|_| "account_closed"),
                failure_message: failed.filter(|_| paid.is_none()).map(|_| "The bank knows no such account"),
                scheduled_for: (!(booking.ordinal.is_multiple_of(3))).then(|| queued + Duration::hours(24)),
                initiated_at: queued,
                paid_at: paid,
                metadata: Json("{}"),
                created_at: queued,
                updated_at: walk.since(),
            }
        );
    };
    write_row(id, label(walk.status()), format!("payout {number}"), paid);
    if booking.ordinal % 25 == 9 {
        // Asked for twice, and noticed in time.
        let twice = circle.draw("payouts asked for twice", booking.ordinal).id(queued);
        write_row(twice, "cancelled".to_owned(), format!("payout {number} again"), None);
        let steps = [(PayoutStatus::Queued, queued), (PayoutStatus::Cancelled, queued)];
        super::audit::walked(circle, rows, "payouts", twice, Some(organization), &steps);
    }
    super::audit::walked(circle, rows, "payouts", id, Some(organization), walk.steps());
    let Some(paid) = paid else { return };
    transfer(
        circle,
        rows,
        &Transaction {
            source: "bookings",
            ordinal: booking.ordinal * 8 + 6,
            moved: Moved::Payout(id),
            booking: Some(booking.id),
            currency: booking.currency,
            description: "Paid out to the artist",
            at: paid,
            lines: &[
                (Account::Escrow(booking.ordinal), booking.fee),
                (Account::Commission, -commission),
                (Account::Withheld, -withheld),
                (Account::Bank, -rest),
            ],
        },
    );
}
