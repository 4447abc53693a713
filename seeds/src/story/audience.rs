//! Who saves an event, says to come, comes, and says how it was.

use backline_seed::load::Rows;
use backline_seed::row;
use time::Duration;
use uuid::Uuid;

use super::circle::Circle;
use super::events::Event;
use super::people::FANS;
use super::{reviews, texts};

/// Saves and attendance of what was published.
pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, ordinal: u64, event: &mut Event) {
    let Some(published) = event.published() else { return };
    let draw = circle.draw("event_attendances", ordinal);
    let fans = circle.audience;
    let first = draw.cell("first").index(fans);
    let crowd = usize::try_from(draw.cell("crowd").between(4, 26)).unwrap_or(10);
    for place in 0..crowd {
        let fan = FANS + (first + place * 13) % fans;
        let user = &circle.users[fan];
        let at = circle.past(published.max(user.joined) + Duration::hours(place as i64 * 5));
        if at < user.joined {
            continue;
        }
        if place % 3 != 0 {
            row!(rows, event_saves { user_id: user.id, event_id: event.id, created_at: at });
            event.saves += 1;
        }
        let answer = ["going", "going", "interested", "maybe", "not_going"][place % 5];
        match answer {
            "going" => event.going += 1,
            "interested" => event.interested += 1,
            _ => {}
        }
        row!(
            rows,
            event_attendances {
                id: attendance(circle, ordinal, place),
                user_id: user.id,
                event_id: event.id,
                status: answer,
                created_at: at,
                updated_at: at,
            }
        );
        if answer == "going" && event.took_place() && at < event.ends {
            circle_review(circle, rows, ordinal, place, event, user.id);
        }
    }
}

fn attendance(circle: &Circle<'_>, event: u64, place: usize) -> Uuid {
    circle.draw("event_attendances", event * 64 + place as u64).id(circle.world.now - Duration::days(400))
}

/// Some of those who went review it.
fn circle_review(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    place: usize,
    event: &mut Event,
    reviewer: Uuid,
) {
    let draw = circle.draw("reviews of events", ordinal * 64 + place as u64);
    let written = event.ends + Duration::hours(draw.cell("after").between(10, 90));
    if written > circle.now() || !draw.cell("writes").chance(0.4) {
        return;
    }
    let rating = i16::try_from(5 - draw.cell("rating").between(0, 11) / 4).unwrap_or(4);
    event.rating.add(rating);
    let review = reviews::Published {
        id: draw.id(written),
        reviewer,
        booking: None,
        attendance: Some(attendance(circle, ordinal, place)),
        subject: reviews::Subject::Event(event.id),
        rating,
        text: texts::event_review(rating, &mut draw.cell("text")),
        at: written,
    };
    reviews::write_published(circle, rows, &review);
    if draw.cell("house").chance(0.2) {
        // And a word about the house.
        let stars = (rating - 1).max(1);
        event.house.push(stars);
        let house = reviews::Published {
            id: circle.draw("reviews of houses", ordinal * 64 + place as u64).id(written),
            subject: reviews::Subject::Venue(circle.venues[event.venue].id),
            rating: stars,
            text: texts::house_review(stars, &mut draw.cell("house text")),
            ..review
        };
        reviews::write_published(circle, rows, &house);
    }
}
