//! What artists play.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, GenreFactory, Presets, Source};

/// Makes [`artist_genres`]: by default a new genre of a new artist, not the one they are known for.
#[derive(Debug, Clone, Default)]
pub struct ArtistGenreFactory {
    row: Draft<artist_genres::ActiveModel>,
}

impl ArtistGenreFactory {
    /// One of several.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this artist.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// This genre.
    #[must_use]
    pub fn with_genre(mut self, genre: &genres::Model) -> Self {
        self.row.genre_id = Set(genre.id);
        self
    }

    /// The one they are known for, one an artist.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.row.is_primary = Set(true);
        self
    }
}

#[async_trait]
impl Factory for ArtistGenreFactory {
    type Entity = artist_genres::Entity;

    fn draft(&mut self) -> &mut artist_genres::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> artist_genres::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut artist_genres::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        if row.genre_id.is_not_set() {
            row.genre_id = Set(GenreFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ArtistGenreFactory> {
    Presets::of(ArtistGenreFactory::new).and("primary", ArtistGenreFactory::primary)
}
