//! Favourites, tags, webhooks.

use backline_schema::prelude::WebhookDeliveryStatus;
use backline_seed::load::{Bytes, Json, Rows, TextArray};
use backline_seed::row;
use time::Duration;

use super::circle::Circle;
use super::people::FANS;
use super::platform;
use super::settings::Domain;
use super::walk::{Walk, label};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    if circle.world.times(Domain::System) == 0 {
        return;
    }
    write_favorites(circle, rows);
    for (place, event) in circle.events.iter().enumerate().step_by(2) {
        row!(
            rows,
            entity_tags {
                entity_type: "event",
                entity_id: event.id,
                tag_id: platform::tag(circle.world, place / 2),
                tagged_by: (place % 4 == 0).then_some(circle.users[1].id),
                created_at: event.walk.steps()[0].1,
            }
        );
    }
    for (place, artist) in circle.artists.iter().enumerate().step_by(9) {
        row!(
            rows,
            entity_tags {
                entity_type: "artist",
                entity_id: artist.id,
                tag_id: platform::tag(circle.world, place),
                tagged_by: Some(circle.users[1].id),
                created_at: artist.since,
            }
        );
    }
    for organization in (0..circle.organizations.len()).step_by(6) {
        write_webhook(circle, rows, organization);
    }
}

fn write_favorites(circle: &Circle<'_>, rows: &mut Rows) {
    for place in 0..circle.times(Domain::System, 120) {
        let draw = circle.draw("favorites", place);
        let index = usize::try_from(place).unwrap_or(0);
        // Of one kind each user has one favourite.
        let user = &circle.users[FANS + index % (circle.users.len() - FANS)];
        let (mut artist, mut venue, mut promoter, mut event, mut opportunity) =
            (None, None, None, None, None);
        let asked = circle.bookings.iter().filter_map(|booking| booking.request.application);
        let since = match place % 5 {
            0 => {
                let each = &circle.artists[index % circle.artists.len()];
                artist = Some(each.id);
                each.since
            }
            1 => {
                let each = &circle.venues[index % circle.venues.len()];
                venue = Some(each.id);
                each.since
            }
            2 => {
                let each = index % circle.promoters.len();
                promoter = Some(circle.promoters[each].id);
                circle.organization_of(each).founded
            }
            3 if !circle.events.is_empty() => {
                let each = &circle.events[index % circle.events.len()];
                event = Some(each.id);
                each.walk.steps()[0].1
            }
            _ => {
                let Some((id, _)) = asked.clone().nth(index % 20) else { continue };
                opportunity = Some(id);
                circle.now() - Duration::days(1)
            }
        };
        let at = circle.past(since.max(user.joined) + Duration::hours(draw.cell("after").between(1, 200)));
        row!(
            rows,
            favorites {
                id: draw.id(at),
                user_id: user.id,
                artist_id: artist,
                venue_id: venue,
                promoter_id: promoter,
                event_id: event,
                opportunity_id: opportunity,
                note: draw.cell("noted").chance(0.3).then_some("For the wedding?"),
                created_at: at,
                updated_at: at,
            }
        );
    }
}

fn write_webhook(circle: &Circle<'_>, rows: &mut Rows, index: usize) {
    use WebhookDeliveryStatus::{Abandoned, Delivered, Failed, Pending};
    let organization = &circle.organizations[index];
    let draw = circle.draw("webhooks", index as u64);
    let made = organization.founded + Duration::days(20);
    let id = draw.id(made);
    let given_up = index % 4 == 2;
    row!(
        rows,
        webhooks {
            id: id,
            organization_id: organization.id,
            name: "Our own calendar",
            url: format!("https://hooks.example.com/{id}"),
            encrypted_secret: Bytes(&[7_u8; 32][..]),
            encryption_key_id: "key-1",
            events: TextArray(&["booking.confirmed", "payment.*"]),
            active: !given_up,
            failure_count: if given_up { 20_i32 } else { 0 },
            last_success_at: (!given_up).then(|| circle.now() - Duration::hours(3)),
            disabled_at: given_up.then(|| circle.now() - Duration::days(2)),
            created_by: circle.users[organization.members[0]].id,
            created_at: made,
            updated_at: made,
        }
    );
    for place in 0..5_u64 {
        let at =
            (circle.now() - Duration::days(5) + Duration::hours(i64::try_from(place).unwrap_or(0))).max(made);
        let minute = Duration::minutes(1);
        let mut walk = Walk::begin(Pending, at, circle.now());
        let plot: &[(WebhookDeliveryStatus, i32)] = match place {
            0 => &[],
            1 => &[(Failed, 1), (Abandoned, 900)],
            2 => &[(Failed, 1)],
            3 => &[(Failed, 1), (Pending, 20), (Delivered, 21)],
            _ => &[(Delivered, 1)],
        };
        for (status, after) in plot {
            if walk.goes_on() {
                walk.go(*status, at + minute * *after);
            }
        }
        let status = walk.status();
        let tried = walk.steps().len() > 1;
        let delivery = circle.draw("webhook_deliveries", index as u64 * 8 + place);
        row!(
            rows,
            webhook_deliveries {
                id: delivery.id(at),
                webhook_id: id,
                event_id: circle.draw("webhook_events", index as u64 * 8 + place).id(at),
                event_name: "booking.confirmed",
                payload: Json(r#"{"kind": "booking"}"#),
                status: label(status),
                attempt: i16::from(tried),
                response_code: (status == Delivered).then_some(200_i16),
                response_body: (status == Delivered).then_some("ok"),
                last_error: (tried && status != Delivered).then_some("connection timed out"),
                duration_ms: tried
                    .then(|| i32::try_from(delivery.cell("took").between(20, 9_000)).unwrap_or(100)),
                next_attempt_at: (status == Failed).then(|| circle.now() + Duration::hours(1)),
                delivered_at: walk.at(Delivered),
                created_at: at,
                updated_at: walk.since(),
            }
        );
    }
}
