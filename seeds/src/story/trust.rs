//! Trust: scores with their history, disputes, fraud alerts.

use backline_schema::prelude::{BookingStatus, DisputeStatus, FraudAlertStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::Circle;
use super::people::FANS;
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{payments, platform};

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    if circle.world.times(Domain::Booking) == 0 {
        return;
    }
    for artist in 0..circle.artists.len() {
        let of_artist = |booking: &&Booking| booking.request.artist == artist;
        let steps = moves(circle.bookings.iter().filter(of_artist));
        if !steps.is_empty() || artist % 10 == 0 {
            let (id, since) = (circle.artists[artist].id, circle.artists[artist].since);
            let score = write_score(circle, rows, artist as u64, [Some(id), None, None, None], since, &steps);
            circle.artists[artist].trust = Some(score);
        }
    }
    for venue in 0..circle.venues.len() {
        let of_venue = |booking: &&Booking| booking.request.venue == venue;
        let steps = moves(circle.bookings.iter().filter(of_venue));
        let (id, since) = (circle.venues[venue].id, circle.venues[venue].since);
        let score =
            write_score(circle, rows, 10_000 + venue as u64, [None, Some(id), None, None], since, &steps);
        circle.venues[venue].trust = Some(score);
    }
    for promoter in 0..circle.promoters.len() {
        let (id, since) = (circle.promoters[promoter].id, circle.organization_of(promoter).founded);
        let of_promoter = |booking: &&Booking| booking.request.promoter == promoter;
        let steps = moves(circle.bookings.iter().filter(of_promoter));
        write_score(circle, rows, 20_000 + promoter as u64, [None, None, Some(id), None], since, &steps);
    }
    for user in (FANS..circle.users.len()).step_by(40) {
        let (id, since) = (circle.users[user].id, circle.users[user].joined);
        write_score(circle, rows, 30_000 + user as u64, [None, None, None, Some(id)], since, &[]);
    }
    let disputed: Vec<Booking> = circle
        .bookings
        .iter()
        .filter(|booking| booking.at(BookingStatus::Disputed).is_some())
        .cloned()
        .collect();
    for booking in &disputed {
        write_dispute(circle, rows, booking);
    }
    write_alerts(circle, rows);
}

/// What moved a score: reason, by how much, the booking, and when.
type Step = (&'static str, i64, Uuid, OffsetDateTime);

fn moves<'b>(bookings: impl Iterator<Item = &'b Booking>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for booking in bookings {
        for (status, at) in booking.walk.steps() {
            match status {
                BookingStatus::Completed => steps.push(("booking_completed", 2, booking.id, *at)),
                BookingStatus::Cancelled => steps.push(("booking_cancelled", -3, booking.id, *at)),
                BookingStatus::Disputed => steps.push(("dispute_opened", -4, booking.id, *at)),
                _ => {}
            }
        }
    }
    steps.sort_by_key(|(_, _, booking, at)| (*at, *booking));
    steps
}

/// Writes a score and each of its moves; answers what it came to.
fn write_score(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    subject: [Option<Uuid>; 4],
    since: OffsetDateTime,
    steps: &[Step],
) -> Decimal {
    let draw = circle.draw("trust_scores", ordinal);
    let id = draw.id(since);
    let mut score = 50;
    let mut at = since;
    let verified = ("identity_verified", 5, Uuid::nil(), since + Duration::days(4));
    let first = (ordinal.is_multiple_of(3)).then_some(&verified);
    let last = ("recalculation", 1, Uuid::nil(), circle.now() - Duration::days(1));
    let manual = ("manual", -2, Uuid::nil(), circle.now() - Duration::hours(5));
    let closing = [(ordinal % 4 == 1).then_some(&last), (ordinal % 37 == 5).then_some(&manual)];
    let all = first.into_iter().chain(steps).chain(closing.into_iter().flatten());
    for (place, (reason, change, booking, moment)) in (0_u64..).zip(all) {
        let next = (score + change).clamp(0, 100);
        at = (*moment).max(at);
        let by_hand = *reason == "manual";
        row!(
            rows,
            trust_score_history {
                id: circle.draw("trust_score_history", ordinal * 512 + place).id(at),
                trust_score_id: id,
                old_score: Decimal::from(score),
                new_score: Decimal::from(next),
                reason: *reason,
                booking_id: (!booking.is_nil()).then_some(*booking),
                changed_by: by_hand.then(|| circle.users[0].id),
                note: by_hand.then_some("After a telephone call"),
                created_at: at,
            }
        );
        score = next;
    }
    row!(
        rows,
        trust_scores {
            id: id,
            artist_id: subject[0],
            venue_id: subject[1],
            promoter_id: subject[2],
            user_id: subject[3],
            score: Decimal::from(score),
            sample_size: i32::try_from(steps.len()).unwrap_or(0),
            factors: Json(r#"{"bookings": 0.6, "reviews": 0.4}"#),
            computed_at: at,
            created_at: since,
            updated_at: at,
        }
    );
    Decimal::from(score)
}

fn write_dispute(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    use DisputeStatus::{Escalated, Investigating, Open, ResolvedNoRefund, ResolvedRefund};
    let Some(opened) = booking.at(BookingStatus::Disputed) else { return };
    let draw = circle.draw("disputes", booking.ordinal);
    let id = draw.id(opened);
    let mut walk = Walk::begin(Open, opened, circle.now());
    let after = booking.walk.steps().iter().find(|(_, at)| *at > opened).copied();
    if let Some((status, end)) = after {
        let step = (end - opened) / 4;
        let paid = booking.at(BookingStatus::PaidDeposit).is_some();
        let refunded =
            booking.at(BookingStatus::Refunded).is_some() || (paid && status == BookingStatus::Cancelled);
        let decision = if refunded { ResolvedRefund } else { ResolvedNoRefund };
        match booking.ordinal % 4 {
            0 => {
                walk.go(decision, end);
            }
            1 => {
                walk.go(Investigating, opened + step);
                walk.go(decision, end);
            }
            2 => {
                walk.go(Investigating, opened + step);
                walk.go(Escalated, opened + step * 2);
                walk.go(decision, end);
            }
            _ => {
                walk.go(Escalated, opened + step);
                walk.go(decision, end);
            }
        }
    } else if booking.ordinal.is_multiple_of(2) {
        walk.go(Investigating, opened + Duration::hours(6));
    }
    let status = walk.status();
    let resolved = matches!(status, ResolvedRefund | ResolvedNoRefund).then(|| walk.since());
    let paid: Decimal = payments::captured(circle, booking).iter().map(|part| part.amount).sum();
    // Before anything is paid the deposit is what is argued about.
    let amount = if paid.is_zero() { booking.deposit.max(Decimal::ONE) } else { paid };
    let staff = circle.staff(&mut draw.cell("staff"));
    let by_artist = booking.ordinal % 2 == 1;
    row!(
        rows,
        disputes {
            id: id,
            booking_id: booking.id,
            raised_by: if by_artist {
                circle.artist_user(booking.request.artist).id
            } else {
                circle.promoter_user(booking.request.promoter).id
            },
            reason: *draw.cell("reason").pick(if by_artist {
                &["non_payment", "rider_not_met", "late_payment", "contract_breach"]
            } else {
                &["no_show", "quality", "late_cancellation", "other", "refund_refused"]
            }),
            description: "It was agreed otherwise; the messages of that week show it.",
            evidence: Json(r#"[{"kind": "message"}]"#),
            disputed_amount: amount,
            currency: booking.currency,
            status: label(status),
            assigned_to: (status != Open).then_some(staff),
            decision: resolved.map(|_| "The messages and the contract were read; so it stands."),
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
    let organization = circle.organization_of(booking.request.promoter).id;
    super::audit::walked(circle, rows, "disputes", id, Some(organization), walk.steps());
}

fn write_alerts(circle: &Circle<'_>, rows: &mut Rows) {
    for place in 0..8_usize {
        let draw = circle.draw("fraud_alerts", place as u64);
        let booking = circle.bookings.get(place * 5 + 2);
        let payment = circle
            .bookings
            .iter()
            .filter_map(|each| payments::captured(circle, each).first().map(|part| part.id))
            .nth(place);
        let detected = circle.ago(&mut draw.cell("detected"), 10, 200);
        let mut walk = Walk::begin(FraudAlertStatus::Open, detected, circle.now());
        let hour = Duration::hours(1);
        if place % 4 > 0 {
            walk.go(FraudAlertStatus::Investigating, detected + hour);
        }
        match place % 4 {
            2 => {
                walk.go(FraudAlertStatus::Confirmed, detected + hour * 9);
            }
            3 => {
                walk.go(FraudAlertStatus::Dismissed, detected + hour * 30);
            }
            _ => {}
        }
        let resolved = (place % 4 > 1).then(|| walk.since());
        let (user, booking_id, payment_id) = match place % 3 {
            0 => (Some(circle.users[FANS + place * 7].id), None, None),
            1 => (None, booking.map(|booking| booking.id), None),
            _ => (None, None, payment),
        };
        if user.or(booking_id).or(payment_id).is_none() {
            continue;
        }
        row!(
            rows,
            fraud_alerts {
                id: draw.id(detected),
                fraud_rule_id: platform::fraud_rule(circle.world, place),
                user_id: user,
                booking_id: booking_id,
                payment_id: payment_id,
                severity: ["low", "medium", "high", "critical"][place % 4],
                score: Decimal::from(draw.cell("score").between(40, 99)),
                status: label(walk.status()),
                evidence: Json(r#"{"cards": 4, "minutes": 38}"#),
                detected_at: detected,
                assigned_to: (place % 4 > 0).then(|| circle.staff(&mut draw.cell("staff"))),
                resolved_by: resolved.map(|_| circle.staff(&mut draw.cell("staff"))),
                resolved_at: resolved,
                resolution_note: resolved.map(|_| "Spoke with the customer"),
                created_at: detected,
                updated_at: walk.since(),
            }
        );
    }
}
