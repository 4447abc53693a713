//! What venues offer.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`amenities`]: by default something for comfort. Those that the platform knows are reference data.
#[derive(Debug, Clone, Default)]
pub struct AmenityFactory {
    row: Draft<amenities::ActiveModel>,
}

impl AmenityFactory {
    /// Something for comfort.
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

    /// Of this category.
    #[must_use]
    pub fn with_category(mut self, category: AmenityCategory) -> Self {
        self.row.category = Set(category);
        self
    }
}

impl Factory for AmenityFactory {
    type Entity = amenities::Entity;

    fn draft(&mut self) -> &mut amenities::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> amenities::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("amenities");
        row.id.set_if_unset(unique.id());
        row.slug.set_if_unset_with(|| unique.slug("amenity"));
        row.name.set_if_unset_with(|| unique.name("Amenity"));
        row.category.set_if_unset(AmenityCategory::Comfort);
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<AmenityFactory> {
    Presets::of(AmenityFactory::new)
}
