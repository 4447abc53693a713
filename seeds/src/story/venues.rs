//! Venues with amenities, opening hours, equipment.

use backline_seed::load::{Json, Rows};
use backline_seed::reference::row_id;
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;
use time::macros::time;

use super::circle::{Circle, Rating, Venue};
use super::guests;
use super::names::{self, VENUE_KINDS};
use super::people::{FIRMS, FIRST_VENUE, VENUES};

const AMENITIES: &[&str] = &[
    "green-room",
    "pa-system",
    "stage-lighting",
    "monitor-system",
    "car-parking",
    "bar",
    "air-conditioning",
    "wheelchair-access",
    "dressing-rooms",
    "guest-wifi",
    "power-backup",
    "loading-dock",
    "piano",
    "drinking-water",
];

pub(super) fn make(circle: &mut Circle<'_>) {
    for index in 0..VENUES {
        let draw = circle.draw("venues", index as u64);
        let user = FIRST_VENUE + index;
        let city = circle.users[user].city;
        let (_, kind, least, most) = VENUE_KINDS[index % VENUE_KINDS.len()];
        let since = circle.users[user].joined + Duration::hours(draw.cell("since").between(2, 400));
        circle.venues.push(Venue {
            id: draw.id(since),
            name: names::venue(kind, &mut draw.cell("name")),
            user,
            organization: (index % 3 == 0).then_some(index % FIRMS),
            city,
            capacity: i32::try_from(draw.cell("capacity").between(least, most)).unwrap_or(200),
            since,
            rating: Rating::default(),
            trust: None,
            closed: None,
        });
    }
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (index, venue) in circle.venues.iter().enumerate() {
        let draw = circle.draw("venues", index as u64);
        let (kind, ..) = VENUE_KINDS[index % VENUE_KINDS.len()];
        let slug = format!("{}-{}", names::slug(&venue.name), circle.number(index as u64));
        let near = |column: &str, degrees: f64| degrees + (draw.cell(column).fraction() - 0.5) / 5.0;
        let rare = |column: &str| draw.cell(column).chance(0.6);
        // What an artist may play past midnight is the same everywhere: until one.
        let hours = rare("hours").then_some((time!(16:00), time!(01:00)));
        let located = rare("located");
        row!(
            rows,
            venues {
                id: venue.id,
                user_id: (venue.organization.is_none() || rare("person"))
                    .then_some(circle.users[venue.user].id),
                organization_id: venue.organization.map(|each| circle.organizations[each].id),
                name: venue.name,
                slug: slug,
                description: rare("description")
                    .then(|| format!("A {kind} in {} with a good ear for quiet music.", venue.city.name)),
                capacity: venue.capacity,
                capacity_seated: rare("seated").then_some(venue.capacity / 2),
                capacity_standing: rare("standing").then_some(venue.capacity),
                venue_type: rare("type").then_some(kind),
                city_id: venue.city.id,
                address: Json(venue.city.address(&mut draw.cell("address"))),
                postal_code: if rare("postal") {
                    venue.city.postal_code_of(draw.cell("address"))
                } else {
                    None
                },
                lat: located.then(|| near("lat", venue.city.lat)),
                lon: located.then(|| near("lon", venue.city.lon)),
                timezone: venue.city.timezone,
                opens_at: hours.map(|(opens, _)| opens),
                closes_at: hours.map(|(_, closes)| closes),
                amenities: rare("amenities").then_some(Json(r#"{"green_room": true}"#)),
                technical_specs: rare("technical")
                    .then_some(Json(r#"{"pa": "line array", "monitors": 6, "stage_m": [8, 5]}"#)),
                photos: rare("photos").then_some(Json(r#"["https://media.example.com/venues/stage.webp"]"#)),
                website: rare("website").then(|| format!("https://{slug}.example.com")),
                phone: rare("phone").then(|| {
                    let digits = venue.city.market.phone_digits;
                    format!("{}{:0digits$}", venue.city.market.phone, 40 + index)
                }),
                email: rare("mail").then(|| format!("booking@{slug}.example.com")),
                trust_score: venue.trust.unwrap_or(Decimal::from(50)),
                rating_average: venue.rating.average(),
                rating_count: venue.rating.count,
                is_verified: index % 4 != 0,
                deleted_at: venue.closed,
                created_at: venue.since,
                updated_at: venue.closed.unwrap_or(venue.since),
            }
        );
        let firm = venue.organization.map(|each| circle.organizations[each].id);
        circle.mark("venue", venue.id, Some(circle.users[venue.user].id), firm, venue.since);
        let first = draw.cell("first").index(AMENITIES.len());
        let amenities = match index {
            guests::SINGAPORE_VENUE => 1,
            guests::CLOSED_VENUE => 0,
            _ => 3 + index % 4,
        };
        for place in 0..amenities {
            let amenity = match index {
                guests::SINGAPORE_VENUE => "elevator",
                _ => AMENITIES[(first + place) % AMENITIES.len()],
            };
            row!(
                rows,
                venue_amenities {
                    venue_id: venue.id,
                    amenity_id: row_id("amenities", &[amenity]),
                    note: (place == 0).then_some("Ask at the door"),
                    created_at: venue.since,
                    updated_at: venue.since,
                }
            );
        }
    }
    // Begun this week, and not filled in.
    let draw = circle.draw("venues", 1_000);
    let at = circle.ago(&mut draw.cell("begun"), 1, 6);
    row!(
        rows,
        venues {
            id: draw.id(at),
            user_id: circle.users[FIRST_VENUE + 1].id,
            name: names::venue("Attic", &mut draw.cell("name")),
            slug: format!("attic-{}", circle.number(1_000)),
            timezone: circle.users[FIRST_VENUE + 1].city.timezone,
            created_at: at,
            updated_at: at,
        }
    );
}
