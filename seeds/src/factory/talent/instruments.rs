//! What musicians play on.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`instruments`]: by default one with strings. Those that the platform knows are reference data.
#[derive(Debug, Clone, Default)]
pub struct InstrumentFactory {
    row: Draft<instruments::ActiveModel>,
}

impl InstrumentFactory {
    /// One with strings.
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

    /// Of this family.
    #[must_use]
    pub fn with_family(mut self, family: InstrumentFamily) -> Self {
        self.row.family = Set(family);
        self
    }
}

impl Factory for InstrumentFactory {
    type Entity = instruments::Entity;

    fn draft(&mut self) -> &mut instruments::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> instruments::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("instruments");
        row.id.set_if_unset(unique.id());
        row.slug.set_if_unset_with(|| unique.slug("instrument"));
        row.name.set_if_unset_with(|| unique.name("Instrument"));
        row.family.set_if_unset(InstrumentFamily::Strings);
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<InstrumentFactory> {
    Presets::of(InstrumentFactory::new)
}
