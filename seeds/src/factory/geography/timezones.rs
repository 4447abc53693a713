//! Time zones.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`timezones`]: by default one that no computer knows. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct TimezoneFactory {
    row: Draft<timezones::ActiveModel>,
}

impl TimezoneFactory {
    /// One that no computer knows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this country.
    #[must_use]
    pub fn of_country(mut self, country: &countries::Model) -> Self {
        self.row.country_id = Set(Some(country.country_id));
        self
    }

    /// With this name, which no other has.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.tz_name = Set(name.to_owned());
        self
    }
}

impl Factory for TimezoneFactory {
    type Entity = timezones::Entity;

    fn draft(&mut self) -> &mut timezones::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> timezones::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("timezones");
        row.tz_name.set_if_unset_with(|| unique.code("Factory/zone"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<TimezoneFactory> {
    Presets::of(TimezoneFactory::new)
}
