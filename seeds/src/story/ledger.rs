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
use super::payments;
use super::walk::{Walk, label};

const CURRENCIES: [&str; 5] = ["INR", "GBP", "USD", "EUR", "JPY"];

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
        _ => "ledger_entries",
    };
    let id = circle.draw(table, transaction.ordinal * 8 + 7).id(transaction.at);
    let lines = transaction.lines.iter().filter(|(_, amount)| !amount.is_zero());
    for (line, (account, amount)) in (0_u64..).zip(lines) {
        let (payment, refund, payout) = match transaction.moved {
            Moved::Payment(id) => (Some(id), None, None),
            Moved::Refund(id) => (None, Some(id), None),
            Moved::Payout(id) => (None, None, Some(id)),
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
                reverses_id: None::<Uuid>,
                description: transaction.description,
                occurred_at: transaction.at,
                created_by: None::<Uuid>,
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
    }
    let sellers: BTreeSet<(usize, &str)> = circle
        .events
        .iter()
        .map(|event| {
            (circle.promoters[event.promoter].organization, circle.venues[event.venue].city.market.currency)
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

fn write_escrow(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking, confirmed: OffsetDateTime) {
    use EscrowStatus::{Closed, Disputed, Funded, Open, Refunded, Released};
    let id = circle.draw("escrow_accounts", booking.ordinal).id(confirmed);
    let mut walk = Walk::begin(Open, confirmed, circle.now());
    let paid_out = payments::payout(circle, booking).and_then(|walk| walk.at(PayoutStatus::Paid));
    let mut balance = payments::captured(circle, booking).iter().map(|part| part.amount).sum::<Decimal>();
    if let Some(at) = booking.at(BookingStatus::PaidDeposit) {
        walk.go(Funded, at);
        if let Some(disputed) = booking.at(BookingStatus::Disputed) {
            walk.go(Disputed, disputed);
            if let Some(at) = booking.walk.at_last(BookingStatus::Completed) {
                walk.go(Funded, at);
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
    row!(
        rows,
        escrow_accounts {
            id: id,
            booking_id: booking.id,
            status: label(walk.status()),
            balance: balance,
            currency: booking.currency,
            funded_at: walk.at(Funded),
            release_due_at: (booking.ordinal % 9 != 4).then(|| booking.ends + Duration::days(2)),
            released_at: walk.at(Released),
            closed_at: walk.at(Closed),
            created_at: confirmed,
            updated_at: since,
        }
    );
    row!(
        rows,
        ledger_accounts {
            id: account_id(circle, Account::Escrow(booking.ordinal), booking.currency),
            code: format!("branch-{}:escrow-{}", circle.ordinal + 1, booking.ordinal),
            name: "Escrow of a booking",
            kind: "liability",
            currency: booking.currency,
            organization_id: None::<Uuid>,
            escrow_account_id: id,
            created_at: confirmed,
            updated_at: confirmed,
        }
    );
}
