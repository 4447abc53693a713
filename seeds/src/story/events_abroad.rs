//! An evening in Singapore, and one that another site tells of.

use backline_schema::prelude::EventStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;
use time::macros::time;

use super::circle::{Circle, Rating, money};
use super::events::{self, Event};
use super::people::FANS;
use super::walk::Walk;
use super::{guests, names, script, tickets};

/// The evening in Singapore: one stage, one act, one price, one who comes.
pub(super) fn make(circle: &mut Circle<'_>, rows: &mut Rows) {
    let Some(request) = circle.requests.get(script::IN_SINGAPORE).cloned() else { return };
    let (venue, promoter) = (guests::SINGAPORE_VENUE, guests::SINGAPORE_PROMOTER);
    let ordinal = 900_001;
    let draw = circle.draw("events", ordinal);
    let starts = request.starts - Duration::hours(1);
    let created = request.asked - Duration::days(2);
    let mut walk = Walk::begin(EventStatus::Draft, created, circle.now());
    walk.go(EventStatus::Published, created + Duration::days(1));
    walk.go(EventStatus::Completed, starts + Duration::hours(4));
    let mut event = Event {
        id: draw.id(created),
        title: format!("One Night of {}", circle.artists[request.artist].name),
        promoter,
        venue,
        starts,
        ends: starts + Duration::hours(4),
        walk,
        saves: 0,
        interested: 0,
        going: 0,
        rating: Rating::default(),
        house: Vec::new(),
        takings: Decimal::ZERO,
        is_told: false,
    };
    let stage = circle.draw("event_stages", ordinal).id(created);
    circle.requests[script::IN_SINGAPORE].stage = Some((event.id, stage));
    row!(
        rows,
        event_stages {
            id: stage,
            event_id: event.id,
            name: "The room",
            order_index: 0_i32,
            capacity: circle.venues[venue].capacity,
            created_at: created,
            updated_at: created,
        }
    );
    row!(
        rows,
        event_artists {
            id: circle.draw("event_artists", ordinal).id(created),
            event_id: event.id,
            artist_id: circle.artists[request.artist].id,
            stage_id: stage,
            role: "headliner",
            set_starts_at: request.starts,
            set_ends_at: request.starts + Duration::minutes(request.minutes),
            billing_order: 0_i32,
            created_at: created,
            updated_at: created,
        }
    );
    let currency = circle.venues[venue].city.market.currency;
    row!(
        rows,
        event_prices {
            id: circle.draw("event_prices", ordinal).id(created),
            event_id: event.id,
            price_type: "regular",
            amount: money(4_500, currency),
            currency: currency,
            is_available: false,
            created_at: created,
            updated_at: created,
        }
    );
    let at = created + Duration::days(5);
    let known = |fan: &usize| circle.users[*fan].joined < created;
    let guest = (FANS..circle.guests).find(known).unwrap_or(FANS);
    let fan = &circle.users[guest];
    row!(rows, event_saves { user_id: fan.id, event_id: event.id, created_at: at });
    event.saves = 1;
    event.going = 1;
    row!(
        rows,
        event_attendances {
            id: circle.draw("event_attendances", ordinal * 64).id(at),
            user_id: fan.id,
            event_id: event.id,
            status: "going",
            created_at: at,
            updated_at: at,
        }
    );
    tickets::write_invitation(circle, rows, &event, guest, at);
    events::finish(circle, rows, ordinal, event);
}

/// Found on another site: nobody of ours is behind it yet.
pub(super) fn write_listing(circle: &Circle<'_>, rows: &mut Rows) {
    let draw = circle.draw("events", 1_000_001);
    let found = circle.ago(&mut draw.cell("found"), 3, 9);
    let city = circle.users[0].city;
    let starts = city.at(circle.today() + Duration::days(26), time!(18:00));
    let title = format!(
        "{} {}",
        names::event(starts.month(), city.market.code == "IN", &mut draw.cell("title")),
        starts.year()
    );
    let slug = format!("{}-{}", names::slug(&title), circle.number(999_999));
    row!(
        rows,
        events {
            id: draw.id(found),
            title: title,
            slug: slug,
            status: "published",
            starts_at: starts,
            ends_at: starts + Duration::hours(5),
            timezone: city.timezone,
            currency: city.market.currency,
            publication_date: found,
            source_url: format!("https://listings.example.com/{slug}"),
            scraped_at: found,
            metadata: Json("{}"),
            created_at: found,
            updated_at: found,
        }
    );
}
