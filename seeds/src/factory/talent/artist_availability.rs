//! When artists are to be had.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::{Duration, OffsetDateTime};

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`artist_availability`]: by default a day in a month or more on which an artist is not to be had. Periods of
/// one artist do not overlap.
#[derive(Debug, Clone, Default)]
pub struct ArtistAvailabilityFactory {
    row: Draft<artist_availability::ActiveModel>,
}

impl ArtistAvailabilityFactory {
    /// A day on which an artist is not to be had.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// From the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.starts_at = Set(starts_at);
        self.row.ends_at = Set(ends_at);
        self
    }

    /// To be had.
    #[must_use]
    pub fn available(mut self) -> Self {
        self.row.kind = Set(AvailabilityKind::Available);
        self
    }

    /// Not yet sure.
    #[must_use]
    pub fn tentative(mut self) -> Self {
        self.row.kind = Set(AvailabilityKind::Tentative);
        self
    }
}

#[async_trait]
impl Factory for ArtistAvailabilityFactory {
    type Entity = artist_availability::Entity;

    fn draft(&mut self) -> &mut artist_availability::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> artist_availability::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("artist_availability");
        row.id.set_if_unset(unique.id());
        row.kind.set_if_unset(AvailabilityKind::Unavailable);
        row.starts_at.set_if_unset(source.in_days(unique.days_apart()));
        if let Some(starts_at) = row.starts_at.try_as_ref().copied() {
            row.ends_at.set_if_unset(starts_at + Duration::days(1));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut artist_availability::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ArtistAvailabilityFactory> {
    Presets::of(ArtistAvailabilityFactory::new)
        .and("available", ArtistAvailabilityFactory::available)
        .and("tentative", ArtistAvailabilityFactory::tentative)
}
