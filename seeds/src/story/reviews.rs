//! Reviews: both sides of a booking that was played, and the house; published, pending, hidden or removed.

use backline_schema::prelude::{BookingStatus, ReviewStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::Circle;
use super::texts;
use super::walk::label;

/// What a review is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Artist(Uuid),
    Venue(Uuid),
    Promoter(Uuid),
    Event(Uuid),
}

/// A review that everybody sees.
pub(super) struct Published {
    pub(super) id: Uuid,
    pub(super) reviewer: Uuid,
    pub(super) booking: Option<Uuid>,
    pub(super) attendance: Option<Uuid>,
    pub(super) subject: Subject,
    pub(super) rating: i16,
    pub(super) text: &'static str,
    pub(super) at: OffsetDateTime,
}

pub(super) fn write_published(circle: &Circle<'_>, rows: &mut Rows, review: &Published) {
    write_review(circle, rows, review, ReviewStatus::Published, None, None);
}

/// A review's id says what is random about it.
fn write_review(
    circle: &Circle<'_>,
    rows: &mut Rows,
    review: &Published,
    status: ReviewStatus,
    moderator: Option<Uuid>,
    answer: Option<(Uuid, OffsetDateTime)>,
) {
    let of = |wanted: fn(Subject) -> Option<Uuid>| wanted(review.subject);
    let odd = review.id.as_u128();
    row!(
        rows,
        reviews {
            id: review.id,
            reviewer_id: review.reviewer,
            booking_id: review.booking,
            event_attendance_id: review.attendance,
            artist_id: of(|subject| match subject {
                Subject::Artist(id) => Some(id),
                _ => None,
            }),
            venue_id: of(|subject| match subject {
                Subject::Venue(id) => Some(id),
                _ => None,
            }),
            promoter_id: of(|subject| match subject {
                Subject::Promoter(id) => Some(id),
                _ => None,
            }),
            event_id: of(|subject| match subject {
                Subject::Event(id) => Some(id),
                _ => None,
            }),
            rating: review.rating,
            rating_details: Json(format!(
                r#"{{"punctuality": {}, "sound": {}}}"#,
                review.rating, review.rating
            )),
            title: (!(odd.is_multiple_of(3))).then(|| texts::review_title(review.rating)),
            body: (!(odd.is_multiple_of(7))).then_some(review.text),
            status: label(status),
            published_at: (status != ReviewStatus::Pending).then_some(review.at + Duration::hours(1)),
            response: answer.map(|_| texts::answer(review.rating)),
            responded_by: answer.map(|(by, _)| by),
            responded_at: answer.map(|(_, at)| at),
            moderated_by: moderator,
            moderated_at: moderator.map(|_| review.at + Duration::hours(30)),
            moderation_note: moderator.map(|_| "Names a third person"),
            created_at: review.at,
            updated_at: review.at + Duration::hours(if moderator.is_some() { 30 } else { 1 }),
        }
    );
    circle.mark("review", review.id, Some(review.reviewer), None, review.at);
}

/// What a review does to trust: about whom, how good, from when on, and until when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opinion {
    pub(super) about: Uuid,
    pub(super) review: Uuid,
    pub(super) rating: i16,
    pub(super) from: OffsetDateTime,
    pub(super) until: Option<OffsetDateTime>,
}

pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    let bookings = std::mem::take(&mut circle.bookings);
    let mut judged = 0;
    for booking in bookings.iter().filter(|booking| booking.is_settled()) {
        let request = &booking.request;
        let Some(played) = booking.walk.at_last(BookingStatus::Completed) else { continue };
        let artist_user = circle.artist_user(request.artist).id;
        let promoter_user = circle.promoter_id(request.promoter);
        let house = circle.users[circle.venues[request.venue].user].id;
        let venue_known = booking.ordinal % 19 != 8;
        let promoter_known = booking.ordinal % 13 != 6;
        let sides = [
            (Subject::Artist(circle.artists[request.artist].id), promoter_user, Some(artist_user), true),
            (
                Subject::Promoter(circle.promoters[request.promoter].id),
                Some(artist_user),
                promoter_user,
                promoter_known,
            ),
            (Subject::Venue(circle.venues[request.venue].id), Some(artist_user), Some(house), venue_known),
        ];
        for (side, (subject, reviewer, reviewed, known)) in (0_u64..).zip(sides) {
            let ordinal = booking.ordinal * 4 + side;
            let draw = circle.draw("reviews", ordinal);
            let at = played + Duration::hours(draw.cell("after").between(8, 150));
            let Some(reviewer) = reviewer.filter(|_| known) else { continue };
            if at + Duration::hours(31) > circle.now() || !draw.cell("writes").chance(0.75) {
                continue;
            }
            let rating = i16::try_from(5 - draw.cell("rating").between(0, 16) / 4).unwrap_or(4);
            let status = match ordinal % 29 {
                3 => ReviewStatus::Pending,
                11 => ReviewStatus::Hidden,
                17 => ReviewStatus::Removed,
                _ => ReviewStatus::Published,
            };
            if status == ReviewStatus::Published {
                let of = match side {
                    0 => &mut circle.artists[request.artist].rating,
                    1 => &mut circle.promoters[request.promoter].rating,
                    _ => &mut circle.venues[request.venue].rating,
                };
                of.add(rating);
            }
            let moderated = matches!(status, ReviewStatus::Hidden | ReviewStatus::Removed);
            // The head of the platform decided the first case.
            let moderator = moderated.then(|| {
                judged += 1;
                if judged == 1 { circle.users[0].id } else { circle.staff(&mut draw.cell("moderator")) }
            });
            let answered = status == ReviewStatus::Published && draw.cell("answered").chance(0.25);
            let answer = reviewed.filter(|_| answered).map(|reviewed| (reviewed, at + Duration::hours(20)));
            let review = Published {
                id: draw.id(at),
                reviewer,
                booking: Some(booking.id),
                attendance: None,
                subject,
                rating,
                text: texts::review(rating, &mut draw.cell("text")),
                at,
            };
            write_review(circle, rows, &review, status, moderator, answer);
            if matches!(status, ReviewStatus::Published | ReviewStatus::Removed) {
                let (Subject::Artist(about)
                | Subject::Promoter(about)
                | Subject::Venue(about)
                | Subject::Event(about)) = subject;
                let until = (status == ReviewStatus::Removed).then(|| at + Duration::hours(30));
                let from = at + Duration::hours(1);
                circle.opinions.push(Opinion { about, review: review.id, rating, from, until });
            }
        }
    }
    circle.bookings = bookings;
}
