//! Pages of artists elsewhere.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`artist_social_links`]: by default an artist's own website.
#[derive(Debug, Clone, Default)]
pub struct ArtistSocialLinkFactory {
    row: Draft<artist_social_links::ActiveModel>,
}

impl ArtistSocialLinkFactory {
    /// A website.
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

    /// There.
    #[must_use]
    pub fn with_platform(mut self, platform: SocialPlatform) -> Self {
        self.row.platform = Set(platform);
        self
    }

    /// At this address.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.row.url = Set(url.to_owned());
        self
    }
}

#[async_trait]
impl Factory for ArtistSocialLinkFactory {
    type Entity = artist_social_links::Entity;

    fn draft(&mut self) -> &mut artist_social_links::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> artist_social_links::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("artist_social_links");
        row.id.set_if_unset(unique.id());
        row.platform.set_if_unset(SocialPlatform::Website);
        row.url.set_if_unset_with(|| format!("https://{}.example.com", unique.slug("artist")));
        row
    }

    async fn complete(
        &self,
        row: &mut artist_social_links::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ArtistSocialLinkFactory> {
    Presets::of(ArtistSocialLinkFactory::new)
}
