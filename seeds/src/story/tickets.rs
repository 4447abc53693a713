//! Ticket pools, tickets, and the money for them.

use backline_schema::prelude::{EventStatus, PaymentStatus, PayoutStatus, TicketStatus};
use backline_seed::load::Rows;
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, User, money, round};
use super::events::Event;
use super::ledger::{self, Account, Moved, Transaction};
use super::payments::{self, Payment, Refund, Subject};
use super::people::FANS;
use super::settlements::Payout;
use super::walk::{Walk, label};

const KINDS: [(&str, &str, i64, i64); 5] = [
    ("general", "General", 100, 60),
    ("earlybird", "Early bird", 75, 20),
    ("vip", "Front row", 260, 8),
    ("reserved", "Balcony, reserved", 140, 10),
    ("guestlist", "Guest list", 0, 2),
];

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &mut Event) {
    let venue = &circle.venues[event.venue];
    let currency = venue.city.market.currency;
    let created = event.walk.steps()[0].1;
    let base =
        circle.draw("ticket_pools", ordinal).cell("base").between(3, 15) * venue.city.market.price_level * 10;
    for (place, (kind, name, percent, share)) in KINDS.into_iter().enumerate() {
        if place > 1 && !(ordinal + place as u64).is_multiple_of(3) {
            continue;
        }
        let pool = ordinal * 8 + place as u64;
        let draw = circle.draw("ticket_pools", pool);
        circle.mark("ticket_pool", draw.id(created), None, None, created);
        let price = round(base * percent / 100, currency);
        let quantity = (i64::from(venue.capacity) * share / 100).max(6);
        // The early birds are gone.
        let wanted = if kind == "earlybird" { 6 } else { draw.cell("wanted").between(0, 9) };
        let mut sold = 0;
        for ticket in 0..u64::try_from(wanted.min(quantity)).unwrap_or(0) {
            sold += i32::from(write_ticket(circle, rows, event, pool, ticket, draw.id(created), price, kind));
        }
        row!(
            rows,
            ticket_pools {
                id: draw.id(created),
                event_id: event.id,
                ticket_type: kind,
                name: name,
                description: (place == 2).then_some("With a drink and a place to sit"),
                price: money(price, currency),
                currency: currency,
                quantity: if kind == "earlybird" { 6 } else { i32::try_from(quantity).unwrap_or(10) },
                sold: sold,
                max_per_order: [10_i32, 4, 2, 6, 1][place],
                sale_starts_at: (place != 4).then(|| event.published().unwrap_or(created)),
                sale_ends_at: (place == 1)
                    .then(|| event.starts.max(event.published().unwrap_or(created) + Duration::hours(1))),
                created_at: created,
                updated_at: created,
            }
        );
    }
}

/// A pool of one: for the guest of an evening that asks for nothing at the door.
pub(super) fn write_invitation(
    circle: &Circle<'_>,
    rows: &mut Rows,
    event: &Event,
    guest: usize,
    at: OffsetDateTime,
) {
    let currency = circle.venues[event.venue].city.market.currency;
    let (pool, user) = (1_000_000 * 8, &circle.users[guest]);
    let id = circle.draw("ticket_pools", pool).id(at);
    row!(
        rows,
        ticket_pools {
            id: id,
            event_id: event.id,
            ticket_type: "guestlist",
            name: "Friends of the house",
            price: Decimal::ZERO,
            currency: currency,
            quantity: 1_i32,
            sold: 1_i32,
            max_per_order: 1_i32,
            created_at: at,
            updated_at: at,
        }
    );
    row!(
        rows,
        tickets {
            id: circle.draw("tickets", pool).id(at),
            ticket_pool_id: id,
            purchaser_id: user.id,
            holder_name: user.name,
            holder_email: user.email,
            code: format!("G{:09}", circle.number(guest as u64)),
            price: Decimal::ZERO,
            currency: currency,
            status: label(TicketStatus::Active),
            issued_at: at,
            created_at: at,
            updated_at: at,
        }
    );
}

/// What an event's tickets came to goes to who gives it, some days after; a place at the top is paid for before.
pub(super) fn settle(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
    let currency = circle.venues[event.venue].city.market.currency;
    let Some(firm) = circle.promoters[event.promoter].organization else { return };
    let organization = &circle.organizations[firm];
    let owner = circle.users[organization.members[0]].id;
    let number = format!("e_{}", circle.number(ordinal));
    if let Some(published) = event.published().filter(|_| ordinal.is_multiple_of(5)) {
        let amount = money(circle.venues[event.venue].city.market.price_level * 90, currency);
        let (at, minute) = (published, Duration::minutes(1));
        let id = circle.draw("payments of events", ordinal).id(at);
        let payment = Payment {
            id,
            subject: Subject::Event(event.id),
            organization: Some(organization.id),
            payer: Some(owner),
            payee: None,
            kind: "platform_fee",
            method: "card",
            amount,
            fee: Decimal::ZERO,
            refunded: None,
            currency,
            number: Some(&number),
            order: true,
            description: Some(format!("A place at the top: {}", event.title)),
            steps: &[(PaymentStatus::Initiated, at), (PaymentStatus::Captured, at + minute)],
        };
        if at + minute <= circle.now() {
            payments::write(circle, rows, &payment);
            let ordinal = ordinal * 16 + 9_000_000;
            let lines = [(Account::Bank, amount), (Account::Commission, -amount)];
            transfer_tickets(circle, rows, ordinal, Moved::Payment(id), currency, at + minute, &lines);
        }
    }
    let queued = event.ends + Duration::days(5);
    let paid = queued + Duration::days(1);
    if !event.took_place() || event.takings.is_zero() || paid > circle.now() {
        return;
    }
    let id = circle.draw("payouts of events", ordinal).id(queued);
    let payout = Payout {
        payee: owner,
        booking: None,
        organization: Some(organization.id),
        method: "bank_transfer",
        amounts: [event.takings, Decimal::ZERO, Decimal::ZERO],
        currency,
        scheduled: false,
    };
    let steps = [
        (PayoutStatus::Queued, queued),
        (PayoutStatus::Processing, queued + Duration::hours(20)),
        (PayoutStatus::Paid, paid),
    ];
    payout.write(circle, rows, id, &number, &steps);
    let lines = [(Account::Tickets(firm), event.takings), (Account::Bank, -event.takings)];
    transfer_tickets(circle, rows, ordinal * 16 + 9_000_001, Moved::Payout(id), currency, paid, &lines);
}

fn transfer_tickets(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    moved: Moved,
    currency: &'static str,
    at: OffsetDateTime,
    lines: &[(Account, Decimal)],
) {
    let description = match moved {
        Moved::Payment(_) => "A place at the top",
        _ => "Tickets, paid out",
    };
    let transaction = Transaction {
        source: "tickets",
        ordinal,
        moved,
        booking: None,
        currency,
        description,
        at,
        by: None,
        lines,
    };
    ledger::transfer(circle, rows, &transaction);
}

/// Sells a ticket, if the event was on sale; says whether it still counts.
#[expect(clippy::too_many_arguments, reason = "what a ticket is made of")]
fn write_ticket(
    circle: &Circle<'_>,
    rows: &mut Rows,
    event: &mut Event,
    pool: u64,
    ticket: u64,
    pool_id: Uuid,
    price: i64,
    kind: &str,
) -> bool {
    let Some(published) = event.published() else { return false };
    let number = pool * 16 + ticket;
    let draw = circle.draw("tickets", number);
    let user = &circle.users[FANS + draw.cell("buyer").index(circle.audience)];
    let window = (event.starts.min(circle.now()) - published.max(user.joined)) / 40;
    let issued =
        published.max(user.joined) + window * i32::try_from(draw.cell("when").between(1, 20)).unwrap_or(1);
    let cancelled = event.walk.at(EventStatus::Cancelled);
    if window <= Duration::ZERO || cancelled.is_some_and(|at| issued >= at) {
        return false;
    }
    let currency = circle.venues[event.venue].city.market.currency;
    let mut walk = Walk::begin(TicketStatus::Active, issued, circle.now());
    if let Some(at) = cancelled {
        walk.go(TicketStatus::Cancelled, at);
        if price > 0 {
            walk.go(TicketStatus::Refunded, at + Duration::days(2));
        }
    } else if number % 19 == 3 {
        walk.go(TicketStatus::Refunded, issued + Duration::hours(9));
    } else if number % 23 == 5 && event.took_place() {
        walk.go(TicketStatus::Redeemed, event.starts + Duration::minutes(20));
        walk.go(TicketStatus::Refunded, event.ends + Duration::hours(30));
    } else if event.took_place() && !number.is_multiple_of(7) {
        walk.go(TicketStatus::Redeemed, event.starts + Duration::minutes(draw.cell("in").between(-20, 50)));
    }
    let id = draw.id(issued);
    row!(
        rows,
        tickets {
            id: id,
            ticket_pool_id: pool_id,
            purchaser_id: (number % 29 != 7).then_some(user.id),
            holder_name: (!(number.is_multiple_of(5))).then_some(&*user.name),
            holder_email: (!(number.is_multiple_of(5))).then_some(&*user.email),
            code: format!("T{:09}", circle.number(number)),
            seat_label: (kind == "reserved").then(|| format!("B{}", ticket + 1)),
            price: money(price, currency),
            currency: currency,
            status: label(walk.status()),
            issued_at: issued,
            redeemed_at: walk.at(TicketStatus::Redeemed),
            created_at: issued,
            updated_at: walk.since(),
        }
    );
    if price > 0 {
        let refunded = walk.at(TicketStatus::Refunded);
        event.takings += write_payment(circle, rows, event, number, id, user, price, issued, refunded);
    }
    matches!(walk.status(), TicketStatus::Active | TicketStatus::Redeemed)
}

/// The money comes with the ticket, and goes back where the ticket does; says what of it stays.
#[expect(clippy::too_many_arguments, reason = "what a payment is made of")]
fn write_payment(
    circle: &Circle<'_>,
    rows: &mut Rows,
    event: &Event,
    number: u64,
    ticket: Uuid,
    user: &User,
    price: i64,
    at: OffsetDateTime,
    refunded: Option<OffsetDateTime>,
) -> Decimal {
    use PaymentStatus::{Cancelled, Captured, Failed, Initiated, Refunded};
    let currency = circle.venues[event.venue].city.market.currency;
    let amount = money(price, currency);
    let firm = circle.promoters[event.promoter].organization.unwrap_or(0);
    let organization = Some(circle.organizations[firm].id);
    let captured = at + Duration::seconds(20);
    // Cash is taken at the door, of whoever comes, and written down by hand.
    let method = ["upi", "card", "wallet", "net_banking", "cash"][usize::try_from(number % 5).unwrap_or(0)];
    let by_hand = method == "cash";
    let id = circle.draw("payments of tickets", number).id(at);
    let payment_number = format!("t_{}", circle.number(number));
    let second_try = format!("{payment_number}_first");
    let payment = Payment {
        id,
        subject: Subject::Ticket(ticket),
        organization,
        payer: (!number.is_multiple_of(29)).then_some(user.id),
        payee: None,
        kind: "ticket",
        method,
        amount,
        fee: Decimal::ZERO,
        refunded: refunded.map(|at| (amount, at.max(captured))),
        currency,
        number: (!by_hand).then_some(&*payment_number),
        order: false,
        description: (!number.is_multiple_of(6)).then(|| event.title.clone()),
        steps: &[(Initiated, at), (Captured, captured)],
    };
    if !by_hand && number % 17 == 6 {
        // The first card was refused.
        let first = Payment {
            id: circle.draw("payments of tickets refused", number).id(at),
            number: Some(&second_try),
            refunded: None,
            steps: &[(Initiated, at - Duration::seconds(90)), (Failed, at - Duration::seconds(80))],
            ..payment.clone()
        };
        payments::write(circle, rows, &first);
    }
    let tickets = Account::Tickets(firm);
    ledger::transfer(
        circle,
        rows,
        &Transaction {
            source: "tickets",
            ordinal: number * 2,
            moved: Moved::Payment(id),
            booking: None,
            currency,
            description: "Ticket sold",
            at: captured,
            by: None,
            lines: &[(Account::Bank, amount), (tickets, -amount)],
        },
    );
    let refund_number = format!("t_{}", circle.number(number));
    let refund = |steps: &[(PaymentStatus, OffsetDateTime)], which: u64, rows: &mut Rows| {
        let refund = circle.draw("refunds of tickets", number * 4 + which).id(steps[0].1);
        let refund_number = format!("{refund_number}_{which}");
        payments::write_refund(
            circle,
            rows,
            &Refund {
                id: refund,
                payment: id,
                amount,
                currency,
                organization,
                reason: (which > 0 || number.is_multiple_of(2)).then_some(match which {
                    0 if event.walk.at(EventStatus::Cancelled).is_some() => "The event does not take place",
                    _ => "Cannot come",
                }),
                by: payment.payer.filter(|_| which > 0),
                approved_by: None,
                number: (!by_hand).then_some(&*refund_number),
                steps,
            },
        );
        refund
    };
    let Some(refunded) = refunded else {
        // Some want their money back: one changed their mind, another one asked this morning.
        let asked = circle.now() - Duration::hours(3);
        let pending = number % 13 == 4 && captured < asked && circle.now() < event.starts && !event.is_over();
        if number % 13 == 7 && captured + Duration::hours(3) < circle.now() {
            let steps =
                [(Initiated, captured + Duration::hours(1)), (Cancelled, captured + Duration::hours(2))];
            refund(&steps, 1, rows);
        } else if pending {
            refund(&[(Initiated, asked)], 2, rows);
            payments::write(circle, rows, &Payment { refunded: Some((amount, asked)), ..payment });
            return amount;
        }
        payments::write(circle, rows, &payment);
        return amount;
    };
    let ended = refunded.max(captured) + Duration::minutes(1);
    let steps = [(Initiated, at), (Captured, captured), (Refunded, ended)];
    payments::write(circle, rows, &Payment { steps: &steps, ..payment.clone() });
    let refund = refund(&[(Initiated, refunded.max(captured)), (Captured, ended)], 0, rows);
    ledger::transfer(
        circle,
        rows,
        &Transaction {
            source: "tickets",
            ordinal: number * 2 + 1,
            moved: Moved::Refund(refund),
            booking: None,
            currency,
            description: "Ticket given back",
            at: ended,
            by: None,
            lines: &[(tickets, amount), (Account::Bank, -amount)],
        },
    );
    Decimal::ZERO
}
