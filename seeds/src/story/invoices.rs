//! Invoices: the artist's for a show, and those of firms to their customers.

use backline_schema::prelude::{InvoiceStatus, PayoutStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::{Circle, money};
use super::organizations;
use super::settings::Domain;
use super::walk::{Walk, label};

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
    let id = circle.draw("invoices", booking.ordinal).id(begun);
    let mut walk = Walk::begin(InvoiceStatus::Draft, begun, circle.now());
    walk.go(InvoiceStatus::Issued, begun + Duration::hours(12));
    if walk.goes_on()
        && let Some(paid) = payout.at(PayoutStatus::Paid)
    {
        walk.go(InvoiceStatus::Paid, paid);
    }
    let lines = [("Performance", 1, Some("show"), booking.fee, 0)];
    let (subtotal, tax) = write_lines(circle, rows, id, booking.ordinal, booking.currency, begun, &lines);
    let artist = circle.artist_user(booking.request.artist);
    let venue = &circle.venues[booking.request.venue];
    row!(
        rows,
        invoices {
            id: id,
            invoice_number: format!("A-{:08}", circle.number(booking.ordinal)),
            organization_id: None::<Uuid>,
            issuer_user_id: artist.id,
            recipient_user_id: None::<Uuid>,
            recipient_organization_id: circle.organization_of(booking.request.promoter).id,
            customer_id: None::<Uuid>,
            booking_id: booking.id,
            status: label(walk.status()),
            currency: booking.currency,
            subtotal_amount: subtotal,
            tax_amount: tax,
            discount_amount: Decimal::ZERO,
            place_of_supply_state_id: venue.city.state_id.filter(|_| booking.currency == "INR"),
            billing_address: (booking.ordinal.is_multiple_of(3)).then_some(Json(r#"{"line1": "Accounts"}"#)),
            issued_at: walk.at(InvoiceStatus::Issued),
            due_at: walk.at(InvoiceStatus::Issued).map(|at| at + Duration::days(30)),
            paid_at: walk.at(InvoiceStatus::Paid),
            cancelled_at: None::<OffsetDateTime>,
            notes: (booking.ordinal.is_multiple_of(4)).then_some("With thanks for the evening."),
            pdf_url: (booking.ordinal.is_multiple_of(2))
                .then(|| format!("https://media.example.com/invoices/{id}.pdf")),
            created_by: artist.id,
            data: Json("{}"),
            created_at: begun,
            updated_at: walk.since(),
        }
    );
}

/// Firms bill their customers for productions.
pub(super) fn write_for_customers(circle: &Circle<'_>, rows: &mut Rows) {
    use InvoiceStatus::{Cancelled, Draft, Issued, Overdue, Paid, Refunded};
    if circle.world.times(Domain::Booking) == 0 {
        return;
    }
    let day = Duration::days(1);
    for (index, organization) in circle.organizations.iter().enumerate() {
        let ordinal = 1_000_000 + index as u64;
        let draw = circle.draw("invoices", ordinal);
        let begun =
            organization.founded + day * i32::try_from(draw.cell("begun").between(30, 600)).unwrap_or(30);
        let mut walk = Walk::begin(Draft, begun, circle.now());
        let plot: &[(InvoiceStatus, i32)] = match index % 7 {
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
        let (subtotal, tax) = write_lines(circle, rows, id, ordinal, currency, begun, &lines);
        row!(
            rows,
            invoices {
                id: id,
                invoice_number: format!("F-{:08}", circle.number(index as u64)),
                organization_id: organization.id,
                issuer_user_id: None::<Uuid>,
                recipient_user_id: None::<Uuid>,
                recipient_organization_id: None::<Uuid>,
                customer_id: organizations::customer(circle, index, index as u64 % 2),
                booking_id: None::<Uuid>,
                status: label(walk.status()),
                currency: currency,
                subtotal_amount: subtotal,
                tax_amount: tax,
                discount_amount: if index % 5 == 0 { (price / Decimal::TEN).trunc() } else { Decimal::ZERO },
                issuer_tax_number: (index % 3 != 0).then(|| format!("TAX{:06}", circle.number(index as u64))),
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
    }
}
