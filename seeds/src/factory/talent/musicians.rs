//! What musicians have beside being artists.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`musicians`]: by default one who neither takes studio work nor reads.
#[derive(Debug, Clone, Default)]
pub struct MusicianFactory {
    row: Draft<musicians::ActiveModel>,
}

impl MusicianFactory {
    /// One who plays by ear.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist.
    #[must_use]
    pub fn for_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// First on stage in this year.
    #[must_use]
    pub fn with_active_since(mut self, year: i32) -> Self {
        self.row.active_since = Set(Some(year));
        self
    }

    /// Takes studio work, and reads.
    #[must_use]
    pub fn session_player(mut self) -> Self {
        self.row.plays_sessions = Set(true);
        self.row.reads_notation = Set(true);
        self
    }
}

#[async_trait]
impl Factory for MusicianFactory {
    type Entity = musicians::Entity;

    fn draft(&mut self) -> &mut musicians::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> musicians::ActiveModel {
        self.row.chosen()
    }

    async fn complete(&self, row: &mut musicians::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<MusicianFactory> {
    Presets::of(MusicianFactory::new).and("session_player", MusicianFactory::session_player)
}
