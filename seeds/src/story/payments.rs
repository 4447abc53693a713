//! Payments and refunds as rows: what a booking, a ticket, an event or an invoice is paid with, however it went.

use backline_schema::prelude::PaymentStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::OffsetDateTime;
use uuid::Uuid;

use super::audit::{self, Audited};
use super::circle::Circle;
use super::platform;
use super::walk::label;

/// What a payment is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Booking(Uuid),
    Ticket(Uuid),
    Event(Uuid),
    Invoice(Uuid),
}

/// A payment.
#[derive(Debug, Clone)]
pub(super) struct Payment<'a> {
    pub(super) id: Uuid,
    pub(super) subject: Subject,
    pub(super) organization: Option<Uuid>,
    pub(super) payer: Option<Uuid>,
    pub(super) payee: Option<Uuid>,
    pub(super) kind: &'static str,
    pub(super) method: &'static str,
    pub(super) amount: Decimal,
    pub(super) fee: Decimal,
    /// What is being given back, and when that was asked for.
    pub(super) refunded: Option<(Decimal, OffsetDateTime)>,
    pub(super) currency: &'static str,
    /// What the provider and the key are made of; without: recorded by hand.
    pub(super) number: Option<&'a str>,
    pub(super) order: bool,
    pub(super) description: Option<String>,
    pub(super) steps: &'a [(PaymentStatus, OffsetDateTime)],
}

const NO_FUNDS: (&str, &str) = ("insufficient_funds", "The account did not hold enough");

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, payment: &Payment<'_>) {
    use PaymentStatus::{Authorized, Cancelled, Captured, Failed, Initiated, Refunded};
    let steps = payment.steps;
    let at = |wanted| steps.iter().rev().find(|(status, _)| *status == wanted).map(|(_, at)| *at);
    let (initiated, (status, since)) = (steps[0].1, steps[steps.len() - 1]);
    let captured = at(Captured);
    let failed = at(Failed).filter(|_| status == Failed);
    let provider = payment.number.map(|_| platform::provider(circle.world, payment.currency));
    let provider_id = captured.and(payment.number).map(|number| format!("pay_{number}"));
    let response = Json(r#"{"status": "ok"}"#);
    let of = |wanted: fn(Subject) -> Option<Uuid>| wanted(payment.subject);
    let image = rows.with_image(|rows| {
        row!(
            rows,
            payments {
                id: payment.id,
                booking_id: of(|subject| if let Subject::Booking(id) = subject { Some(id) } else { None }),
                event_id: of(|subject| if let Subject::Event(id) = subject { Some(id) } else { None }),
                ticket_id: of(|subject| if let Subject::Ticket(id) = subject { Some(id) } else { None }),
                invoice_id: of(|subject| if let Subject::Invoice(id) = subject { Some(id) } else { None }),
                organization_id: payment.organization,
                payer_id: payment.payer,
                payee_id: payment.payee,
                kind: payment.kind,
                method: payment.method,
                status: label(status),
                amount: payment.amount,
                fee_amount: payment.fee,
                refunded_amount: payment.refunded.map_or(Decimal::ZERO, |(amount, _)| amount),
                currency: payment.currency,
                provider_id: provider,
                provider_payment_id: provider_id,
                provider_order_id: payment
                    .number
                    .filter(|_| payment.order)
                    .map(|number| format!("order_{number}")),
                provider_response: provider_id.as_ref().map(|_| response),
                idempotency_key: payment.number.map(|number| format!("payment {number}")),
                description: payment.description,
                initiated_at: initiated,
                authorized_at: at(Authorized),
                captured_at: captured,
                failed_at: failed,
                cancelled_at: at(Cancelled),
                refunded_at: at(Refunded),
                failure_code: failed.map(|_| NO_FUNDS.0),
                failure_message: failed.map(|_| NO_FUNDS.1),
                metadata: Json("{}"),
                created_at: initiated,
                updated_at: payment.refunded.map_or(since, |(_, asked)| asked.max(since)),
            }
        );
    });
    let mut changes = audit::steps(steps, |from, to, step| {
        let step = match from {
            Failed => step
                .was("failed_at", &at(Failed))
                .was("failure_code", NO_FUNDS.0)
                .was("failure_message", NO_FUNDS.1),
            _ => step,
        };
        match to {
            Authorized => step.first(&["authorized_at"]),
            Captured => step
                .first(&["captured_at", "provider_payment_id", "provider_response"])
                .was("fee_amount", &Decimal::ZERO),
            Failed => step.first(&["failed_at", "failure_code", "failure_message"]),
            Cancelled => step.first(&["cancelled_at"]),
            Refunded => step.first(&["refunded_at"]),
            Initiated => step,
        }
    });
    if let Some((_, asked)) = payment.refunded {
        // The amount is counted when the refund is asked for, before the payment comes to its end.
        let place = changes.len() - usize::from(status == Refunded);
        let counted = audit::Step::new(asked, None).was("refunded_amount", &Decimal::ZERO);
        changes.insert(place, counted);
    }
    let made = (initiated, payment.payer);
    let audited =
        Audited { table: "payments", id: payment.id, organization: payment.organization, made, place: 0 };
    audit::record(circle, rows, &audited, &image, &[], changes);
    circle.mark("payment", payment.id, payment.payer, payment.organization, initiated);
}

/// A refund.
#[derive(Debug, Clone)]
pub(super) struct Refund<'a> {
    pub(super) id: Uuid,
    pub(super) payment: Uuid,
    pub(super) amount: Decimal,
    pub(super) currency: &'static str,
    pub(super) organization: Option<Uuid>,
    pub(super) reason: Option<&'static str>,
    pub(super) by: Option<Uuid>,
    pub(super) approved_by: Option<Uuid>,
    /// What the provider's number and the key are made of; without: given back by hand.
    pub(super) number: Option<&'a str>,
    pub(super) steps: &'a [(PaymentStatus, OffsetDateTime)],
}

pub(super) fn write_refund(circle: &Circle<'_>, rows: &mut Rows, refund: &Refund<'_>) {
    use PaymentStatus::{Captured, Failed};
    let (initiated, (status, since)) = (refund.steps[0].1, refund.steps[refund.steps.len() - 1]);
    let processed = (status == Captured).then_some(since);
    let number = processed.and(refund.number);
    let image = rows.with_image(|rows| {
        row!(
            rows,
            refunds {
                id: refund.id,
                payment_id: refund.payment,
                status: label(status),
                amount: refund.amount,
                currency: refund.currency,
                reason: refund.reason,
                initiated_by: refund.by,
                approved_by: processed.and(refund.approved_by),
                provider_refund_id: number.map(|number| format!("ref_{number}")),
                provider_response: number.map(|_| Json(r#"{"status": "ok"}"#)),
                idempotency_key: refund.number.map(|number| format!("refund {number}")),
                initiated_at: initiated,
                processed_at: processed,
                failure_code: (status == Failed).then_some("bank_unreachable"),
                metadata: Json("{}"),
                created_at: initiated,
                updated_at: since,
            }
        );
    });
    let steps = audit::steps(refund.steps, |_, to, step| match to {
        Captured => step.by(refund.approved_by).first(&[
            "approved_by",
            "processed_at",
            "provider_refund_id",
            "provider_response",
        ]),
        Failed => step.first(&["failure_code"]),
        _ => step.by(refund.by),
    });
    // No column of a refund says whose it is: the log has what the session was for.
    let made = (initiated, refund.by);
    let audited =
        Audited { table: "refunds", id: refund.id, organization: refund.organization, made, place: 0 };
    audit::record(circle, rows, &audited, &image, &[], steps);
    circle.mark("refund", refund.id, refund.by, refund.organization, initiated);
}
