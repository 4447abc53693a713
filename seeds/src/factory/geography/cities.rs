//! Cities.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, CountryFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`cities`]: by default one in a new country, nowhere on the map. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct CityFactory {
    row: Draft<cities::ActiveModel>,
}

impl CityFactory {
    /// One nowhere on the map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this country.
    #[must_use]
    pub fn of_country(mut self, country: &countries::Model) -> Self {
        self.row.country_id = Set(country.country_id);
        self
    }

    /// In this part of a country.
    #[must_use]
    pub fn of_state(mut self, state: &states::Model) -> Self {
        self.row.state_id = Set(Some(state.state_id));
        self.row.country_id = Set(state.country_id);
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// There, in degrees.
    #[must_use]
    pub fn with_place(mut self, latitude: f64, longitude: f64) -> Self {
        self.row.lat = Set(Some(latitude));
        self.row.lon = Set(Some(longitude));
        self
    }

    /// In this time zone, a name of the IANA database.
    #[must_use]
    pub fn with_timezone(mut self, timezone: &str) -> Self {
        self.row.tz_name = Set(Some(timezone.to_owned()));
        self
    }
}

#[async_trait]
impl Factory for CityFactory {
    type Entity = cities::Entity;

    fn draft(&mut self) -> &mut cities::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> cities::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("cities");
        row.city_id.set_if_unset(unique.integer());
        row.name.set_if_unset_with(|| unique.name("City"));
        row
    }

    async fn complete(&self, row: &mut cities::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.country_id.is_not_set() {
            row.country_id = Set(CountryFactory::new().insert(context).await?.country_id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CityFactory> {
    Presets::of(CityFactory::new)
}
