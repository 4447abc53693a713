//! Which venue offers what.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{AmenityFactory, Context, Draft, Error, Factory, Presets, Source, VenueFactory};

/// Makes [`venue_amenities`]: by default something new of a new venue.
#[derive(Debug, Clone, Default)]
pub struct VenueAmenityFactory {
    row: Draft<venue_amenities::ActiveModel>,
}

impl VenueAmenityFactory {
    /// Something new.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this venue.
    #[must_use]
    pub fn of_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(venue.id);
        self
    }

    /// This.
    #[must_use]
    pub fn with_amenity(mut self, amenity: &amenities::Model) -> Self {
        self.row.amenity_id = Set(amenity.id);
        self
    }

    /// With this note.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.row.note = Set(Some(note.to_owned()));
        self
    }
}

#[async_trait]
impl Factory for VenueAmenityFactory {
    type Entity = venue_amenities::Entity;

    fn draft(&mut self) -> &mut venue_amenities::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> venue_amenities::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut venue_amenities::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.venue_id.is_not_set() {
            row.venue_id = Set(VenueFactory::new().insert(context).await?.id);
        }
        if row.amenity_id.is_not_set() {
            row.amenity_id = Set(AmenityFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<VenueAmenityFactory> {
    Presets::of(VenueAmenityFactory::new)
}
