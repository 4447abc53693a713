//! Events on five continents, each in the currency and the time zone of its city. For prices, local times, and what "today"
//! is.
//!
//! Source: the festival document's "International Events Scenario".

use std::collections::HashSet;

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use super::story::{PLACES, add, context};
use crate::basic::row::row;
use crate::factory::{EventFactory, Factory as _, PromoterFactory, VenueFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct InternationalEvents;

impl InternationalEvents {
    /// Mumbai, London, New York, Tokyo, Rio de Janeiro, Lagos and Sydney.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// An event in each city.
#[derive(Debug, Clone)]
pub struct Abroad {
    /// All of them.
    pub events: Vec<AbroadEvent>,
}

/// An event, its venue and its price.
#[derive(Debug, Clone)]
pub struct AbroadEvent {
    /// Where.
    pub venue: venues::Model,
    /// In the venue's time zone.
    pub event: events::Model,
    /// In the event's currency.
    pub price: event_prices::Model,
}

/// City, country, currency, time zone, and price in hundredths.
const CITIES: [(&str, &str, &str, &str, i64); 7] = [
    ("Mumbai", "IN", "INR", "Asia/Kolkata", 250_000),
    ("London", "GB", "GBP", "Europe/London", 4_550),
    ("New York City", "US", "USD", "America/New_York", 6_000),
    ("Tokyo", "JP", "JPY", "Asia/Tokyo", 800_000),
    ("Rio de Janeiro", "BR", "BRL", "America/Sao_Paulo", 18_000),
    ("Lagos", "NG", "NGN", "Africa/Lagos", 1_500_000),
    ("Sydney", "AU", "AUD", "Australia/Sydney", 9_900),
];

impl Scenario for InternationalEvents {
    type Handles = Abroad;
    const NAME: &'static str = "international-events";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "event_prices",
        "events",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Abroad, Failure> {
        let context = context(stage);
        let promoter = PromoterFactory::new().insert(&context).await?;
        let mut all = Vec::new();
        for (day, (city, iso2, currency, timezone, cents)) in (30..).step_by(7).zip(CITIES) {
            let country = countries::Entity::find().filter(countries::Column::Iso2.eq(iso2));
            let country = country.one(context.db()).await?;
            let country = country.ok_or_else(|| format!("there is no country \"{iso2}\""))?;
            let found = cities::Entity::find()
                .filter(cities::Column::CountryId.eq(country.country_id))
                .filter(cities::Column::Name.eq(city))
                .one(context.db())
                .await?;
            let found = found.ok_or_else(|| format!("there is no city \"{city}\" in the reference data"))?;
            let venue = VenueFactory::new()
                .with_name(&format!("A hall in {city}"))
                .with_city(found.city_id)
                .with_timezone(timezone)
                .insert(&context)
                .await?;
            let event = EventFactory::new()
                .by_promoter(&promoter)
                .at_venue(&venue)
                .with_title(&format!("A night in {city}"))
                .with_times(context.evening(day), context.evening(day) + time::Duration::hours(5))
                .with_timezone(timezone)
                .with_currency(currency)
                .published()
                .insert(&context)
                .await?;
            let price =
                row!(event_prices { event_id: event.id, amount: Decimal::new(cents, 2), currency: currency });
            let price = add(&context, price).await?;
            all.push(AbroadEvent { venue, event, price });
        }
        Ok(Abroad { events: all })
    }
}

impl Check for Abroad {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let distinct = |values: Vec<&str>| values.into_iter().collect::<HashSet<_>>().len();
        expect(
            "currencies",
            distinct(self.events.iter().map(|each| each.event.currency.as_str()).collect()),
            7,
        )?;
        expect(
            "time zones",
            distinct(self.events.iter().map(|each| each.event.timezone.as_str()).collect()),
            7,
        )?;
        let mut countries = HashSet::new();
        for each in &self.events {
            expect("the price is in the event's currency", &each.price.currency, &each.event.currency)?;
            expect("the event is in its venue's time zone", &each.event.timezone, &each.venue.timezone)?;
            let city = cities::Entity::find_by_id(each.venue.city_id.unwrap_or_default()).one(db).await?;
            countries.insert(city.ok_or("a venue is in no city")?.country_id);
        }
        expect("countries", countries.len(), 7)
    }
}
