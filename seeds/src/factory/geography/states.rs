//! Parts of countries.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, CountryFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`states`]: by default one of a new country, without a code. Those that are, are reference data.
#[derive(Debug, Clone, Default)]
pub struct StateFactory {
    row: Draft<states::ActiveModel>,
}

impl StateFactory {
    /// One without a code.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this country.
    #[must_use]
    pub fn of_country(mut self, country: &countries::Model) -> Self {
        self.row.country_id = Set(country.country_id);
        self
    }

    /// A part of this one, in its country.
    #[must_use]
    pub fn below(mut self, parent: &states::Model) -> Self {
        self.row.parent_id = Set(Some(parent.state_id));
        self.row.country_id = Set(parent.country_id);
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }
}

#[async_trait]
impl Factory for StateFactory {
    type Entity = states::Entity;

    fn draft(&mut self) -> &mut states::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> states::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("states");
        row.state_id.set_if_unset(unique.integer());
        row.name.set_if_unset_with(|| unique.name("State"));
        row
    }

    async fn complete(&self, row: &mut states::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.country_id.is_not_set() {
            row.country_id = Set(CountryFactory::new().insert(context).await?.country_id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<StateFactory> {
    Presets::of(StateFactory::new)
}
