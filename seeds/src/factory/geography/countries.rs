//! Countries.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`countries`]: by default one without codes. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct CountryFactory {
    row: Draft<countries::ActiveModel>,
}

impl CountryFactory {
    /// One without codes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// With these codes of ISO 3166-1, which no other has.
    #[must_use]
    pub fn with_codes(mut self, iso2: &str, iso3: &str) -> Self {
        self.row.iso2 = Set(Some(iso2.to_owned()));
        self.row.iso3 = Set(Some(iso3.to_owned()));
        self
    }

    /// With this currency.
    #[must_use]
    pub fn with_currency(mut self, currency: &currencies::Model) -> Self {
        self.row.currency_code = Set(Some(currency.currency_code.clone()));
        self
    }
}

impl Factory for CountryFactory {
    type Entity = countries::Entity;

    fn draft(&mut self) -> &mut countries::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> countries::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("countries");
        row.country_id.set_if_unset(unique.integer());
        row.name.set_if_unset_with(|| unique.name("Country"));
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<CountryFactory> {
    Presets::of(CountryFactory::new)
}
