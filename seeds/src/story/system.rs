//! Favourites, tags, webhooks.

use backline_schema::prelude::WebhookDeliveryStatus;
use backline_seed::load::{Bytes, Json, Rows, TextArray};
use backline_seed::row;
use time::Duration;

use super::circle::Circle;
use super::people::{FANS, FIRMS, VENUES};
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{artists, platform};

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
    // A tag that was thought of for one evening, by the second of the staff.
    if let Some(event) = circle.events.last() {
        row!(
            rows,
            entity_tags {
                entity_type: "event",
                entity_id: event.id,
                tag_id: platform::tag_used_once(circle.world),
                tagged_by: circle.users[2].id,
                created_at: event.walk.steps()[0].1,
            }
        );
    }
    for kind in ["venue", "promoter", "organization", "opportunity", "media", "equipment", "project"] {
        for (place, mark) in circle.marked(&[kind]).iter().step_by(8).take(4).enumerate() {
            row!(
                rows,
                entity_tags {
                    entity_type: kind,
                    entity_id: mark.id,
                    tag_id: platform::tag(circle.world, place),
                    tagged_by: None::<uuid::Uuid>,
                    created_at: mark.at + Duration::days(1),
                }
            );
        }
    }
    for organization in (0..FIRMS).step_by(6) {
        write_webhook(circle, rows, organization, 0, 5);
    }
    // The first firm has a second one that has been called once, and a third one that is new.
    write_webhook(circle, rows, 0, 1, 1);
    write_webhook(circle, rows, 0, 2, 0);
}

fn write_favorites(circle: &Circle<'_>, rows: &mut Rows) {
    for place in 0..circle.times(Domain::System, 120) {
        let draw = circle.draw("favorites", place);
        let index = usize::try_from(place).unwrap_or(0);
        // Three of each kind are liked by many, the next by one, others by nobody; some users like more than one.
        let user = &circle.users[FANS + index * 7 % 90];
        let index = match index / 5 {
            rank @ 0..=11 => rank % 3,
            rank => rank - 9,
        };
        let (mut artist, mut venue, mut promoter, mut event, mut opportunity) =
            (None, None, None, None, None);
        let asked = circle.bookings.iter().filter_map(|booking| booking.request.application);
        let since = match place % 5 {
            0 => {
                let each = &circle.artists[index % artists::ASKED];
                artist = Some(each.id);
                each.since
            }
            1 => {
                let Some(each) = circle.venues[..VENUES].get(index) else { continue };
                venue = Some(each.id);
                each.since
            }
            2 => {
                let each = index;
                if each >= FIRMS {
                    continue;
                }
                promoter = Some(circle.promoters[each].id);
                circle.promoters[each].since
            }
            3 if !circle.events.is_empty() => {
                let Some(each) = circle.events.get(index).filter(|_| index < 9) else { continue };
                event = Some(each.id);
                each.walk.steps()[0].1
            }
            _ => {
                let Some((id, _)) = asked.clone().nth(2 + index).filter(|_| index < 9) else { continue };
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

fn write_webhook(circle: &Circle<'_>, rows: &mut Rows, index: usize, which: u64, deliveries: u64) {
    use WebhookDeliveryStatus::{Abandoned, Delivered, Failed, Pending};
    let organization = &circle.organizations[index];
    let number = index as u64 + which * 1_000;
    let draw = circle.draw("webhooks", number);
    let made = organization.founded + Duration::days(20);
    let id = draw.id(made);
    let given_up = index % 4 == 2 && which == 0;
    row!(
        rows,
        webhooks {
            id: id,
            organization_id: organization.id,
            name: ["Our own calendar", "Accounts", "Box office"][usize::try_from(which).unwrap_or(0)],
            url: format!("https://hooks.example.com/{id}"),
            encrypted_secret: Bytes(&[7_u8; 32][..]),
            encryption_key_id: "key-1",
            events: TextArray(&["booking.confirmed", "payment.*"]),
            active: !given_up,
            failure_count: if given_up { 20_i32 } else { 0 },
            last_success_at: (!given_up && deliveries > 0).then(|| circle.now() - Duration::hours(3)),
            disabled_at: given_up.then(|| circle.now() - Duration::days(2)),
            // One was set up by the platform.
            created_by: (index != 18).then_some(circle.users[organization.members[0]].id),
            created_at: made,
            updated_at: made,
        }
    );
    for place in 5 - deliveries..5 {
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
        let delivery = circle.draw("webhook_deliveries", number * 8 + place);
        row!(
            rows,
            webhook_deliveries {
                id: delivery.id(at),
                webhook_id: id,
                event_id: circle.draw("webhook_events", number * 8 + place).id(at),
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
