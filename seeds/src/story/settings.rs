//! What a data set is to be like, and the plan that makes it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use backline_seed::load::{Plan, Story};
use backline_seed::value::{Seed, Weighted};
use time::macros::time;
use time::{Date, OffsetDateTime};

use super::circle::Circle;
use super::places::{City, MARKETS, PLACES};
use super::{platform, search};

/// Of the stories; a database seeded with other ones is not added to.
const VERSION: &str = "2";

/// Of so many circles two are written together: half as many messages. Of fewer each alone, so that all workers have some.
const MANY: u32 = 30;

/// A part of the platform whose density can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Domain {
    /// People with accounts; nothing goes without them, nor without organisations, artists and venues.
    Identity,
    /// Events with line-ups, tickets, saves and attendance.
    Events,
    /// Opportunities, applications, bookings with negotiation, contract, money, disputes and reviews.
    Booking,
    /// Conversations, notifications, e-mails.
    Communication,
    /// Connected calendars.
    Calendar,
    /// Projects with crew, equipment and variants.
    Production,
    /// Pictures, recordings, documents.
    Media,
    /// What people do in the application.
    Analytics,
    /// Favourites, tags, webhooks.
    System,
}

/// The domains with their names on the command line, and what each needs.
const DOMAINS: &[(Domain, &str, &[Domain])] = &[
    (Domain::Identity, "identity", &[]),
    (Domain::Events, "events", &[Domain::Identity]),
    (Domain::Booking, "booking", &[Domain::Identity, Domain::Events]),
    (Domain::Communication, "communication", &[Domain::Booking]),
    (Domain::Calendar, "calendar", &[Domain::Booking]),
    (Domain::Production, "production", &[Domain::Booking]),
    (Domain::Media, "media", &[Domain::Identity]),
    (Domain::Analytics, "analytics", &[Domain::Identity]),
    (Domain::System, "system", &[Domain::Booking]),
];

impl fmt::Display for Domain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = DOMAINS.iter().find(|(domain, ..)| domain == self).map_or("", |(_, name, _)| name);
        formatter.write_str(name)
    }
}

impl FromStr for Domain {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        DOMAINS.iter().find(|(_, name, _)| *name == text).map(|(domain, ..)| *domain).ok_or_else(|| {
            Error::Domain {
                name: text.to_owned(),
                known: DOMAINS.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", "),
            }
        })
    }
}

/// Why a data set cannot be like that.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is no such domain.
    #[error("there is no domain \"{name}\"; there are {known}")]
    Domain {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// Nobody comes from there.
    #[error("there is no locale \"{name}\"; there are IN, GB, US, DE, ES, JP, SG, AE")]
    Locale {
        /// What was asked for.
        name: String,
    },
    /// No weight is above zero.
    #[error("the weights of the locales sum to zero")]
    NoWeight,
    /// The scale is out of range.
    #[error("the scale is {0}, not from 1 to 100,000")]
    Scale(u32),
    /// The density of a domain is out of range.
    #[error("the density of \"{domain}\" is {density}, not from 0 to 20")]
    Density {
        /// The domain.
        domain: Domain,
        /// What was asked for.
        density: u32,
    },
    /// The stories would leave the years that the schema allows.
    #[error("the stories cannot play around {0}: choose a day from 2005 to 2090")]
    AsOf(Date),
}

/// What a data set is to be like.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Circles of about 1,000 people and 28,500 rows.
    pub scale: u32,
    /// What makes one data set differ from another.
    pub rng_seed: u64,
    /// The day that is today in the stories.
    pub as_of: Date,
    /// Only these domains, and what they need.
    pub only: Vec<Domain>,
    /// How many times as many stories of a domain as usual; 1 where it is not given.
    pub density: BTreeMap<Domain, u32>,
    /// Where people come from, with weights; the usual where empty.
    pub locales: Vec<(String, u32)>,
}

impl Settings {
    /// The usual data set, of one circle.
    #[must_use]
    pub fn new(as_of: Date) -> Self {
        Self { scale: 1, rng_seed: 1, as_of, only: Vec::new(), density: BTreeMap::new(), locales: Vec::new() }
    }

    /// The plan of it.
    ///
    /// # Errors
    /// [`Error`] where something is out of range.
    pub fn plan(&self) -> Result<Plan, Error> {
        let world = Arc::new(World::new(self)?);
        let locales: Vec<String> = MARKETS
            .iter()
            .map(|(market, _)| format!("{}={}", market.code, world.weight_of(market.code)))
            .collect();
        let densities: Vec<String> =
            DOMAINS.iter().map(|(domain, name, _)| format!("{name}={}", world.times(*domain))).collect();
        let for_platform = Arc::clone(&world);
        Ok(Plan::new("stories", world.seed)
            .with_parameter("version", VERSION)
            .with_parameter("as-of", self.as_of.to_string())
            .with_parameter("locales", locales.join(" "))
            .with_parameter("density", densities.join(" "))
            .with_story(Story::new("platform", 1, move |_, rows| platform::tell(&for_platform, rows)))
            .with_story(
                Story::new("circle", u64::from(self.scale), move |ordinal, rows| {
                    Circle::new(&world, ordinal).tell(rows);
                })
                .in_chunks_of(if self.scale < MANY { 1 } else { 2 }),
            )
            .with_finish("search", search::FILL))
    }
}

/// What all circles share.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: Seed,
    /// The moment that is now: the morning in Europe, noon in India.
    pub(super) now: OffsetDateTime,
    pub(super) cities: Weighted<&'static City>,
    locales: Vec<(String, u32)>,
    density: BTreeMap<Domain, u32>,
}

impl World {
    fn new(settings: &Settings) -> Result<Self, Error> {
        if !(1..=100_000).contains(&settings.scale) {
            return Err(Error::Scale(settings.scale));
        }
        if !(2005..=2090).contains(&settings.as_of.year()) {
            return Err(Error::AsOf(settings.as_of));
        }
        let mut locales: Vec<(String, u32)> =
            MARKETS.iter().map(|(market, weight)| (market.code.to_owned(), *weight)).collect();
        if !settings.locales.is_empty() {
            locales.iter_mut().for_each(|(_, weight)| *weight = 0);
            for (name, weight) in &settings.locales {
                let known = locales.iter_mut().find(|(code, _)| code == name);
                known.ok_or_else(|| Error::Locale { name: name.clone() })?.1 = *weight;
            }
        }
        if locales.iter().all(|(_, weight)| *weight == 0) {
            return Err(Error::NoWeight);
        }
        let weight =
            |code: &str| locales.iter().find(|(name, _)| name == code).map_or(0, |(_, weight)| *weight);
        let in_market = |code: &str| -> u32 {
            PLACES.iter().filter(|(city, _)| city.market.code == code).map(|(_, weight)| weight).sum()
        };
        // The market's weight, shared out among its cities.
        let cities = Weighted::new(PLACES.iter().map(|(city, share)| {
            (weight(city.market.code) * 1_000 * share / in_market(city.market.code).max(1), city)
        }));
        let mut density = BTreeMap::new();
        for (domain, _, _) in DOMAINS {
            let asked = settings.density.get(domain).copied().unwrap_or(1);
            if asked > 20 || (*domain == Domain::Identity && asked == 0) {
                return Err(Error::Density { domain: *domain, density: asked });
            }
            let wanted = settings.only.is_empty() || settings.only.iter().any(|only| needs(*only, *domain));
            density.insert(*domain, if wanted { asked } else { 0 });
        }
        let now = settings.as_of.with_time(time!(06:30)).assume_utc();
        Ok(Self { seed: Seed::new(settings.rng_seed), now, cities, locales, density })
    }

    /// How many times as many stories of a domain as usual.
    pub(super) fn times(&self, domain: Domain) -> u64 {
        u64::from(self.density.get(&domain).copied().unwrap_or(1))
    }

    fn weight_of(&self, code: &str) -> u32 {
        self.locales.iter().find(|(name, _)| name == code).map_or(0, |(_, weight)| *weight)
    }
}

/// Whether a domain is the other one, or does not go without it.
fn needs(domain: Domain, other: Domain) -> bool {
    domain == other
        || other == Domain::Identity
        || DOMAINS
            .iter()
            .filter(|(each, ..)| *each == domain)
            .any(|(_, _, needed)| needed.iter().any(|needed| needs(*needed, other)))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn bad_values_are_refused() {
        let usual = || Settings::new(date!(2026 - 06 - 01));
        let error = |settings: Settings| settings.plan().unwrap_err();
        assert_eq!(error(Settings { scale: 0, ..usual() }), Error::Scale(0));
        assert_eq!(
            error(Settings { as_of: date!(1999 - 01 - 01), ..usual() }),
            Error::AsOf(date!(1999 - 01 - 01))
        );
        let locales = vec![("XX".to_owned(), 1)];
        assert_eq!(error(Settings { locales, ..usual() }), Error::Locale { name: "XX".to_owned() });
        assert_eq!(error(Settings { locales: vec![("IN".to_owned(), 0)], ..usual() }), Error::NoWeight);
        assert!("bookings".parse::<Domain>().unwrap_err().to_string().contains("booking, communication"));
        let density = BTreeMap::from([(Domain::Media, 21)]);
        assert_eq!(
            error(Settings { density, ..usual() }),
            Error::Density { domain: Domain::Media, density: 21 }
        );
    }

    #[test]
    fn a_domain_brings_what_it_needs() {
        assert!(needs(Domain::Calendar, Domain::Booking) && needs(Domain::Calendar, Domain::Events));
        assert!(!needs(Domain::Events, Domain::Booking));
        assert!("calendar".parse::<Domain>().is_ok_and(|domain| domain.to_string() == "calendar"));
    }
}
