//! The double entry behind every movement of money, and escrow.
//!
//! Debits are positive, credits negative. Each circle keeps its books as a branch of the platform: a bank, commission, tax
//! kept back and providers' fees in each currency, an escrow account for each booking that was agreed on, and what is owed
//! to firms for their tickets.

use std::collections::BTreeSet;

use backline_schema::prelude::{BookingStatus, EscrowStatus, PayoutStatus};
use backline_seed::load::Rows;
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::Circle;
use super::settlements;
use super::walk::{Walk, label};

const CURRENCIES: [&str; 7] = ["INR", "GBP", "USD", "EUR", "JPY", "SGD", "AED"];

/// An account of the branch, in the currency of the entry.
#[derive(Debug, Clone, Copy)]
pub(super) enum Account {
    Bank,
    Commission,
    Withheld,
    Fees,
    /// The escrow of the booking with this ordinal.
    Escrow(u64),
    /// What the firm with this index is owed for tickets.
    Tickets(usize),
}

/// What moved money, of which an entry names at most one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moved {
    Payment(Uuid),
    Refund(Uuid),
    Payout(Uuid),
    /// Nothing: a correction; of which transaction of the corrections, where it takes one back.
    Correction(Option<u64>),
}

/// A transaction: its lines sum to zero.
pub(super) struct Transaction<'a> {
    /// Where the ordinal counts.
    pub(super) source: &'static str,
    pub(super) ordinal: u64,
    pub(super) moved: Moved,
    pub(super) booking: Option<Uuid>,
    pub(super) currency: &'static str,
    pub(super) description: &'static str,
    pub(super) at: OffsetDateTime,
    /// Who booked it, where a person did.
    pub(super) by: Option<Uuid>,
    pub(super) lines: &'a [(Account, Decimal)],
}

/// Writes the entries of a transaction.
///
/// # Panics
/// When it does not sum to zero: the story is wrong.
pub(super) fn transfer(circle: &Circle<'_>, rows: &mut Rows, transaction: &Transaction<'_>) {
    let sum: Decimal = transaction.lines.iter().map(|(_, amount)| amount).sum();
    assert!(sum.is_zero(), "{} is off by {sum}", transaction.description);
    let table = match transaction.source {
        "tickets" => "ledger_entries of tickets",
        "corrections" => "ledger_entries of corrections",
        _ => "ledger_entries",
    };
    let id = circle.draw(table, transaction.ordinal * 8 + 7).id(transaction.at);
    let lines = transaction.lines.iter().filter(|(_, amount)| !amount.is_zero());
    for (line, (account, amount)) in (0_u64..).zip(lines) {
        let (payment, refund, payout) = match transaction.moved {
            Moved::Payment(id) => (Some(id), None, None),
            Moved::Refund(id) => (None, Some(id), None),
            Moved::Payout(id) => (None, None, Some(id)),
            Moved::Correction(_) => (None, None, None),
        };
        let reverses = match transaction.moved {
            Moved::Correction(Some(of)) => Some(circle.draw(table, of * 8 + line).id(transaction.at)),
            _ => None,
        };
        row!(
            rows,
            ledger_entries {
                id: circle.draw(table, transaction.ordinal * 8 + line).id(transaction.at),
                transaction_id: id,
                account_id: account_id(circle, *account, transaction.currency),
                amount: amount,
                currency: transaction.currency,
                booking_id: transaction.booking,
                payment_id: payment,
                refund_id: refund,
                payout_id: payout,
                reverses_id: reverses,
                description: transaction.description,
                occurred_at: transaction.at,
                created_by: transaction.by,
                created_at: transaction.at,
            }
        );
    }
}

fn opening(circle: &Circle<'_>) -> OffsetDateTime {
    circle.now() - Duration::days(1_200)
}

fn account_id(circle: &Circle<'_>, account: Account, currency: &str) -> Uuid {
    let place = CURRENCIES.iter().position(|each| *each == currency).unwrap_or(0) as u64;
    let branch = |kind: u64| circle.draw("ledger_accounts", kind * 8 + place).id(opening(circle));
    match account {
        Account::Bank => branch(0),
        Account::Commission => branch(1),
        Account::Withheld => branch(2),
        Account::Fees => branch(3),
        Account::Escrow(booking) => circle.draw("ledger_accounts of escrow", booking).id(opening(circle)),
        Account::Tickets(firm) => {
            circle.draw("ledger_accounts of tickets", firm as u64 * 8 + place).id(opening(circle))
        }
    }
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let kinds = [
        (Account::Bank, "bank", "Bank", "asset"),
        (Account::Commission, "commission", "Commission earned", "revenue"),
        (Account::Withheld, "tax-withheld", "Tax kept back for the state", "liability"),
        (Account::Fees, "provider-fees", "Fees of payment providers", "expense"),
    ];
    for currency in CURRENCIES {
        for (account, code, name, kind) in kinds {
            row!(
                rows,
                ledger_accounts {
                    id: account_id(circle, account, currency),
                    code: format!("branch-{}:{code}-{}", circle.ordinal + 1, currency.to_lowercase()),
                    name: format!("{name}, {currency}"),
                    kind: kind,
                    currency: currency,
                    organization_id: None::<Uuid>,
                    escrow_account_id: None::<Uuid>,
                    created_at: opening(circle),
                    updated_at: opening(circle),
                }
            );
        }
        write_held(circle, rows, currency);
    }
    write_correction(circle, rows);
    let sellers: BTreeSet<(usize, &str)> = circle
        .events
        .iter()
        .map(|event| {
            let firm = circle.promoters[event.promoter].organization;
            (firm.unwrap_or(0), circle.venues[event.venue].city.market.currency)
        })
        .collect();
    for (firm, currency) in sellers {
        row!(
            rows,
            ledger_accounts {
                id: account_id(circle, Account::Tickets(firm), currency),
                code: format!("branch-{}:tickets-{firm}-{}", circle.ordinal + 1, currency.to_lowercase()),
                name: format!("Tickets sold for {}", circle.organizations[firm].name),
                kind: "liability",
                currency: currency,
                organization_id: circle.organizations[firm].id,
                escrow_account_id: None::<Uuid>,
                created_at: opening(circle),
                updated_at: opening(circle),
            }
        );
    }
    for booking in &circle.bookings {
        if let Some(confirmed) = booking.at(BookingStatus::Confirmed) {
            write_escrow(circle, rows, booking, confirmed);
        }
    }
}

/// The account above all escrows of a currency.
fn held(circle: &Circle<'_>, currency: &str) -> Uuid {
    let place = CURRENCIES.iter().position(|each| *each == currency).unwrap_or(0) as u64;
    circle.draw("ledger_accounts", 4 * 8 + place).id(opening(circle))
}

fn write_held(circle: &Circle<'_>, rows: &mut Rows, currency: &str) {
    row!(
        rows,
        ledger_accounts {
            id: held(circle, currency),
            code: format!("branch-{}:held-{}", circle.ordinal + 1, currency.to_lowercase()),
            name: format!("Held for others, {currency}"),
            kind: "liability",
            currency: currency,
            created_at: opening(circle),
            updated_at: opening(circle),
        }
    );
    // Two artists wait for tax that was kept back too much: one at home, one in two countries.
    for (artist, wanted) in [(0, "INR"), (0, "GBP"), (1, "INR")] {
        if wanted != currency {
            continue;
        }
        let artist_user = circle.artist_user(artist);
        let at = artist_user.joined + Duration::days(300);
        row!(
            rows,
            ledger_accounts {
                id: circle
                    .draw("ledger_accounts of users", artist as u64 * 8 + u64::from(wanted == "GBP"))
                    .id(at),
                code: format!("branch-{}:tax-back-{artist}-{}", circle.ordinal + 1, currency.to_lowercase()),
                name: format!("Tax to be given back to {}", artist_user.name),
                kind: "liability",
                currency: currency,
                user_id: artist_user.id,
                created_at: at,
                updated_at: at,
            }
        );
    }
}

/// A fee that somebody booked twice, and took back.
fn write_correction(circle: &Circle<'_>, rows: &mut Rows) {
    let at = circle.now() - Duration::days(45);
    let amount = Decimal::from(118);
    for (ordinal, of, sign) in [(0, None, Decimal::ONE), (1, Some(0), Decimal::NEGATIVE_ONE)] {
        transfer(
            circle,
            rows,
            &Transaction {
                source: "corrections",
                ordinal,
                moved: Moved::Correction(of),
                booking: None,
                currency: "INR",
                description: if of.is_none() { "Bank charges of the month" } else { "Booked twice" },
                at,
                by: Some(circle.users[1].id),
                lines: &[(Account::Fees, amount * sign), (Account::Bank, -amount * sign)],
            },
        );
    }
}

fn write_escrow(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, confirmed: OffsetDateTime) {
    use EscrowStatus::{Closed, Disputed, Funded, Open, Refunded, Released};
    let id = circle.draw("escrow_accounts", booking.ordinal).id(confirmed);
    let mut walk = Walk::begin(Open, confirmed, circle.now());
    let paid_out = settlements::payout(circle, booking).and_then(|walk| walk.at(PayoutStatus::Paid));
    let parts = settlements::captured(circle, booking);
    let mut balance = parts.iter().map(|part| part.amount).sum::<Decimal>();
    if let Some(first) = parts.first() {
        walk.go(Funded, first.at);
        for (status, at) in booking.walk.steps() {
            match status {
                BookingStatus::Disputed => {
                    walk.go(Disputed, *at);
                }
                BookingStatus::Completed if walk.status() == Disputed => {
                    walk.go(Funded, *at);
                }
                _ => {}
            }
        }
        if let Some(at) = booking.at(BookingStatus::Refunded) {
            walk.go(Refunded, at);
            balance = Decimal::ZERO;
        } else if let Some(at) = paid_out {
            walk.go(Released, at);
            balance = Decimal::ZERO;
        }
        if balance.is_zero() {
            walk.go(Closed, walk.since() + Duration::days(30));
        }
    } else if booking.walk.status() == BookingStatus::Cancelled {
        walk.go(Closed, booking.walk.since());
    }
    let since = walk.since();
    let funded = parts.first().map(|part| part.at);
    row!(
        rows,
        escrow_accounts {
            id: id,
            booking_id: booking.id,
            status: label(walk.status()),
            balance: balance,
            currency: booking.currency,
            funded_at: funded,
            release_due_at: (booking.ordinal % 9 != 4).then(|| booking.ends + Duration::days(2)),
            released_at: walk.at(Released),
            closed_at: walk.at(Closed),
            created_at: confirmed,
            updated_at: since,
        }
    );
    // Its account is opened with the first money.
    let Some(funded) = funded else { return };
    row!(
        rows,
        ledger_accounts {
            id: account_id(circle, Account::Escrow(booking.ordinal), booking.currency),
            code: format!("branch-{}:escrow-{}", circle.ordinal + 1, booking.ordinal),
            name: "Escrow of a booking",
            kind: "liability",
            currency: booking.currency,
            parent_id: held(circle, booking.currency),
            organization_id: None::<Uuid>,
            escrow_account_id: id,
            created_at: funded,
            updated_at: funded,
        }
    );
}
