//! What people do in the application.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use backline_seed::value::Zipf;
use time::Duration;

use super::circle::Circle;
use super::people::{FANS, VENUES};
use super::settings::Domain;
use super::{access, artists, guests};

const EVENTS: u64 = 1_800;
const REFERRERS: &[&str] =
    &["https://search.example.com/", "https://news.example.org/music", "https://social.example.net/"];

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let popular = Zipf::new(artists::ASKED, 1.0);
    let fans = Zipf::new(circle.audience, 0.7);
    let business = [
        "application",
        "booking",
        "contract",
        "conversation",
        "opportunity",
        "organization",
        "payment",
        "project",
        "promoter",
        "review",
        "ticket_pool",
        "user",
    ];
    let marks = business.map(|kind| circle.marked(&[kind]));
    for place in 0..circle.times(Domain::Analytics, EVENTS) {
        let draw = circle.draw("analytics_events", place);
        // One in twelve looks is at work: the first firms look most, the one in Singapore looked once.
        let firm = match draw.cell("at work").between(0, 11) {
            _ if place == 0 => Some(guests::SINGAPORE_FIRM),
            0 => Some(draw.cell("firm").index(16)),
            _ => None,
        };
        let firm = firm.and_then(|firm| circle.organizations.get(firm));
        let user = match firm {
            Some(firm) => &circle.users[firm.members[0]],
            None => &circle.users[FANS + fans.index(&mut draw.cell("user"))],
        };
        let at = circle.ago(&mut draw.cell("at"), 0, 120).max(user.joined);
        let id = draw.id(at);
        let known = firm.is_some() || !draw.cell("anonymous").chance(0.3);
        let artist = circle.artists[popular.index(&mut draw.cell("artist"))].id;
        let looked = &marks[draw.cell("kind").index(marks.len())];
        let (name, entity) = match draw.cell("what").between(0, 9) {
            _ if firm.is_some() && !looked.is_empty() => {
                let mark = draw.cell("thing").pick(looked);
                ("details_viewed", Some((mark.kind, mark.id)))
            }
            0..=3 => ("artist_viewed", Some(("artist", artist))),
            4..=5 => ("search_done", None),
            6 => match circle.events.get(draw.cell("event").index(circle.events.len())) {
                Some(event) => ("event_viewed", Some(("event", event.id))),
                None => ("start_viewed", None),
            },
            7 => ("venue_viewed", Some(("venue", circle.venues[draw.cell("venue").index(VENUES)].id))),
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
                session_id: access::session(circle, user).filter(|_| known),
                organization_id: firm.map(|firm| firm.id),
                entity_type: entity.map(|(kind, _)| kind),
                entity_id: entity.map(|(_, id)| id),
                properties: Json("{}"),
                page_url: detailed("page").then(|| match entity {
                    Some((kind, id)) => format!("https://app.example.com/{kind}s/{id}"),
                    None => "https://app.example.com/".to_owned(),
                }),
                referrer: detailed("referrer").then(|| *draw.cell("from").pick(REFERRERS)),
                device: detailed("device").then_some(
                    *draw.cell("which").pick(&["mobile", "desktop", "tablet", "mobile", "other", "server"])
                ),
                user_agent: detailed("agent").then(|| access::agent(user)),
                ip_address: detailed("address").then(|| access::address(user)),
                country_code: detailed("country").then_some(user.city.market.code),
                created_at: (at + Duration::seconds(1)).min(circle.now().max(at)),
            }
        );
    }
}
