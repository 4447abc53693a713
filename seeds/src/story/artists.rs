//! Artists: musicians, teachers, celebrities, with genres, instruments, links, availability and followers.

use std::collections::HashSet;

use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::reference::row_id;
use backline_seed::row;
use backline_seed::value::Zipf;
use rust_decimal::Decimal;
use time::Duration;

use super::circle::{Artist, Circle, Rating, money};
use super::people::{ARTISTS, FANS, FIRST_ARTIST};
use super::settings::Domain;
use super::{names, texts};

const GENRES: &[&str] = &[
    "indian-indie",
    "bollywood",
    "carnatic",
    "hindustani",
    "jazz-fusion",
    "sufi",
    "ghazal",
    "folk",
    "rock",
    "hip-hop",
    "techno",
    "deep-house",
    "flamenco",
    "salsa",
    "kizomba",
    "electronic",
    "pop",
    "qawwali",
    "bhangra",
    "jazz",
];
const INSTRUMENTS: &[&str] = &[
    "tabla",
    "sitar",
    "violin",
    "drum-kit",
    "piano",
    "lead-vocals",
    "acoustic-guitar",
    "electric-guitar",
    "bass-guitar",
    "bansuri",
    "mridangam",
    "saxophone",
    "trumpet",
    "keyboard",
    "cajon",
];
const PLATFORMS: &[&str] = &[
    "website",
    "instagram",
    "facebook",
    "youtube",
    "x",
    "tiktok",
    "spotify",
    "apple_music",
    "soundcloud",
    "bandcamp",
    "linkedin",
    "other",
];
const RARE_GENRE: &str = "lavani";
const RARE_INSTRUMENT: &str = "sarangi";
const SPECIALTIES: &[&str] =
    &["Musicality", "Partner work", "Footwork", "Improvisation", "Voice", "Percussion"];

/// Every fifth artist teaches, every thirtieth is a celebrity, the others play.
fn is_teacher(index: usize) -> bool {
    index % 5 == 4
}

fn is_celebrity(index: usize) -> bool {
    index % 30 == 7
}

/// The artist who leads the band of [`SINGERS_BAND`] is the one before it.
const SINGERS_BAND: usize = 93;
/// The voice without an instrument, who sings what few do.
const VOICE: usize = 118;
/// Who closed their profile; nobody asks them, see [`ASKED`].
const CLOSED: usize = 119;
/// Artists that are asked: all but the last one.
pub(super) const ASKED: usize = ARTISTS - 1;

fn is_band(index: usize) -> bool {
    index.is_multiple_of(3)
}

pub(super) fn make(circle: &mut Circle<'_>) {
    for index in 0..ARTISTS {
        let draw = circle.draw("artists", index as u64);
        // One who sings has a band, too.
        let user = FIRST_ARTIST + if index == SINGERS_BAND { index - 1 } else { index };
        let city = circle.users[user].city;
        let category = *draw.cell("category").pick(&[
            "budding",
            "budding",
            "budding",
            "mid_scale",
            "mid_scale",
            "custom",
            "international",
        ]);
        // From the beginner's evening to the star's: thousands of rupees, or what stands for them elsewhere.
        let (least, most) = match category {
            "budding" => (8, 35),
            "mid_scale" => (30, 140),
            "custom" => (20, 90),
            _ => (150, 700),
        };
        let fee = draw.cell("fee").between(least, most) * city.market.price_level * 100;
        let name = if is_band(index) {
            names::band(&mut draw.cell("band"))
        } else {
            circle.users[user].name.clone()
        };
        let since = circle.users[user].joined + Duration::hours(draw.cell("since").between(1, 300));
        circle.artists.push(Artist {
            id: draw.id(since),
            name,
            user,
            city,
            since,
            fee: if is_celebrity(index) { fee * 4 } else { fee },
            category,
            followers: 0,
            rating: Rating::default(),
            trust: None,
            busy: HashSet::new(),
        });
    }
}

pub(super) fn write(circle: &mut Circle<'_>, rows: &mut Rows) {
    write_follows(circle, rows);
    for (index, artist) in circle.artists.iter().enumerate() {
        write_artist(circle, rows, index, artist);
        write_kind(circle, rows, index, artist);
        write_availability(circle, rows, index, artist);
    }
}

/// The popular are followed by most: Zipf over the artists.
fn write_follows(circle: &mut Circle<'_>, rows: &mut Rows) {
    let zipf = Zipf::new(ASKED, 0.9);
    for fan in FANS..circle.guests {
        let draw = circle.draw("follows", fan as u64);
        let mut followed = Vec::new();
        let mut choice = draw.cell("artists");
        for _ in 0..draw.cell("many").between(0, 4) {
            let index = zipf.index(&mut choice);
            if followed.contains(&index) {
                continue;
            }
            followed.push(index);
            let user = &circle.users[fan];
            let since = circle.artists[index].since.max(user.joined);
            let at = since + (circle.now() - since) / 10 * i32::try_from(choice.between(0, 10)).unwrap_or(0);
            row!(
                rows,
                follows {
                    user_id: user.id,
                    artist_id: circle.artists[index].id,
                    notify: choice.chance(0.7),
                    created_at: at,
                    updated_at: at,
                }
            );
            circle.artists[index].followers += 1;
        }
    }
}

fn write_artist(circle: &Circle<'_>, rows: &mut Rows, index: usize, artist: &Artist) {
    let draw = circle.draw("artists", index as u64);
    let slug = format!("{}-{}", names::slug(&artist.name), circle.number(index as u64));
    // One lives from what Dubai pays, and asks for that.
    let (currency, fee) = match index {
        112 => ("AED", artist.fee / artist.city.market.price_level.max(1) * 50),
        _ => (artist.city.market.currency, artist.fee),
    };
    // Some say what they cost when they are asked.
    let on_request = index % 50 == 44;
    let closed = (index == CLOSED).then(|| circle.now() - Duration::days(10));
    let rare = |column: &str| draw.cell(column).chance(0.6);
    row!(
        rows,
        artists {
            id: artist.id,
            user_id: (index % 17 != 16).then_some(circle.users[artist.user].id),
            organization_id: (index % 7 == 3).then(|| circle.organizations[index / 7 % 11].id),
            artist_name: artist.name,
            slug: slug,
            is_band: is_band(index),
            category: artist.category,
            bio: rare("has-bio").then(|| texts::bio(&mut draw.cell("bio"))),
            // From the first season on.
            years_experience: rare("experience")
                .then(|| i32::try_from(draw.cell("years").between(0, 35)).unwrap_or(1))
                .or((index == 5).then_some(0)),
            origin_city_id: rare("origin").then_some(artist.city.id),
            budget_min: (!on_request).then(|| money(fee * 3 / 4, currency)),
            budget_standard: (!on_request).then(|| money(fee, currency)),
            budget_premium: (!on_request && rare("premium")).then(|| money(fee * 3 / 2, currency)),
            currency: currency,
            // A voice needs nothing to set up, an orchestra a day.
            performance_buffer_minutes: match index % 40 {
                1 => 0,
                21 => 1_440,
                _ => [60_i32, 120, 180][index % 3],
            },
            trust_score: artist.trust.unwrap_or(Decimal::from(50)),
            rating_average: artist.rating.average(),
            rating_count: artist.rating.count,
            follower_count: artist.followers,
            profile_photo_url: rare("photo")
                .then(|| format!("https://media.example.com/artists/{}.webp", artist.id)),
            website: rare("website").then(|| format!("https://{slug}.example.com")),
            is_verified: index % 10 > 3,
            deleted_at: closed,
            metadata: Json("{}"),
            created_at: artist.since,
            updated_at: closed.unwrap_or(artist.since + Duration::days(4)),
        }
    );
    let user = Some(circle.users[artist.user].id);
    circle.mark("artist", artist.id, user, None, artist.since);
    if index == CLOSED {
        return;
    }
    if index == VOICE {
        row!(
            rows,
            artist_genres {
                artist_id: artist.id,
                genre_id: row_id("genres", &[RARE_GENRE]),
                is_primary: false,
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
    }
    let first = draw.cell("genre").index(GENRES.len());
    for place in 0..1 + index % 3 {
        row!(
            rows,
            artist_genres {
                artist_id: artist.id,
                genre_id: genre(first + place * 3),
                is_primary: place == 0,
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
    }
    for place in 0..index % 4 {
        let platform = PLATFORMS[(index + place) % PLATFORMS.len()];
        row!(
            rows,
            artist_social_links {
                id: circle.draw("artist_social_links", (index * 4 + place) as u64).id(artist.since),
                artist_id: artist.id,
                platform: platform,
                url: format!("https://{platform}.example.com/{slug}"),
                handle: (place % 2 == 0).then(|| format!("@{slug}")),
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
    }
}

/// The id of one of the genres that the stories use.
pub(super) fn genre(index: usize) -> uuid::Uuid {
    row_id("genres", &[GENRES[index % GENRES.len()]])
}

fn write_kind(circle: &Circle<'_>, rows: &mut Rows, index: usize, artist: &Artist) {
    let draw = circle.draw("musicians", index as u64);
    let year = i32::try_from(draw.cell("since").between(1985, 2020)).unwrap_or(2010);
    if is_teacher(index) {
        let first = index % (SPECIALTIES.len() - 1);
        row!(
            rows,
            teachers {
                artist_id: artist.id,
                specialties: TextArray(&SPECIALTIES[first..first + 2]),
                teaching_since: draw.cell("teaching").chance(0.7).then_some(year),
                certifications: TextArray(&["Grade 8 with distinction"][..index % 2]),
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
    } else {
        row!(
            rows,
            musicians {
                artist_id: artist.id,
                active_since: draw.cell("active").chance(0.7).then_some(year),
                plays_sessions: index.is_multiple_of(2),
                reads_notation: !index.is_multiple_of(4),
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
        let instruments = if index == VOICE { 0 } else { 1 + index % 2 };
        for place in 0..instruments {
            let instrument = match (index, place) {
                (1, 1) => RARE_INSTRUMENT,
                _ => INSTRUMENTS[(index + place * 5) % INSTRUMENTS.len()],
            };
            row!(
                rows,
                musician_instruments {
                    musician_id: artist.id,
                    instrument_id: row_id("instruments", &[instrument]),
                    is_primary: place == 0,
                    created_at: artist.since,
                    updated_at: artist.since,
                }
            );
        }
    }
    if is_celebrity(index) {
        write_celebrity(circle, rows, index, artist);
    }
}

fn write_celebrity(circle: &Circle<'_>, rows: &mut Rows, index: usize, artist: &Artist) {
    let draw = circle.draw("celebrity_ratings", index as u64);
    let mut rating = Rating::default();
    // The new ones have one word, or none.
    let words = match index {
        97 => 0,
        67 => 1,
        _ => 8 + index % 5,
    };
    for place in 0..words {
        let fan = &circle.users[FANS + (place * 7 + 500 * usize::from(index == 67)) % circle.audience];
        let draw = circle.draw("celebrity_ratings", (index * 100 + place) as u64);
        let stars =
            i16::try_from(draw.cell("stars").between(0, 3) + 2).unwrap_or(5) - i16::from(place % 3 == 0);
        rating.add(stars);
        let at = fan.joined.max(artist.since) + Duration::hours(2);
        row!(
            rows,
            celebrity_ratings {
                id: circle.draw("celebrity_ratings", (index * 100 + place) as u64).id(at),
                celebrity_id: artist.id,
                user_id: fan.id,
                rating: i32::from(stars),
                review: (place % 2 == 0).then(|| texts::review(stars, &mut draw.cell("text"))),
                created_at: at,
                updated_at: at,
            }
        );
    }
    row!(
        rows,
        celebrities {
            artist_id: artist.id,
            profession: (index != 97).then(|| {
                *draw.cell("profession").pick(&["actor", "cricketer", "presenter", "playback singer"])
            }),
            agency: (index % 60 == 7).then_some("Front Row Talent"),
            agent_name: (index % 60 == 7).then_some("Leela Fernandes"),
            agent_email: (index % 60 == 7).then_some("leela@frontrow.example.com"),
            agent_phone: (index % 60 == 7).then_some("+915555500077"),
            appearance_fee: (index != 67).then(|| money(artist.fee, artist.city.market.currency)),
            currency: artist.city.market.currency,
            security_requirements: (index % 60 != 7)
                .then_some("Two guards at the stage door, one in the car."),
            average_rating: rating.average(),
            rating_count: rating.count,
            created_at: artist.since,
            updated_at: artist.since,
        }
    );
}

/// A few weeks apart, never on each other.
fn write_availability(circle: &Circle<'_>, rows: &mut Rows, index: usize, artist: &Artist) {
    if circle.world.times(Domain::Events) == 0 {
        return;
    }
    let draw = circle.draw("artist_availability", index as u64);
    for place in 0..index % 3 {
        let from = circle.today() + Duration::days(20 + 30 * place as i64 + draw.cell("from").between(0, 9));
        let starts = artist.city.at(from, time::macros::time!(09:00));
        row!(
            rows,
            artist_availability {
                id: circle.draw("artist_availability", (index * 3 + place) as u64).id(artist.since),
                artist_id: artist.id,
                kind: ["unavailable", "available", "tentative"][(index + place) % 3],
                starts_at: starts,
                ends_at: starts + Duration::days(draw.cell("days").between(1, 12)),
                note: (place == 0).then_some("On tour in the north-east"),
                created_at: artist.since,
                updated_at: artist.since,
            }
        );
    }
}
