//! What people do in the application.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use backline_seed::value::Zipf;
use time::Duration;

use super::circle::Circle;
use super::people::{self, FANS};
use super::settings::Domain;

const EVENTS: u64 = 1_800;

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let artists = Zipf::new(circle.artists.len(), 1.0);
    let fans = Zipf::new(circle.users.len() - FANS, 0.7);
    for place in 0..circle.times(Domain::Analytics, EVENTS) {
        let draw = circle.draw("analytics_events", place);
        let user = &circle.users[FANS + fans.index(&mut draw.cell("user"))];
        let at = circle.ago(&mut draw.cell("at"), 0, 120).max(user.joined);
        let id = draw.id(at);
        let known = !draw.cell("anonymous").chance(0.3);
        let artist = circle.artists[artists.index(&mut draw.cell("artist"))].id;
        let (name, entity) = match draw.cell("what").between(0, 9) {
            0..=3 => ("artist_viewed", Some(("artist", artist))),
            4..=5 => ("search_done", None),
            6 => match circle.events.get(draw.cell("event").index(circle.events.len())) {
                Some(event) => ("event_viewed", Some(("event", event.id))),
                None => ("start_viewed", None),
            },
            7 => (
                "venue_viewed",
                Some(("venue", circle.venues[draw.cell("venue").index(circle.venues.len())].id)),
            ),
            8 => ("signed_in", None),
            _ => ("start_viewed", None),
        };
        let detailed = |column: &str| draw.cell(column).chance(0.6);
        row!(
            rows,
            analytics_events {
                actor_id: if known { user.id } else { id },
                id: id,
                occurred_at: at,
                event_name: name,
                user_id: known.then_some(user.id),
                session_id: people::session(circle, user).filter(|_| known),
                organization_id: None::<uuid::Uuid>,
                entity_type: entity.map(|(kind, _)| kind),
                entity_id: entity.map(|(_, id)| id),
                properties: Json("{}"),
                page_url: detailed("page").then_some("https://app.example.com/"),
                referrer: detailed("referrer").then_some("https://search.example.com/"),
                device: detailed("device").then_some(
                    *draw.cell("which").pick(&["mobile", "desktop", "tablet", "mobile", "other", "server"])
                ),
                user_agent: detailed("agent").then_some("Mozilla/5.0"),
                ip_address: detailed("address").then(|| std::net::IpAddr::from([198, 51, 100, 23])),
                country_code: detailed("country").then_some(user.city.market.code),
                created_at: (at + Duration::seconds(1)).min(circle.now().max(at)),
            }
        );
    }
}
