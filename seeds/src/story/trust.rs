//! Trust: scores with their history, disputes, fraud alerts.

use backline_schema::prelude::{BookingStatus, FraudAlertStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::Circle;
use super::guests::{CLOSED_VENUE, SECOND_NAME};
use super::people::FANS;
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{bookings, disputes, platform, settlements};

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    if circle.world.times(Domain::Booking) == 0 {
        return;
    }
    for artist in 0..circle.artists.len() {
        let of_artist = |booking: &&Booking| booking.request.artist == artist;
        let steps =
            moves(circle, Side::Artist, circle.artists[artist].id, circle.bookings.iter().filter(of_artist));
        if !steps.is_empty() || artist % 10 == 0 {
            let (id, since) = (circle.artists[artist].id, circle.artists[artist].since);
            let score = write_score(circle, rows, artist as u64, [Some(id), None, None, None], since, &steps);
            circle.artists[artist].trust = Some(score);
        }
    }
    for venue in 0..CLOSED_VENUE {
        let of_venue = |booking: &&Booking| booking.request.venue == venue;
        let steps =
            moves(circle, Side::Venue, circle.venues[venue].id, circle.bookings.iter().filter(of_venue));
        let (id, since) = (circle.venues[venue].id, circle.venues[venue].since);
        let score =
            write_score(circle, rows, 10_000 + venue as u64, [None, Some(id), None, None], since, &steps);
        circle.venues[venue].trust = Some(score);
    }
    for promoter in 0..SECOND_NAME {
        let (id, since) = (circle.promoters[promoter].id, circle.promoters[promoter].since);
        let of_promoter = |booking: &&Booking| booking.request.promoter == promoter;
        let steps = moves(
            circle,
            Side::Promoter,
            circle.promoters[promoter].id,
            circle.bookings.iter().filter(of_promoter),
        );
        write_score(circle, rows, 20_000 + promoter as u64, [None, None, Some(id), None], since, &steps);
    }
    for user in (FANS..circle.guests).step_by(40) {
        let (id, since) = (circle.users[user].id, circle.users[user].joined);
        write_score(circle, rows, 30_000 + user as u64, [None, None, None, Some(id)], since, &[]);
    }
    disputes::write(circle, rows);
    write_alerts(circle, rows);
}

/// What moved a score: reason, by how much, what it was about, and when.
#[derive(Clone, Copy)]
struct Move {
    reason: &'static str,
    change: i64,
    booking: Option<Uuid>,
    dispute: Option<Uuid>,
    review: Option<Uuid>,
    at: OffsetDateTime,
}

impl Move {
    fn new(reason: &'static str, change: i64, at: OffsetDateTime) -> Self {
        Self { reason, change, booking: None, dispute: None, review: None, at }
    }
}

/// Whose score it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Artist,
    Venue,
    Promoter,
}

fn moves<'b>(
    circle: &Circle<'_>,
    side: Side,
    about: Uuid,
    bookings: impl Iterator<Item = &'b Booking>,
) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    // Praise and blame move a little; where a review is removed, it is taken back.
    for opinion in circle.opinions.iter().filter(|opinion| opinion.about == about) {
        let change = i64::from(opinion.rating - 3).signum();
        let review = Some(opinion.review);
        moves.push(Move { review, ..Move::new("review_published", change, opinion.from) });
        moves.extend(opinion.until.map(|at| Move { review, ..Move::new("recalculation", -change, at) }));
    }
    for booking in bookings {
        let mut disputes = 0;
        let mut first = true;
        for (status, at) in booking.walk.steps() {
            let about = |reason, change| Move { booking: Some(booking.id), ..Move::new(reason, change, *at) };
            match status {
                BookingStatus::Completed if std::mem::take(&mut first) => {
                    moves.push(about("booking_completed", 2));
                    // Money that came in the last days before the show is late.
                    if side == Side::Promoter && booking.ordinal % 23 == 11 {
                        moves.push(about("payment_late", -1));
                    }
                }
                // It is held against whoever called off.
                BookingStatus::Cancelled
                    if side == bookings::canceller_is(booking, Side::Artist, Side::Promoter) =>
                {
                    moves.push(about("booking_cancelled", -3));
                }
                BookingStatus::Disputed => {
                    let dispute = Some(dispute_id(circle, booking, disputes, *at));
                    let accused =
                        if disputes::by_artist(booking, disputes) { Side::Promoter } else { Side::Artist };
                    disputes += 1;
                    // Held against the accused, from the third day on.
                    if side != accused || *at > circle.now() - Duration::days(3) {
                        continue;
                    }
                    moves.push(Move { dispute, ..about("dispute_opened", -4) });
                    let end = booking.walk.steps().iter().find(|(_, end)| end > at);
                    if let Some((_, end)) = end {
                        let dispute_resolved = about("dispute_resolved", 2);
                        moves.push(Move { dispute, booking: None, at: *end, ..dispute_resolved });
                    }
                }
                _ => {}
            }
        }
    }
    moves.sort_by_key(|each| (each.at, each.booking, each.dispute, each.review));
    moves
}

/// Writes a score and each of its moves; answers what it came to.
fn write_score(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    subject: [Option<Uuid>; 4],
    since: OffsetDateTime,
    moves: &[Move],
) -> Decimal {
    let draw = circle.draw("trust_scores", ordinal);
    let id = draw.id(since);
    let (day, hour) = (Duration::days(1), Duration::hours(1));
    let mut all = Vec::new();
    if ordinal.is_multiple_of(3) {
        all.push(Move::new("identity_verified", 5, since + day * 4));
    }
    all.extend(moves);
    // Who is caught has no trust left, who is everybody's darling all of it; a word of the staff goes a little way.
    match ordinal {
        FALLEN | FALLEN_VENUE => all.push(Move::new("fraud_confirmed", -100, circle.now() - day * 3)),
        FORGIVEN => {
            all.push(Move::new("fraud_confirmed", -100, circle.now() - day * 9));
            all.push(Move::new("manual", 10, circle.now() - day * 2));
        }
        DARLING | DARLING_VENUE => all.push(Move::new("recalculation", 100, circle.now() - day)),
        PAST_ITS_BEST => {
            all.push(Move::new("recalculation", 100, circle.now() - day * 8));
            all.push(Move::new("payment_late", -2, circle.now() - day * 5));
        }
        number if number % 37 == 5 => {
            all.push(Move::new("recalculation", 1, circle.now() - day));
            all.push(Move::new("manual", -2, circle.now() - hour * 5));
        }
        number if number % 4 == 1 => all.push(Move::new("recalculation", 1, circle.now() - day)),
        _ => {}
    }
    let mut score = 50;
    let mut at = since;
    for (place, step) in (0_u64..).zip(&all) {
        let next = (score + step.change).clamp(0, 100);
        at = step.at.max(at);
        let by_hand = step.reason == "manual";
        // The head of the platform has spoken one word, the staff the others.
        let speaker = usize::from(ordinal != FORGIVEN);
        row!(
            rows,
            trust_score_history {
                id: circle.draw("trust_score_history", ordinal * 512 + place).id(at),
                trust_score_id: id,
                old_score: Decimal::from(score),
                new_score: Decimal::from(next),
                reason: step.reason,
                booking_id: step.booking,
                dispute_id: step.dispute,
                review_id: step.review,
                changed_by: by_hand.then(|| circle.users[speaker].id),
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
            sample_size: i32::try_from(moves.len()).unwrap_or(0),
            factors: Json(r#"{"bookings": 0.6, "reviews": 0.4}"#),
            computed_at: at,
            created_at: since,
            updated_at: at,
        }
    );
    Decimal::from(score)
}

/// Scores of note, by their ordinal: artists, and venues from 10,000 on.
const DARLING: u64 = 0;
const FALLEN: u64 = 100;
const FORGIVEN: u64 = 110;
const PAST_ITS_BEST: u64 = 20;
const DARLING_VENUE: u64 = 10_000;
const FALLEN_VENUE: u64 = 10_019;

/// The dispute of a booking: the first, or a later one.
pub(super) fn dispute_id(circle: &Circle<'_>, booking: &Booking, which: u64, opened: OffsetDateTime) -> Uuid {
    circle.draw("disputes", booking.ordinal + which * 1_000_000).id(opened)
}

/// What an alert is about, and how it goes: 0 is looked at by nobody yet, 1 by somebody, 2 was right, 3 was not.
fn write_alerts(circle: &Circle<'_>, rows: &mut Rows) {
    let booking = |place: usize| circle.bookings.get(place).map(|booking| booking.id);
    let paid: Vec<Uuid> = circle
        .bookings
        .iter()
        .filter_map(|each| settlements::captured(circle, each).first().map(|part| part.id))
        .collect();
    let paid_out: Vec<Uuid> = circle
        .bookings
        .iter()
        .filter_map(|each| {
            settlements::payout(circle, each)
                .map(|walk| circle.draw("payouts", each.ordinal).id(walk.steps()[0].1))
        })
        .collect();
    let reviews: Vec<Uuid> = circle.marked(&["review"]).iter().map(|mark| mark.id).collect();
    let user = |place: usize| Some(circle.users[FANS + place].id);
    let of = |list: &[Uuid], place: usize| list.get(place).copied();
    let none = None::<Uuid>;
    // Rule, state, score, and the user, booking, payment, payout or review; some come back after they were settled.
    let alerts: [(usize, usize, i64, [Option<Uuid>; 5]); 18] = [
        (0, 3, 71, [user(11), none, none, none, none]),
        (0, 1, 83, [user(11), none, none, none, none]),
        (3, 2, 100, [user(18), none, none, none, none]),
        (4, 0, 0, [user(25), none, none, none, none]),
        (0, 0, 64, [none, booking(20), none, none, none]),
        (0, 3, 58, [none, booking(27), none, none, none]),
        (4, 1, 77, [none, booking(27), none, none, none]),
        (0, 2, 90, [none, none, of(&paid, 3), none, none]),
        (0, 3, 61, [none, none, of(&paid, 5), none, none]),
        (0, 0, 66, [none, none, of(&paid, 5), none, none]),
        (1, 3, 55, [none, none, none, of(&paid_out, 2), none]),
        (1, 3, 52, [none, none, none, of(&paid_out, 4), none]),
        (1, 1, 70, [none, none, none, of(&paid_out, 4), none]),
        (2, 0, 45, [none, none, none, none, of(&reviews, 6)]),
        (2, 3, 41, [none, none, none, none, of(&reviews, 9)]),
        (2, 1, 62, [none, none, none, none, of(&reviews, 9)]),
        (4, 3, 12, [user(31), none, none, none, none]),
        (5, 2, 100, [user(45), none, none, none, none]),
    ];
    for (place, (rule, state, score, subject)) in alerts.into_iter().enumerate() {
        if subject.iter().all(Option::is_none) {
            continue;
        }
        let draw = circle.draw("fraud_alerts", place as u64);
        let detected = circle.ago(&mut draw.cell("detected"), 3 + 10 * (3 - state as i64).abs(), 120);
        let mut walk = Walk::begin(FraudAlertStatus::Open, detected, circle.now());
        let hour = Duration::hours(1);
        if state > 0 {
            walk.go(FraudAlertStatus::Investigating, detected + hour);
        }
        match state {
            2 => {
                walk.go(FraudAlertStatus::Confirmed, detected + hour * 9);
            }
            3 => {
                walk.go(FraudAlertStatus::Dismissed, detected + hour * 30);
            }
            _ => {}
        }
        let resolved = (state > 1).then(|| walk.since());
        let [user_id, booking_id, payment_id, payout_id, review_id] = subject;
        row!(
            rows,
            fraud_alerts {
                id: draw.id(detected),
                fraud_rule_id: platform::fraud_rule(circle.world, rule),
                user_id: user_id,
                booking_id: booking_id,
                payment_id: payment_id,
                payout_id: payout_id,
                review_id: review_id,
                severity: ["low", "medium", "high", "critical"][usize::try_from(score / 26).unwrap_or(0)],
                score: Decimal::from(score),
                status: label(walk.status()),
                evidence: Json(EVIDENCE[rule]),
                detected_at: detected,
                assigned_to: (state > 0).then(|| circle.staff(&mut draw.cell("staff"))),
                resolved_by: resolved.map(|_| circle.staff(&mut draw.cell("staff"))),
                resolved_at: resolved,
                resolution_note: resolved.map(|_| {
                    ["Blocked, and told the bank", "Spoke with the customer"][usize::from(state == 3)]
                }),
                created_at: detected,
                updated_at: walk.since(),
            }
        );
    }
}

/// What is found, rule by rule.
const EVIDENCE: [&str; 6] = [
    r#"{"cards": 4, "minutes": 38}"#,
    r#"{"account_age_hours": 5}"#,
    r#"{"reviews": 9, "minutes": 21}"#,
    r#"{"documents": 2, "same_number": true}"#,
    r#"{"reported_by": 1}"#,
    r#"{"list": "sanctions", "match": "exact"}"#,
];
