//! Six venues in different countries, and what they offer.

use backline_schema::prelude::*;
use serde_json::json;

use super::facts::city;
use super::ids::{organization, user, venue};
use super::row::row;
use super::{Error, seeder::Seeder};

struct Venue {
    slug: &'static str,
    name: &'static str,
    description: &'static str,
    kind: &'static str,
    capacity: i32,
    city: i32,
    /// Degrees north and east.
    place: (f64, f64),
    timezone: &'static str,
    amenities: &'static [&'static str],
}

const VENUES: &[Venue] = &[
    Venue {
        slug: "the-raintree-hall",
        name: "The Raintree Hall",
        description: "A listening room with a garden, in the middle of Bengaluru.",
        kind: "concert_hall",
        capacity: 450,
        city: city::BENGALURU,
        place: (12.9752, 77.6050),
        timezone: "Asia/Kolkata",
        amenities: &[
            "pa-system",
            "stage-lighting",
            "green-room",
            "power-backup",
            "wheelchair-access",
            "restaurant",
        ],
    },
    Venue {
        slug: "tidewater-club",
        name: "Tidewater Club",
        description: "Two floors by the river, loud until late.",
        kind: "club",
        capacity: 900,
        city: city::LONDON,
        place: (51.5074, -0.0760),
        timezone: "Europe/London",
        amenities: &["dj-booth", "pa-system", "bar", "cloakroom", "security-staff"],
    },
    Venue {
        slug: "halle-am-kanal",
        name: "Halle am Kanal",
        description: "An old turbine hall with room for machines and people.",
        kind: "warehouse",
        capacity: 1500,
        city: city::BERLIN,
        place: (52.4934, 13.4480),
        timezone: "Europe/Berlin",
        amenities: &["dj-booth", "three-phase-power", "truck-parking", "bar", "smoking-area"],
    },
    Venue {
        slug: "the-copper-room",
        name: "The Copper Room",
        description: "Sixty tables, one piano.",
        kind: "jazz_club",
        capacity: 180,
        city: city::NEW_YORK,
        place: (40.7308, -73.9973),
        timezone: "America/New_York",
        amenities: &["piano", "backline", "bar", "monitor-system"],
    },
    Venue {
        slug: "hoshi-studio",
        name: "Hoshi Studio",
        description: "A dance studio with mirrors on three sides.",
        kind: "dance_studio",
        capacity: 120,
        city: city::TOKYO,
        place: (35.6580, 139.7016),
        timezone: "Asia/Tokyo",
        amenities: &["sprung-dance-floor", "mirrors", "showers", "drinking-water"],
    },
    Venue {
        slug: "casa-do-rio",
        name: "Casa do Rio",
        description: "A ballroom above the Tagus.",
        kind: "ballroom",
        capacity: 350,
        city: city::LISBON,
        place: (38.7057, -9.1443),
        timezone: "Europe/Lisbon",
        amenities: &["wooden-dance-floor", "outdoor-area", "bar", "near-public-transport"],
    },
];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    let mut offers = Vec::new();
    for each in VENUES {
        rows.push(row!(venues {
            id: venue(each.slug),
            user_id: (each.city == city::BENGALURU).then(|| user("venue")),
            organization_id: (each.city == city::LONDON).then(|| organization("harbour-nights")),
            name: each.name,
            slug: each.slug,
            description: each.description,
            capacity: each.capacity,
            capacity_seated: each.capacity / 3,
            capacity_standing: each.capacity,
            venue_type: each.kind,
            city_id: each.city,
            address: json!({"line": each.name}),
            lat: each.place.0,
            lon: each.place.1,
            timezone: each.timezone,
            opens_at: time::macros::time!(16:00),
            closes_at: time::macros::time!(02:00),
            technical_specs: json!({"stage_metres": [10, 6], "power_ampere": 63}),
            website: format!("https://{}.example.com", each.slug),
            email: format!("office@{}.example.com", each.slug),
            is_verified: each.capacity > 150,
        }));
        for slug in each.amenities {
            offers.push(row!(venue_amenities {
                venue_id: venue(each.slug),
                amenity_id: seeder.facts.amenity(slug)?,
                note: (*slug == "green-room").then_some("Behind the stage, seats eight"),
            }));
        }
    }
    seeder.insert(rows).await?;
    seeder.insert(offers).await
}
