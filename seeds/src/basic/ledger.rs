//! Escrow, and the double entry behind every movement of money.
//!
//! Debits are positive, credits negative. A payment debits the bank and credits the booking's escrow; its fee is an
//! expense; a payout empties the escrow into commission, tax kept back and the bank; a refund goes the way back.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::ids::{id, organization};
use super::life::{BOOKINGS, Booking};
use super::payments::{self, TICKET_PRICE};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    escrow_accounts(seeder).await?;
    accounts(seeder).await?;
    entries(seeder).await
}

fn escrow(booking: &Booking) -> Uuid {
    id("escrow_accounts", booking.key)
}

fn account(code: &str) -> Uuid {
    id("ledger_accounts", code)
}

/// The platform's account of this name, in the booking's currency.
fn of_platform(name: &str, currency: &str) -> String {
    format!("platform:{name}-{}", currency.to_lowercase())
}

fn of_escrow(booking: &Booking) -> String {
    format!("escrow:{}", booking.key)
}

async fn escrow_accounts(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for booking in BOOKINGS {
        let Some(funded) = booking.when(BookingStatus::PaidDeposit, clock) else { continue };
        let status = match booking.status() {
            BookingStatus::Completed => EscrowStatus::Released,
            BookingStatus::Disputed => EscrowStatus::Disputed,
            BookingStatus::Refunded => EscrowStatus::Refunded,
            _ => EscrowStatus::Funded,
        };
        rows.push(row!(escrow_accounts {
            id: escrow(booking),
            booking_id: booking.id(),
            status: status,
            currency: booking.currency,
            funded_at: funded,
            release_due_at: clock.day(booking.day + 2),
            released_at: (status == EscrowStatus::Released).then(|| clock.day(-17)),
        }));
    }
    seeder.insert(rows).await
}

async fn accounts(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    use LedgerAccountKind::{Asset, Expense, Liability, Revenue};
    let open = |code: String, name: String, kind, currency: &str| {
        row!(ledger_accounts {
            id: account(&code),
            code: code,
            name: name,
            kind: kind,
            currency: currency,
            created_at: seeder.clock.day(-300),
        })
    };
    let mut rows = Vec::new();
    for currency in ["INR", "GBP"] {
        for (name, title, kind) in [
            ("bank", "Bank", Asset),
            ("commission", "Commission earned", Revenue),
            ("tax-withheld", "Tax kept back for the state", Liability),
            ("provider-fees", "Fees of payment providers", Expense),
        ] {
            rows.push(open(of_platform(name, currency), format!("{title}, {currency}"), kind, currency));
        }
    }
    for booking in BOOKINGS.iter().filter(|booking| booking.has_been(BookingStatus::PaidDeposit)) {
        let name = format!("Escrow of the {} booking", booking.key);
        let mut row = open(of_escrow(booking), name, Liability, booking.currency);
        row.escrow_account_id = sea_orm::Set(Some(escrow(booking)));
        rows.push(row);
    }
    let mut payable = open(TICKETS.to_owned(), "Tickets sold for Monsoon Live".to_owned(), Liability, "INR");
    payable.organization_id = sea_orm::Set(Some(organization("monsoon-live")));
    rows.push(payable);
    seeder.insert(rows).await
}

const TICKETS: &str = "organization:monsoon-live:tickets";

/// What moved money, of which an entry names at most one.
#[derive(Clone, Copy)]
enum Movement {
    Payment(Uuid),
    Refund(Uuid),
    Payout(Uuid),
}

/// A transaction: its lines sum to zero.
struct Transaction {
    key: String,
    movement: Movement,
    booking: Option<&'static Booking>,
    currency: &'static str,
    description: &'static str,
    day: i64,
    lines: Vec<(String, Decimal)>,
}

fn transactions() -> Vec<Transaction> {
    let mut all = Vec::new();
    for each in payments::captured() {
        let booking = each.booking;
        let bank = of_platform("bank", booking.currency);
        all.push(Transaction {
            key: format!("capture {}", each.id),
            movement: Movement::Payment(each.id),
            booking: Some(booking),
            currency: booking.currency,
            description: "Payment received",
            day: each.day,
            lines: vec![
                (bank.clone(), each.amount - each.fee),
                (of_platform("provider-fees", booking.currency), each.fee),
                (of_escrow(booking), -each.amount),
            ],
        });
        if let Some(day) = booking.day_of(BookingStatus::Refunded) {
            all.push(Transaction {
                key: format!("refund {}", each.id),
                movement: Movement::Refund(payments::refund(booking)),
                booking: Some(booking),
                currency: booking.currency,
                description: "Payment given back",
                day,
                lines: vec![(of_escrow(booking), each.amount), (bank, -each.amount)],
            });
        }
    }
    for booking in BOOKINGS.iter().filter(|booking| booking.status() == BookingStatus::Completed) {
        let rest = booking.final_amount() - booking.commission() - booking.withheld();
        all.push(Transaction {
            key: format!("payout {}", booking.key),
            movement: Movement::Payout(payments::payout(booking)),
            booking: Some(booking),
            currency: booking.currency,
            description: "Paid out to the artist",
            day: -17,
            lines: vec![
                (of_escrow(booking), booking.final_amount()),
                (of_platform("commission", booking.currency), -booking.commission()),
                (of_platform("tax-withheld", booking.currency), -booking.withheld()),
                (of_platform("bank", booking.currency), -rest),
            ],
        });
    }
    let price = Decimal::from(TICKET_PRICE);
    all.push(Transaction {
        key: "ticket".to_owned(),
        movement: Movement::Payment(payments::ticket_payment()),
        booking: None,
        currency: "INR",
        description: "Ticket sold",
        day: -65,
        lines: vec![(of_platform("bank", "INR"), price), (TICKETS.to_owned(), -price)],
    });
    all
}

async fn entries(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for each in transactions() {
        let transaction_id = id("ledger_transactions", &each.key);
        for (code, amount) in each.lines {
            let mut row = row!(ledger_entries {
                id: id("ledger_entries", &format!("{} {code}", each.key)),
                transaction_id: transaction_id,
                account_id: account(&code),
                amount: amount,
                currency: each.currency,
                booking_id: each.booking.map(Booking::id),
                description: each.description,
                occurred_at: seeder.clock.day(each.day),
            });
            match each.movement {
                Movement::Payment(id) => row.payment_id = sea_orm::Set(Some(id)),
                Movement::Refund(id) => row.refund_id = sea_orm::Set(Some(id)),
                Movement::Payout(id) => row.payout_id = sea_orm::Set(Some(id)),
            }
            rows.push(row);
        }
    }
    seeder.insert(rows).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transaction_sums_to_zero() {
        for each in transactions() {
            let sum: Decimal = each.lines.iter().map(|(_, amount)| amount).sum();
            assert_eq!(sum, Decimal::ZERO, "{}", each.key);
        }
    }
}
