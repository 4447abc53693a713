//! What is paid for a booking, given back and paid out.

use backline_schema::prelude::{BookingStatus, PaymentStatus, PayoutStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::audit::{self, Audited};
use super::bookings::Booking;
use super::circle::Circle;
use super::guests::DUBAI_PROMOTER;
use super::ledger::{Account, Moved, Transaction, transfer};
use super::payments::{self, Payment, Refund, Subject};
use super::walk::{Walk, label};
use super::{crypto, invoices, platform, script};

/// A part of a fee that has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) id: Uuid,
    /// 0 for the deposit, 1 for the balance.
    place: u64,
    pub(super) amount: Decimal,
    /// What the provider keeps.
    fee: Decimal,
    pub(super) at: OffsetDateTime,
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
    use PayoutStatus::{Cancelled, Failed, Paid, Processing, Queued};
    let settled = booking.walk.at_last(BookingStatus::Completed)? + Duration::hours(1);
    if settled > circle.now() {
        return None;
    }
    let mut walk = Walk::begin(Queued, settled, circle.now());
    let plot: &[(PayoutStatus, i32)] = match booking.ordinal % 24 {
        3 | 15 => &[(Processing, 24), (Failed, 30), (Queued, 50), (Processing, 60), (Paid, 90)],
        8 => &[(Processing, 24), (Failed, 40)],
        // The account was closed, and the artist left.
        20 => &[(Processing, 24), (Failed, 40), (Cancelled, 400)],
        _ => &[(Processing, 24), (Paid, 48)],
    };
    for (status, after) in plot {
        if walk.goes_on() {
            walk.go(*status, settled + Duration::hours(1) * *after);
        }
    }
    Some(walk)
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        for part in captured(circle, booking) {
            write_captured(circle, rows, booking, &part);
        }
        write_attempts(circle, rows, booking);
        write_cancellation_fee(circle, rows, booking);
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
        _ if booking.request.promoter == DUBAI_PROMOTER => "crypto",
        ("INR", number) => {
            ["upi", "upi", "net_banking", "bank_transfer"][usize::try_from(number % 4).unwrap_or(0)]
        }
        (_, number) => ["card", "bank_transfer"][usize::try_from(number % 2).unwrap_or(0)],
    }
}

/// A payment for a booking.
fn write_payment(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    (id, place): (Uuid, u64),
    (amount, fee): (Decimal, Decimal),
    refunded: Option<(Decimal, OffsetDateTime)>,
    steps: &[(PaymentStatus, OffsetDateTime)],
) {
    let kind = match place {
        4 => "cancellation_fee",
        1 => "balance",
        _ if booking.request.advance == 100 => "full",
        _ => "deposit",
    };
    let number = format!("b_{}_{place}", circle.number(booking.ordinal));
    let venue = &circle.venues[booking.request.venue];
    let day = circle.local_date(venue.city, booking.request.starts);
    payments::write(
        circle,
        rows,
        &Payment {
            id,
            subject: Subject::Booking(booking.id),
            organization: circle.firm(booking.request.promoter),
            payer: circle.promoter_id(booking.request.promoter),
            payee: Some(circle.artist_user(booking.request.artist).id).filter(|_| place != 4),
            kind,
            method: method(booking, place),
            amount,
            fee,
            refunded,
            currency: booking.currency,
            number: Some(&number),
            order: !booking.ordinal.is_multiple_of(3),
            description: (!booking.ordinal.is_multiple_of(7)).then(|| {
                let name = &circle.artists[booking.request.artist].name;
                format!("{}: {name} at {}, {day}", kind.replace('_', " "), venue.name)
            }),
            steps,
        },
    );
}

fn write_captured(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, part: &Part) {
    use PaymentStatus::{Authorized, Captured, Failed, Initiated, Refunded};
    let refunded = booking.at(BookingStatus::Refunded);
    let before = |minutes: i64| part.at - Duration::minutes(minutes);
    // Some fail first: the same payment is tried again.
    let mut steps = match booking.ordinal % 14 {
        5 => vec![(Initiated, before(120)), (Failed, before(118)), (Initiated, before(20))],
        9 => vec![(Initiated, before(120)), (Failed, before(117)), (Authorized, before(30))],
        number if number % 2 == 0 => vec![(Initiated, before(120)), (Authorized, before(60))],
        _ => vec![(Initiated, before(120))],
    };
    steps.push((Captured, part.at));
    steps.extend(refunded.map(|at| (Refunded, at)));
    let asked = refunded.map(|at| (part.amount, at - Duration::hours(5)));
    write_payment(circle, rows, booking, (part.id, part.place), (part.amount, part.fee), asked, &steps);
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
            by: None,
            lines: &[
                (Account::Bank, part.amount - part.fee),
                (Account::Fees, part.fee),
                (escrow, -part.amount),
            ],
        },
    );
    if method(booking, part.place) == "crypto" {
        crypto::write(circle, rows, booking, part.id, part.amount, part.at, refunded);
    }
    let Some(refunded) = refunded else { return };
    let refund = |rows: &mut Rows, failed: bool| {
        let ordinal = booking.ordinal * 8 + part.place * 2 + u64::from(failed);
        let initiated = refunded - Duration::hours(if failed { 30 } else { 5 });
        let id = circle.draw("refunds", ordinal).id(initiated);
        let end = if failed { (Failed, initiated + Duration::hours(1)) } else { (Captured, refunded) };
        let number = format!("b_{}", circle.number(ordinal));
        // What goes abroad is approved by the head of the platform.
        let abroad = booking.request.promoter == DUBAI_PROMOTER;
        let approver = if abroad {
            circle.users[0].id
        } else {
            circle.staff(&mut circle.draw("refunds", ordinal).cell("staff"))
        };
        payments::write_refund(
            circle,
            rows,
            &Refund {
                id,
                payment: part.id,
                amount: part.amount,
                currency: booking.currency,
                organization: circle.firm(booking.request.promoter),
                reason: Some("The show does not take place"),
                by: circle.promoter_id(booking.request.promoter),
                approved_by: Some(approver),
                number: Some(&number),
                steps: &[(Initiated, initiated), end],
            },
        );
        id
    };
    if booking.ordinal % 4 == 2 {
        refund(rows, true);
    }
    let refund = refund(rows, false);
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
            by: None,
            lines: &[(escrow, part.amount), (Account::Bank, -part.amount)],
        },
    );
}

/// Payments that did not arrive, or not yet.
fn write_attempts(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    use PaymentStatus::{Authorized, Cancelled, Failed, Initiated};
    let Some(confirmed) = booking.at(BookingStatus::Confirmed) else { return };
    if booking.deposit.is_zero() {
        return;
    }
    let minute = Duration::minutes(1);
    let even = booking.ordinal.is_multiple_of(2);
    let paid = booking.at(BookingStatus::PaidDeposit).is_some();
    let mut steps = vec![(Initiated, confirmed)];
    let place = match booking.walk.status() {
        BookingStatus::Confirmed => {
            steps.extend((!even).then_some((Authorized, confirmed + minute)));
            2
        }
        BookingStatus::Cancelled if !paid => {
            steps.extend(even.then_some((Authorized, confirmed + minute)));
            steps.push((Cancelled, confirmed + minute * 4));
            2
        }
        _ if booking.ordinal % 9 == 2 && paid => {
            steps.extend((!even).then_some((Authorized, confirmed + minute)));
            steps.push((Failed, confirmed + minute * 4));
            3
        }
        _ => return,
    };
    let id = circle.draw("payments", booking.ordinal * 4 + place).id(confirmed);
    write_payment(circle, rows, booking, (id, place), (booking.deposit, Decimal::ZERO), None, &steps);
}

/// Promoters who call off what was confirmed, and not paid yet, pay for it.
fn write_cancellation_fee(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    use PaymentStatus::{Captured, Initiated};
    let agreed = booking.was_agreed() && booking.at(BookingStatus::PaidDeposit).is_none();
    let Some(at) = booking.at(BookingStatus::Cancelled).filter(|_| agreed) else { return };
    let amount = (booking.fee * Decimal::new(15, 2)).trunc();
    let captured = at + Duration::hours(30);
    if amount.is_zero() || captured > circle.now() {
        return;
    }
    let id = circle.draw("payments for cancelling", booking.ordinal).id(at);
    let steps = [(Initiated, at + Duration::hours(29)), (Captured, captured)];
    write_payment(circle, rows, booking, (id, 4), (amount, Decimal::ZERO), None, &steps);
    transfer(
        circle,
        rows,
        &Transaction {
            source: "bookings",
            ordinal: booking.ordinal * 8 + 5,
            moved: Moved::Payment(id),
            booking: Some(booking.id),
            currency: booking.currency,
            description: "Cancellation fee",
            at: captured,
            by: None,
            lines: &[(Account::Bank, amount), (Account::Commission, -amount)],
        },
    );
}

/// How artists want their money.
fn payout_method(booking: &Booking) -> &'static str {
    let methods: &[&str] = match booking.currency {
        _ if booking.ordinal % 20 == 7 => &["crypto"],
        "INR" => {
            &["upi", "bank_transfer", "net_banking", "upi", "wallet", "cash", "upi", "bank_transfer", "other"]
        }
        _ => &["bank_transfer", "card", "bank_transfer"],
    };
    methods[usize::try_from(booking.ordinal).unwrap_or(0) % methods.len()]
}

fn write_payout(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, walk: &Walk<PayoutStatus>) {
    let queued = walk.steps()[0].1;
    let id = circle.draw("payouts", booking.ordinal).id(queued);
    let (commission, withheld, rest) = shares(booking);
    let payout = Payout {
        payee: circle.artist_user(booking.request.artist).id,
        booking: Some(booking.id),
        organization: circle.firm(booking.request.promoter),
        method: payout_method(booking),
        amounts: [rest, commission, withheld],
        currency: booking.currency,
        scheduled: !booking.ordinal.is_multiple_of(3),
    };
    let number = format!("b_{}", circle.number(booking.ordinal));
    payout.write(circle, rows, id, &number, walk.steps());
    if booking.ordinal == script::NOTHING_AHEAD || booking.ordinal % 25 == 9 {
        // Asked for twice, and noticed in time.
        let twice = circle.draw("payouts asked for twice", booking.ordinal).id(queued);
        let steps =
            [(PayoutStatus::Queued, queued), (PayoutStatus::Cancelled, queued + Duration::minutes(3))];
        payout.write(circle, rows, twice, &format!("{number}_again"), &steps);
    }
    let Some(paid) = walk.at(PayoutStatus::Paid) else { return };
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
            by: None,
            lines: &[
                (Account::Escrow(booking.ordinal), booking.fee),
                (Account::Commission, -commission),
                (Account::Withheld, -withheld),
                (Account::Bank, -rest),
            ],
        },
    );
}

/// Money that goes to somebody.
pub(super) struct Payout {
    pub(super) payee: Uuid,
    pub(super) booking: Option<Uuid>,
    pub(super) organization: Option<Uuid>,
    pub(super) method: &'static str,
    /// What they get, what the platform keeps, what the state gets.
    pub(super) amounts: [Decimal; 3],
    pub(super) currency: &'static str,
    pub(super) scheduled: bool,
}

impl Payout {
    pub(super) fn write(
        &self,
        circle: &Circle<'_>,
        rows: &mut Rows,
        id: Uuid,
        number: &str,
        steps: &[(PayoutStatus, OffsetDateTime)],
    ) {
        use PayoutStatus::{Failed, Paid, Processing, Queued};
        const CLOSED: (&str, &str) = ("account_closed", "The bank knows no such account");
        let (queued, (status, since)) = (steps[0].1, steps[steps.len() - 1]);
        let tries: Vec<OffsetDateTime> =
            steps.iter().filter(|(status, _)| *status == Processing).map(|(_, at)| *at).collect();
        let paid = (status == Paid).then_some(since);
        let failed =
            tries.last().filter(|_| steps.iter().any(|(status, _)| *status == Failed) && paid.is_none());
        // Cash and cheques go past the providers.
        let by_hand = matches!(self.method, "cash" | "other");
        let provider = (!by_hand).then(|| platform::provider(circle.world, self.currency));
        let [amount, commission, withheld] = self.amounts;
        let image = rows.with_image(|rows| {
            row!(
                rows,
                payouts {
                    id: id,
                    payee_id: self.payee,
                    booking_id: self.booking,
                    organization_id: self.organization,
                    status: label(status),
                    method: self.method,
                    amount: amount,
                    commission_amount: commission,
                    withheld_amount: withheld,
                    currency: self.currency,
                    provider_id: provider,
                    provider_payout_id: paid.and(provider).map(|_| format!("payout_{number}")),
                    provider_response: paid.and(provider).map(|_| Json(r#"{"status": "ok"}"#)),
                    idempotency_key: (!by_hand).then(|| format!("payout {number}")),
                    attempt_count: i16::try_from(tries.len()).unwrap_or(1),
                    last_attempt_at: tries.last(),
                    failure_code: failed.map(|_| CLOSED.0),
                    failure_message: failed.map(|_| CLOSED.1),
                    scheduled_for: self.scheduled.then(|| queued + Duration::hours(24)),
                    initiated_at: queued,
                    paid_at: paid,
                    metadata: Json("{}"),
                    created_at: queued,
                    updated_at: since,
                }
            );
        });
        let mut tried = 0;
        let changes = audit::steps(steps, |from, to, step| {
            let step = match (from, to) {
                (Failed, Queued) => step.was("failure_code", CLOSED.0).was("failure_message", CLOSED.1),
                _ => step,
            };
            match to {
                Processing => {
                    let before = tries[..tried].last();
                    let count = i16::try_from(tried).unwrap_or(0);
                    tried += 1;
                    step.was("attempt_count", &count).was("last_attempt_at", &before)
                }
                Failed => step.first(&["failure_code", "failure_message"]),
                Paid => step.first(&["paid_at", "provider_payout_id", "provider_response"]),
                _ => step,
            }
        });
        let audited =
            Audited { table: "payouts", id, organization: self.organization, made: (queued, None), place: 0 };
        audit::record(circle, rows, &audited, &image, &[], changes);
        circle.mark("payout", id, Some(self.payee), self.organization, queued);
    }
}
