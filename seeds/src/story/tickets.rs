//! Ticket pools, tickets, and the money for them.

use backline_schema::prelude::{EventStatus, TicketStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, User, money};
use super::events::Event;
use super::ledger::{self, Account, Moved, Transaction};
use super::people::FANS;
use super::platform;
use super::walk::{Walk, label};

const KINDS: [(&str, &str, i64, i64); 5] = [
    ("general", "General", 100, 60),
    ("earlybird", "Early bird", 75, 20),
    ("vip", "Front row", 260, 8),
    ("reserved", "Balcony, reserved", 140, 10),
    ("guestlist", "Guest list", 0, 2),
];

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &Event) {
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
        let price = base * percent / 100;
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

/// Sells a ticket, if the event was on sale; says whether it still counts.
#[expect(clippy::too_many_arguments, reason = "what a ticket is made of")]
fn write_ticket(
    circle: &Circle<'_>,
    rows: &mut Rows,
    event: &Event,
    pool: u64,
    ticket: u64,
    pool_id: Uuid,
    price: i64,
    kind: &str,
) -> bool {
    let Some(published) = event.published() else { return false };
    let number = pool * 16 + ticket;
    let draw = circle.draw("tickets", number);
    let user = &circle.users[FANS + draw.cell("buyer").index(circle.users.len() - FANS)];
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
        write_payment(circle, rows, event, number, id, user, price, issued, walk.at(TicketStatus::Refunded));
    }
    matches!(walk.status(), TicketStatus::Active | TicketStatus::Redeemed)
}

/// The money comes with the ticket, and goes back where the ticket does.
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
) {
    let currency = circle.venues[event.venue].city.market.currency;
    let amount = money(price, currency);
    let id = circle.draw("payments of tickets", number).id(at);
    let organization = circle.promoters[event.promoter].organization;
    row!(
        rows,
        payments {
            id: id,
            ticket_id: ticket,
            organization_id: circle.organizations[organization].id,
            payer_id: user.id,
            payee_id: None::<Uuid>,
            kind: "ticket",
            method: ["upi", "card", "wallet", "net_banking", "cash"]
                [usize::try_from(number % 5).unwrap_or(0)],
            status: if refunded.is_some() { "refunded" } else { "captured" },
            amount: amount,
            refunded_amount: refunded.map_or(rust_decimal::Decimal::ZERO, |_| amount),
            currency: currency,
            provider_id: platform::provider(circle.world, currency),
            provider_payment_id: format!("pay_t_{}", circle.number(number)),
            idempotency_key: format!("ticket {}", circle.number(number)),
            description: "A ticket",
            initiated_at: at,
            captured_at: at + Duration::seconds(20),
            refunded_at: refunded.map(|refunded| refunded.max(at + Duration::seconds(20))),
            metadata: Json("{}"),
            created_at: at,
            updated_at: refunded.unwrap_or(at + Duration::seconds(20)),
        }
    );
    let tickets = Account::Tickets(organization);
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
            at: at + Duration::seconds(20),
            lines: &[(Account::Bank, amount), (tickets, -amount)],
        },
    );
    let Some(refunded) = refunded else { return };
    let refund = circle.draw("refunds of tickets", number).id(refunded);
    row!(
        rows,
        refunds {
            id: refund,
            payment_id: id,
            status: "captured",
            amount: amount,
            currency: currency,
            reason: (number.is_multiple_of(2)).then_some("The event does not take place"),
            initiated_by: None::<Uuid>,
            approved_by: None::<Uuid>,
            provider_refund_id: format!("ref_t_{}", circle.number(number)),
            idempotency_key: format!("ticket refund {}", circle.number(number)),
            initiated_at: refunded,
            processed_at: refunded + Duration::minutes(1),
            metadata: Json("{}"),
            created_at: refunded,
            updated_at: refunded + Duration::minutes(1),
        }
    );
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
            at: refunded + Duration::minutes(1),
            lines: &[(tickets, amount), (Account::Bank, -amount)],
        },
    );
}
