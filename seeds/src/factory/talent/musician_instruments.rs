//! Which instruments musicians play.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, InstrumentFactory, MusicianFactory, Presets, Source};

/// Makes [`musician_instruments`]: by default a new instrument of a new musician, not the one played most.
#[derive(Debug, Clone, Default)]
pub struct MusicianInstrumentFactory {
    row: Draft<musician_instruments::ActiveModel>,
}

impl MusicianInstrumentFactory {
    /// One of several.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this musician.
    #[must_use]
    pub fn of_musician(mut self, musician: &musicians::Model) -> Self {
        self.row.musician_id = Set(musician.artist_id);
        self
    }

    /// This instrument.
    #[must_use]
    pub fn with_instrument(mut self, instrument: &instruments::Model) -> Self {
        self.row.instrument_id = Set(instrument.id);
        self
    }

    /// The one played most, one a musician.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.row.is_primary = Set(true);
        self
    }
}

#[async_trait]
impl Factory for MusicianInstrumentFactory {
    type Entity = musician_instruments::Entity;

    fn draft(&mut self) -> &mut musician_instruments::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> musician_instruments::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut musician_instruments::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.musician_id.is_not_set() {
            row.musician_id = Set(MusicianFactory::new().insert(context).await?.artist_id);
        }
        if row.instrument_id.is_not_set() {
            row.instrument_id = Set(InstrumentFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<MusicianInstrumentFactory> {
    Presets::of(MusicianInstrumentFactory::new).and("primary", MusicianInstrumentFactory::primary)
}
