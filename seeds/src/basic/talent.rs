//! Six musicians with genres and instruments, six teachers with specialties and pages elsewhere, a celebrity; who follows
//! whom, and when artists are not to be had.

use backline_schema::prelude::*;

use super::facts::city;
use super::ids::{artist, id, user};
use super::people::TEST_USERS;
use super::row::row;
use super::{Error, seeder::Seeder};

/// What an artist is beside being an artist.
enum Craft {
    Musician { since: i32, instruments: &'static [&'static str] },
    Teacher { since: i32, specialties: &'static [&'static str] },
    Celebrity { profession: &'static str, agency: &'static str },
}

struct Artist {
    slug: &'static str,
    name: &'static str,
    /// The account behind the page.
    account: Option<&'static str>,
    bio: &'static str,
    category: ArtistCategory,
    city: i32,
    /// The usual fee for a show.
    fee: i32,
    currency: &'static str,
    /// The first is what they are known for.
    genres: &'static [&'static str],
    craft: Craft,
}

use Craft::{Celebrity, Musician, Teacher};

const ARTISTS: &[Artist] = &[
    Artist {
        slug: "meera-iyer",
        name: "Meera Iyer",
        account: Some("artist"),
        bio: "Carnatic voice that wanders into jazz.",
        category: ArtistCategory::MidScale,
        city: city::BENGALURU,
        fee: 100_000,
        currency: "INR",
        genres: &["carnatic", "indo-jazz"],
        craft: Musician { since: 2011, instruments: &["lead-vocals", "tanpura"] },
    },
    Artist {
        slug: "arjun-sen",
        name: "Arjun Sen",
        account: Some("arjun"),
        bio: "Sitar, from dawn ragas to film scores.",
        category: ArtistCategory::MidScale,
        city: city::KOLKATA,
        fee: 80_000,
        currency: "INR",
        genres: &["hindustani", "indian-classical-fusion"],
        craft: Musician { since: 2005, instruments: &["sitar"] },
    },
    Artist {
        slug: "zoya-khan",
        name: "Zoya Khan",
        account: Some("zoya"),
        bio: "Ghazals and Sufi song with a small ensemble.",
        category: ArtistCategory::MidScale,
        city: city::DELHI,
        fee: 120_000,
        currency: "INR",
        genres: &["ghazal", "sufi"],
        craft: Musician { since: 2008, instruments: &["lead-vocals", "harmonium"] },
    },
    Artist {
        slug: "dev-pillai",
        name: "Dev Pillai",
        account: Some("dev"),
        bio: "Guitarist and band leader.",
        category: ArtistCategory::Budding,
        city: city::CHENNAI,
        fee: 45_000,
        currency: "INR",
        genres: &["jazz-fusion", "funk"],
        craft: Musician { since: 2019, instruments: &["electric-guitar", "loop-station"] },
    },
    Artist {
        slug: "lena-hoffmann",
        name: "Lena Hoffmann",
        account: Some("lena"),
        bio: "Techno, played long.",
        category: ArtistCategory::International,
        city: city::BERLIN,
        fee: 3_500,
        currency: "EUR",
        genres: &["techno", "deep-house"],
        craft: Musician { since: 2014, instruments: &["dj-controller", "synthesizer"] },
    },
    Artist {
        slug: "coastal-drift",
        name: "Coastal Drift",
        account: Some("manager"),
        bio: "Five people, two drummers, songs about the sea.",
        category: ArtistCategory::MidScale,
        city: city::MUMBAI,
        fee: 150_000,
        currency: "INR",
        genres: &["indian-indie", "folk-rock"],
        craft: Musician { since: 2016, instruments: &["acoustic-guitar", "drum-kit", "violin"] },
    },
    Artist {
        slug: "radhika-joshi",
        name: "Radhika Joshi",
        account: Some("teacher"),
        bio: "Kathak of the Jaipur school.",
        category: ArtistCategory::MidScale,
        city: city::PUNE,
        fee: 40_000,
        currency: "INR",
        genres: &["kathak"],
        craft: Teacher { since: 2010, specialties: &["Kathak", "rhythm", "abhinaya"] },
    },
    Artist {
        slug: "carlos-mendes",
        name: "Carlos Mendes",
        account: Some("carlos"),
        bio: "Kizomba and semba as danced in Luanda.",
        category: ArtistCategory::International,
        city: city::LISBON,
        fee: 900,
        currency: "EUR",
        genres: &["kizomba", "semba"],
        craft: Teacher { since: 2013, specialties: &["kizomba", "semba", "musicality"] },
    },
    Artist {
        slug: "sofia-ruiz",
        name: "Sofia Ruiz",
        account: Some("sofia"),
        bio: "Flamenco for those who thought they could not.",
        category: ArtistCategory::International,
        city: city::BARCELONA,
        fee: 1_100,
        currency: "EUR",
        genres: &["flamenco-dance"],
        craft: Teacher { since: 2009, specialties: &["flamenco", "castanets"] },
    },
    Artist {
        slug: "imran-sheikh",
        name: "Imran Sheikh",
        account: Some("imran"),
        bio: "Tabla, from the first bol to the solo.",
        category: ArtistCategory::MidScale,
        city: city::MUMBAI,
        fee: 35_000,
        currency: "INR",
        genres: &["hindustani"],
        craft: Teacher { since: 2001, specialties: &["tabla", "laya"] },
    },
    Artist {
        slug: "lakshmi-raman",
        name: "Lakshmi Raman",
        account: Some("lakshmi"),
        bio: "Bharatanatyam, strict and warm.",
        category: ArtistCategory::MidScale,
        city: city::CHENNAI,
        fee: 38_000,
        currency: "INR",
        genres: &["bharatanatyam"],
        craft: Teacher { since: 1998, specialties: &["Bharatanatyam", "nattuvangam"] },
    },
    Artist {
        slug: "bruno-alves",
        name: "Bruno Alves",
        account: Some("bruno"),
        bio: "Zouk and samba de gafieira.",
        category: ArtistCategory::International,
        city: city::RIO_DE_JANEIRO,
        fee: 5_000,
        currency: "BRL",
        genres: &["brazilian-zouk", "samba-de-gafieira"],
        craft: Teacher { since: 2012, specialties: &["zouk", "samba de gafieira", "connection"] },
    },
    Artist {
        slug: "vikram-malhotra",
        name: "Vikram Malhotra",
        account: None,
        bio: "Actor; opens festivals and judges contests.",
        category: ArtistCategory::Custom,
        city: city::MUMBAI,
        fee: 1_500_000,
        currency: "INR",
        genres: &["bollywood-dance"],
        craft: Celebrity { profession: "Actor", agency: "Marine Drive Talent" },
    },
];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    artists(seeder).await?;
    crafts(seeder).await?;
    links(seeder).await?;
    availability(seeder).await?;
    follows(seeder).await
}

async fn artists(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut genres = Vec::new();
    let mut rows = Vec::new();
    for each in ARTISTS {
        rows.push(row!(artists {
            id: artist(each.slug),
            user_id: each.account.map(user),
            artist_name: each.name,
            slug: each.slug,
            is_band: each.slug == "coastal-drift",
            category: each.category,
            bio: each.bio,
            origin_city_id: each.city,
            budget_min: each.fee * 7 / 10,
            budget_standard: each.fee,
            budget_premium: each.fee * 2,
            currency: each.currency,
            profile_photo_url: format!("https://media.example.com/artists/{}.jpg", each.slug),
            is_verified: each.category != ArtistCategory::Budding,
            metadata: serde_json::json!({}),
        }));
        for (ordinal, slug) in each.genres.iter().enumerate() {
            genres.push(row!(artist_genres {
                artist_id: artist(each.slug),
                genre_id: seeder.facts.genre(slug)?,
                is_primary: ordinal == 0,
            }));
        }
    }
    seeder.insert(rows).await?;
    seeder.insert(genres).await
}

async fn crafts(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let (mut musicians, mut instruments, mut teachers, mut celebrities) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for each in ARTISTS {
        let artist_id = artist(each.slug);
        match each.craft {
            Musician { since, instruments: played } => {
                musicians.push(row!(musicians {
                    artist_id: artist_id,
                    active_since: since,
                    plays_sessions: since > 2010,
                    reads_notation: since < 2015,
                }));
                for (ordinal, slug) in played.iter().enumerate() {
                    instruments.push(row!(musician_instruments {
                        musician_id: artist_id,
                        instrument_id: seeder.facts.instrument(slug)?,
                        is_primary: ordinal == 0,
                    }));
                }
            }
            Teacher { since, specialties } => teachers.push(row!(teachers {
                artist_id: artist_id,
                specialties: specialties,
                teaching_since: since,
            })),
            Celebrity { profession, agency } => celebrities.push(row!(celebrities {
                artist_id: artist_id,
                profession: profession,
                agency: agency,
                agent_name: "Farah Contractor",
                agent_email: "farah@marine-drive-talent.example.com",
                appearance_fee: each.fee,
                currency: each.currency,
                security_requirements: "Two close-protection officers and a separate entrance.",
            })),
        }
    }
    seeder.insert(musicians).await?;
    seeder.insert(instruments).await?;
    seeder.insert(teachers).await?;
    seeder.insert(celebrities).await?;
    let rating = |key: &str, rating: i32, review: &str| {
        row!(celebrity_ratings {
            id: id("celebrity_ratings", key),
            celebrity_id: artist("vikram-malhotra"),
            user_id: user(key),
            rating: rating,
            review: review,
        })
    };
    seeder
        .insert(vec![
            rating("fan", 5, "Stayed for every picture."),
            rating("traveller", 4, "Late, but charming."),
        ])
        .await
}

async fn links(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let mut rows = Vec::new();
    for each in ARTISTS {
        let pages = match each.craft {
            Teacher { .. } => [SocialPlatform::Instagram, SocialPlatform::Youtube],
            _ => [SocialPlatform::Instagram, SocialPlatform::Spotify],
        };
        for (name, platform) in ["photos", "work"].into_iter().zip(pages) {
            rows.push(row!(artist_social_links {
                id: id("artist_social_links", &format!("{} {name}", each.slug)),
                artist_id: artist(each.slug),
                platform: platform,
                url: format!("https://{name}.example.com/{}", each.slug),
                handle: each.slug,
            }));
        }
    }
    seeder.insert(rows).await
}

async fn availability(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let period = |slug: &str, kind, from: i64, days: i64, note: &str| {
        row!(artist_availability {
            id: id("artist_availability", &format!("{slug} {note}")),
            artist_id: artist(slug),
            kind: kind,
            starts_at: clock.day(from),
            ends_at: clock.day(from + days),
            note: note,
            created_at: clock.day(-30),
        })
    };
    seeder
        .insert(vec![
            period("meera-iyer", AvailabilityKind::Unavailable, 70, 10, "In the studio"),
            period("meera-iyer", AvailabilityKind::Available, 100, 14, "Free for the season"),
            period("arjun-sen", AvailabilityKind::Tentative, 55, 5, "Film score, to be confirmed"),
            period("lena-hoffmann", AvailabilityKind::Unavailable, 20, 21, "On tour in South America"),
        ])
        .await
}

/// Everybody follows somebody, and a few follow many.
async fn follows(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let [fan, traveller, newcomer] = TEST_USERS;
    let mut rows = Vec::new();
    let mut follow = |key: &str, slug: &str| {
        rows.push(row!(follows {
            user_id: user(key),
            artist_id: artist(slug),
            notify: key != newcomer,
            created_at: seeder.clock.day(if key == newcomer { -1 } else { -50 }),
        }));
    };
    for each in ARTISTS {
        follow(fan, each.slug);
    }
    for slug in ["lena-hoffmann", "carlos-mendes", "sofia-ruiz", "meera-iyer"] {
        follow(traveller, slug);
    }
    follow(newcomer, "meera-iyer");
    follow("organizer", "meera-iyer");
    follow("organizer", "coastal-drift");
    seeder.insert(rows).await
}
