//! Disputes: raised by one side, looked at by staff, settled with or without a refund, and sometimes once more.

use backline_schema::prelude::{BookingStatus, DisputeStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::audit::{self, Audited};
use super::bookings::Booking;
use super::circle::Circle;
use super::walk::{Walk, label};
use super::{guests, settlements, trust};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let (mut counts, mut turns) = ([0; 4], [0; 3]);
    for booking in &circle.bookings {
        let disputed = |(status, _): &&(BookingStatus, OffsetDateTime)| *status == BookingStatus::Disputed;
        for (which, (_, opened)) in (0_u64..).zip(booking.walk.steps().iter().filter(disputed)) {
            let reason = reason(booking, which, *opened, &mut counts);
            write_dispute(circle, rows, booking, which, *opened, reason, &mut turns);
        }
    }
}

/// Whether the artist complains of the promoter, or the other way round.
pub(super) fn by_artist(booking: &Booking, which: u64) -> bool {
    (booking.ordinal + which) % 2 == 1
}

/// What there is to complain of before the show and after it, one after another.
fn reason(booking: &Booking, which: u64, opened: OffsetDateTime, counts: &mut [usize; 4]) -> &'static str {
    let (reasons, count): (&[&str], _) = match (by_artist(booking, which), opened < booking.request.starts) {
        (true, true) => (&["contract_breach", "late_payment"], &mut counts[0]),
        (true, false) => {
            (&["non_payment", "rider_not_met", "late_payment", "contract_breach"], &mut counts[1])
        }
        (false, true) => (&["late_cancellation", "refund_refused"], &mut counts[2]),
        (false, false) => (&["no_show", "quality", "other"], &mut counts[3]),
    };
    *count += 1;
    reasons[(*count - 1) % reasons.len()]
}

/// How a dispute goes: each in its turn, so that all ways are gone.
fn walk(
    circle: &Circle<'_>,
    opened: OffsetDateTime,
    end: Option<(OffsetDateTime, DisputeStatus)>,
    turn: usize,
) -> Walk<DisputeStatus> {
    use DisputeStatus::{Escalated, Investigating, Open, ResolvedNoRefund};
    let mut walk = Walk::begin(Open, opened, circle.now());
    let Some((end, decision)) = end else {
        // Still open: nobody has looked, somebody has, or it is with the head of the platform.
        for status in [&[][..], &[Investigating], &[Investigating, Escalated]][turn % 3] {
            walk.go(*status, walk.since() + Duration::hours(6));
        }
        return walk;
    };
    let step = (end - opened) / 5;
    let plot: &[DisputeStatus] = match turn % 5 {
        0 => &[],
        1 => &[Investigating],
        2 => &[Investigating, Escalated],
        3 => &[Escalated],
        _ if decision == ResolvedNoRefund => &[Investigating, ResolvedNoRefund, Escalated],
        _ => &[Investigating],
    };
    for status in plot {
        walk.go(*status, walk.since() + step);
    }
    walk.go(decision, end);
    walk
}

fn write_dispute(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    which: u64,
    opened: OffsetDateTime,
    reason: &'static str,
    turns: &mut [usize; 3],
) {
    use DisputeStatus::{Escalated, Investigating, Open, ResolvedNoRefund, ResolvedRefund};
    let draw = circle.draw("disputes", booking.ordinal + which * 1_000_000);
    let id = trust::dispute_id(circle, booking, which, opened);
    let after = booking.walk.steps().iter().find(|(_, at)| *at > opened).copied();
    let paid_deposit = booking.at(BookingStatus::PaidDeposit).is_some();
    let end = after.map(|(status, end)| {
        let refunded = booking.at(BookingStatus::Refunded).is_some()
            || (paid_deposit && status == BookingStatus::Cancelled);
        (end, if refunded { ResolvedRefund } else { ResolvedNoRefund })
    });
    // Each ending, and the open ones, in their turn.
    let turn = &mut turns[match end {
        None => 0,
        Some((_, ResolvedRefund)) => 1,
        Some(_) => 2,
    }];
    let walk = walk(circle, opened, end, *turn);
    *turn += 1;
    let status = walk.status();
    let resolved = matches!(status, ResolvedRefund | ResolvedNoRefund).then(|| walk.since());
    let paid: Decimal = settlements::captured(circle, booking).iter().map(|part| part.amount).sum();
    // Before anything is paid the deposit is what is argued about.
    let amount = if paid.is_zero() { booking.deposit.max(Decimal::ONE) } else { paid };
    // The head of the platform has taken on the one from abroad.
    let staff = if booking.request.promoter == guests::DUBAI_PROMOTER {
        circle.users[0].id
    } else {
        circle.staff(&mut draw.cell("staff"))
    };
    let artist = Some(circle.artist_user(booking.request.artist).id);
    let promoter = circle.promoter_id(booking.request.promoter);
    let organization = circle.firm(booking.request.promoter);
    let raiser = if by_artist(booking, which) { artist } else { promoter };
    let decision = "The messages and the contract were read; so it stands.";
    let image = rows.with_image(|rows| {
        row!(
            rows,
            disputes {
                id: id,
                booking_id: booking.id,
                raised_by: raiser,
                reason: reason,
                description: super::texts::complaint(reason),
                evidence: Json(r#"[{"kind": "message"}]"#),
                disputed_amount: amount,
                currency: booking.currency,
                status: label(status),
                assigned_to: (status != Open).then_some(staff),
                decision: resolved.map(|_| decision),
                refund_amount: (status == ResolvedRefund).then_some(amount),
                decided_by: resolved.map(|_| staff),
                opened_at: opened,
                respond_by: draw.cell("due").chance(0.8).then(|| opened + Duration::days(7)),
                resolved_at: resolved,
                metadata: Json("{}"),
                created_at: opened,
                updated_at: walk.since(),
            }
        );
    });
    let mut taken = false;
    let mut settled = None::<OffsetDateTime>;
    let moments: Vec<OffsetDateTime> = walk.steps().iter().map(|(_, at)| *at).collect();
    let mut moment = moments.iter().skip(1);
    let steps = audit::steps(walk.steps(), |from, to, step| {
        let at = moment.next().copied();
        let mut step = step.by(Some(staff));
        if !taken {
            taken = true;
            step = step.first(&["assigned_to"]);
        }
        if from == ResolvedNoRefund {
            step = step.was("resolved_at", &settled).was("decision", decision).was("decided_by", &staff);
        }
        match to {
            ResolvedRefund | ResolvedNoRefund => {
                settled = at;
                step.first(&["decision", "refund_amount", "decided_by", "resolved_at"])
            }
            Open | Investigating | Escalated => step,
        }
    });
    let audited = Audited { table: "disputes", id, organization, made: (opened, raiser), place: 0 };
    audit::record(circle, rows, &audited, &image, &[], steps);
    circle.mark("dispute", id, raiser, organization, opened);
}
