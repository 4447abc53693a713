//! Negotiations: up to three rounds about the fee.

use backline_schema::prelude::{BookingStatus, NegotiationOutcome, NegotiationStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::bookings::Booking;
use super::circle::Circle;
use super::walk::{Walk, label};
use super::{script, texts};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        let negotiating =
            |(status, _): &&(BookingStatus, OffsetDateTime)| *status == BookingStatus::Negotiating;
        for (which, (_, opened)) in (0_u64..).zip(booking.walk.steps().iter().filter(negotiating)) {
            write_negotiation(circle, rows, booking, which, *opened);
        }
    }
}

/// How it ends, and when: the booking goes on, or is cancelled, or neither yet.
fn end(booking: &Booking, opened: OffsetDateTime) -> Option<(NegotiationStatus, OffsetDateTime)> {
    let steps = booking.walk.steps();
    let next = steps.iter().find(|(_, at)| *at > opened)?;
    let status = match next.0 {
        _ if booking.ordinal == script::TAKE_OR_LEAVE
            && booking.at(BookingStatus::Negotiating) == Some(opened) =>
        {
            NegotiationStatus::Rejected
        }
        BookingStatus::Cancelled => match booking.ordinal % 3 {
            0 => NegotiationStatus::Rejected,
            1 => NegotiationStatus::Withdrawn,
            _ => NegotiationStatus::Expired,
        },
        _ => NegotiationStatus::Agreed,
    };
    Some((status, next.1))
}

fn write_negotiation(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    which: u64,
    opened: OffsetDateTime,
) {
    let draw = circle.draw("negotiations", booking.ordinal + which * 1_000_000);
    let id = draw.id(opened);
    let mut walk = Walk::begin(NegotiationStatus::Open, opened, circle.now());
    let end = end(booking, opened);
    if let Some((status, at)) = end {
        walk.go(status, at);
    }
    let status = walk.status();
    let closed = end.map(|(_, at)| at);
    let once = booking.ordinal == script::TAKE_OR_LEAVE && which == 0;
    let settled = script::OFFERS.iter().find(|(ordinal, _)| *ordinal == booking.ordinal);
    let rounds = match settled {
        Some((_, rounds)) => *rounds,
        None if once => 1,
        None => draw.cell("rounds").between(1, 3),
    };
    // An account that was erased since is nobody's.
    let promoter = circle.promoter_id(booking.request.promoter);
    let artist = Some(circle.artist_user(booking.request.artist).id);
    let failed = !matches!(status, NegotiationStatus::Open | NegotiationStatus::Agreed);
    row!(
        rows,
        negotiations {
            id: id,
            booking_id: booking.id,
            opened_by: if promoter.is_none() || draw.cell("opener").chance(0.2) { promoter } else { artist },
            status: label(status),
            max_rounds: if once { 1_i16 } else { 3 },
            // The artist opens; the sides take turns.
            awaiting_side: (status == NegotiationStatus::Open).then_some(if rounds % 2 == 1 {
                "promoter"
            } else {
                "artist"
            }),
            deadline_at: draw.cell("deadline").chance(0.8).then(|| opened + Duration::days(21)),
            agreed_amount: (status == NegotiationStatus::Agreed).then_some(booking.fee),
            currency: booking.currency,
            reason_code: failed.then_some(*draw.cell("reason").pick(&["budget", "date", "terms"])),
            closed_at: closed,
            metadata: Json("{}"),
            created_at: opened,
            updated_at: walk.since(),
        }
    );
    let until = closed.unwrap_or_else(|| circle.now());
    let gap = (until - opened) / i32::try_from(rounds + 1).unwrap_or(2);
    for round in 1..=rounds {
        let last = round == rounds;
        let made = opened + gap * i32::try_from(round - 1).unwrap_or(0);
        let outcome = match status {
            _ if !last => NegotiationOutcome::Countered,
            NegotiationStatus::Open => NegotiationOutcome::Pending,
            NegotiationStatus::Agreed => NegotiationOutcome::Accepted,
            NegotiationStatus::Rejected => NegotiationOutcome::Rejected,
            NegotiationStatus::Withdrawn => NegotiationOutcome::Withdrawn,
            NegotiationStatus::Expired => NegotiationOutcome::Expired,
        };
        let answered = match outcome {
            NegotiationOutcome::Pending => None,
            NegotiationOutcome::Countered => Some(made + gap),
            _ => Some(until),
        };
        // The sides come closer: the artist from above, the promoter from below, and what is agreed is the fee.
        let by_artist = round % 2 == 1;
        let distance = Decimal::from(4 - round) * Decimal::new(7, 2);
        let amount = match (last && status == NegotiationStatus::Agreed, by_artist) {
            (true, _) => booking.fee,
            (false, true) => (booking.fee * (Decimal::ONE + distance)).trunc(),
            (false, false) => (booking.fee * (Decimal::ONE - distance)).trunc(),
        };
        let (proposer, other) = if by_artist { (artist, promoter) } else { (promoter, artist) };
        let noted = circle.draw("negotiation_rounds", booking.ordinal * 4).cell("noted").chance(0.8);
        let nobody = matches!(outcome, NegotiationOutcome::Expired | NegotiationOutcome::Withdrawn);
        let round_draw = circle
            .draw("negotiation_rounds", (booking.ordinal + which * 1_000_000) * 4 + round.unsigned_abs());
        row!(
            rows,
            negotiation_rounds {
                id: round_draw.id(made),
                negotiation_id: id,
                round: i16::try_from(round).unwrap_or(1),
                proposed_by: proposer,
                side: if by_artist { "artist" } else { "promoter" },
                amount: amount,
                currency: booking.currency,
                terms: Json(r#"{"travel": "covered", "rooms": 2, "set_minutes": 90}"#),
                note: noted.then(|| texts::counter(by_artist, &mut round_draw.cell("note"))),
                outcome: label(outcome),
                expires_at: round_draw.cell("expires").chance(0.7).then(|| opened + Duration::days(21)),
                responded_at: answered,
                responded_by: answered.filter(|_| !nobody).and(other),
                created_at: made,
                updated_at: answered.unwrap_or(made),
            }
        );
    }
}
