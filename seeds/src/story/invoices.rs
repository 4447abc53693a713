//! Invoices: the artist's for a show, and those of firms to their customers.

use backline_schema::prelude::{InvoiceStatus, PaymentStatus, PayoutStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::{Circle, money};
use super::organizations;
use super::payments::{self, Payment, Subject};
use super::people::{FANS, FIRMS};
use super::settings::Domain;
use super::walk::{Walk, label};

/// The state of Goa in the reference data, where nobody of the stories lives.
const GOA: i32 = 2_007;

/// A line: description, quantity, unit, price of one, tax rate.
type Line = (&'static str, i64, Option<&'static str>, Decimal, i64);

/// Writes the lines, and answers what they sum to: without tax, and tax.
fn write_lines(
    circle: &Circle<'_>,
    rows: &mut Rows,
    invoice: Uuid,
    ordinal: u64,
    currency: &str,
    at: OffsetDateTime,
    lines: &[Line],
) -> (Decimal, Decimal) {
    let (mut subtotal, mut tax) = (Decimal::ZERO, Decimal::ZERO);
    for (place, (description, quantity, unit, price, rate)) in (1_u64..).zip(lines) {
        let total = Decimal::from(*quantity) * price;
        subtotal += total.round_dp(3);
        tax += (total * Decimal::new(*rate, 2))
            .round_dp_with_strategy(3, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        row!(
            rows,
            invoice_lines {
                id: circle.draw("invoice_lines", ordinal * 8 + place).id(at),
                invoice_id: invoice,
                position: i32::try_from(place).unwrap_or(1),
                description: *description,
                // Performing arts, in the nomenclature of services.
                tax_code: (*rate > 0).then_some("999631"),
                quantity: Decimal::from(*quantity),
                unit: *unit,
                unit_price: price,
                tax_rate: Decimal::from(*rate),
                currency: currency,
                created_at: at,
                updated_at: at,
            }
        );
    }
    (subtotal, tax)
}

/// The artist bills the show when it has been played; it is paid with the payout.
pub(super) fn write_for_booking(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    payout: &Walk<PayoutStatus>,
) {
    let begun = payout.steps()[0].1;
    let hour = Duration::hours(1);
    let mut walk = Walk::begin(InvoiceStatus::Draft, begun, circle.now());
    walk.go(InvoiceStatus::Issued, begun + hour * 12);
    if walk.goes_on()
        && let Some(paid) = payout.at(PayoutStatus::Paid)
    {
        walk.go(InvoiceStatus::Paid, paid.max(begun + hour * 12));
    }
    write_of_artist(circle, rows, booking, 0, &walk);
    if booking.ordinal % 13 == 11 {
        // The first one had the wrong address on it.
        let mut walk = Walk::begin(InvoiceStatus::Draft, begun - hour / 2, circle.now());
        walk.go(InvoiceStatus::Cancelled, begun - hour / 4);
        write_of_artist(circle, rows, booking, 1, &walk);
    }
}

fn write_of_artist(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    which: u64,
    walk: &Walk<InvoiceStatus>,
) {
    let begun = walk.steps()[0].1;
    let ordinal = booking.ordinal + which * 500_000;
    let id = circle.draw("invoices", ordinal).id(begun);
    let lines = [("Performance", 1, Some("show"), booking.fee, 0)];
    let (subtotal, tax) = write_lines(circle, rows, id, ordinal, booking.currency, begun, &lines);
    let artist = circle.artist_user(booking.request.artist);
    let venue = &circle.venues[booking.request.venue];
    let recipient = circle.firm(booking.request.promoter);
    row!(
        rows,
        invoices {
            id: id,
            invoice_number: format!("A-{:08}", circle.number(ordinal)),
            organization_id: None::<Uuid>,
            issuer_user_id: artist.id,
            // Who books on their own is billed as a person: whoever runs the house, where their account is no more.
            recipient_user_id: recipient.is_none().then_some(circle.users[venue.user].id),
            recipient_organization_id: recipient,
            customer_id: None::<Uuid>,
            booking_id: booking.id,
            status: label(walk.status()),
            currency: booking.currency,
            subtotal_amount: subtotal,
            tax_amount: tax,
            discount_amount: Decimal::ZERO,
            place_of_supply_state_id: venue.city.state_id.filter(|_| booking.currency == "INR"),
            billing_address: booking
                .ordinal
                .is_multiple_of(3)
                .then(|| { Json(venue.city.address(&mut circle.draw("invoices", ordinal).cell("address"))) }),
            issued_at: walk.at(InvoiceStatus::Issued),
            due_at: walk.at(InvoiceStatus::Issued).map(|at| at + Duration::days(30)),
            paid_at: walk.at(InvoiceStatus::Paid),
            cancelled_at: walk.at(InvoiceStatus::Cancelled),
            notes: (booking.ordinal.is_multiple_of(4)).then_some("With thanks for the evening."),
            pdf_url: (booking.ordinal.is_multiple_of(2))
                .then(|| format!("https://media.example.com/invoices/{id}.pdf")),
            // Some are made by the platform, as soon as the show is over.
            created_by: (booking.ordinal % 6 != 1).then_some(artist.id),
            data: Json("{}"),
            created_at: begun,
            updated_at: walk.since(),
        }
    );
    circle.mark("invoice", id, Some(artist.id), recipient, begun);
}

/// Firms bill their customers for productions.
pub(super) fn write_for_customers(circle: &Circle<'_>, rows: &mut Rows) {
    use InvoiceStatus::{Cancelled, Draft, Issued, Overdue, Paid, Refunded};
    if circle.world.times(Domain::Booking) == 0 {
        return;
    }
    let day = Duration::days(1);
    for number in 0..FIRMS + 7 {
        // Some bill the same customer again, two bill people.
        let again = number >= FIRMS;
        let index = number % FIRMS;
        let organization = &circle.organizations[index];
        let person = match number - if again { FIRMS } else { 0 } {
            4 if again => Some(50),
            5 | 6 if again => Some(51),
            _ => None,
        }
        .map(|fan| circle.users[FANS + fan].id);
        let ordinal = 1_000_000 + number as u64;
        let draw = circle.draw("invoices", ordinal);
        let begun =
            organization.founded + day * i32::try_from(draw.cell("begun").between(30, 600)).unwrap_or(30);
        let mut walk = Walk::begin(Draft, begun, circle.now());
        let plot: &[(InvoiceStatus, i32)] = match number % 7 {
            0 => &[],
            1 => &[(Cancelled, 1)],
            2 => &[(Issued, 1), (Overdue, 32)],
            3 => &[(Issued, 1), (Overdue, 32), (Paid, 40)],
            4 => &[(Issued, 1), (Paid, 14), (Refunded, 20)],
            5 => &[(Issued, 1), (Cancelled, 3)],
            _ => &[(Issued, 1), (Paid, 12)],
        };
        for (status, after) in plot {
            if walk.goes_on() {
                walk.go(*status, begun + day * *after);
            }
        }
        let currency = organization.city.market.currency;
        let price =
            money(draw.cell("price").between(20, 300) * organization.city.market.price_level * 10, currency);
        let lines = [
            ("Sound and light for an evening", 1, None, price, 18),
            (
                "Technicians",
                draw.cell("technicians").between(2, 9),
                Some("day"),
                (price / Decimal::from(20)).trunc(),
                18,
            ),
        ];
        let id = draw.id(begun);
        let discount = if number % 5 == 1 { (price / Decimal::TEN).trunc() } else { Decimal::ZERO };
        // The first one has only been begun.
        let lines = if number == 0 { &[][..] } else { &lines };
        let (subtotal, tax) = write_lines(circle, rows, id, ordinal, currency, begun, lines);
        row!(
            rows,
            invoices {
                id: id,
                invoice_number: format!("F-{:08}", circle.number(number as u64)),
                organization_id: organization.id,
                issuer_user_id: None::<Uuid>,
                recipient_user_id: person,
                recipient_organization_id: None::<Uuid>,
                customer_id: person.is_none().then(|| organizations::customer(
                    circle,
                    index,
                    index as u64 % 2
                )),
                place_of_supply_state_id: (number == FIRMS + 4).then_some(GOA),
                booking_id: None::<Uuid>,
                status: label(walk.status()),
                currency: currency,
                subtotal_amount: subtotal,
                tax_amount: tax,
                discount_amount: discount,
                issuer_tax_number: (!index.is_multiple_of(3))
                    .then(|| format!("TAX{:06}", circle.number(index as u64))),
                recipient_tax_number: (index % 3 == 1).then_some("TAX-CUSTOMER"),
                issued_at: walk.at(Issued),
                due_at: walk.at(Issued).map(|at| at + day * 30),
                paid_at: walk.at(Paid),
                cancelled_at: walk.at(Cancelled),
                created_by: circle.users[organization.members[0]].id,
                data: Json("{}"),
                created_at: begun,
                updated_at: walk.since(),
            }
        );
        if let Some(paid) = walk.at(Paid) {
            let total = subtotal + tax - discount;
            write_transfers(circle, rows, organization.id, id, ordinal, total, currency, paid);
        }
    }
}

/// Customers pay firms past the platform: by transfer or cheque, in one sum or two, written down by hand.
#[expect(clippy::too_many_arguments, reason = "what a payment is made of")]
fn write_transfers(
    circle: &Circle<'_>,
    rows: &mut Rows,
    organization: Uuid,
    invoice: Uuid,
    ordinal: u64,
    total: Decimal,
    currency: &'static str,
    paid: OffsetDateTime,
) {
    let first = (total / Decimal::TWO).trunc();
    let parts = if ordinal.is_multiple_of(3) { vec![first, total - first] } else { vec![total] };
    let count = parts.len();
    for (place, amount) in parts.into_iter().enumerate() {
        let at = if place + 1 < count { paid - Duration::days(9) } else { paid };
        payments::write(
            circle,
            rows,
            &Payment {
                id: circle.draw("payments of invoices", ordinal * 2 + place as u64).id(at),
                subject: Subject::Invoice(invoice),
                organization: Some(organization),
                payer: None,
                payee: None,
                kind: "other",
                method: if ordinal.is_multiple_of(2) { "other" } else { "bank_transfer" },
                amount,
                fee: Decimal::ZERO,
                refunded: None,
                currency,
                number: None,
                order: false,
                description: Some(
                    if ordinal.is_multiple_of(2) { "By cheque" } else { "By transfer" }.to_owned(),
                ),
                steps: &[(PaymentStatus::Initiated, at), (PaymentStatus::Captured, at)],
            },
        );
    }
}
