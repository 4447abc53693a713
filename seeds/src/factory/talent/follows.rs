//! Who follows whom.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`follows`]: by default a new user who follows a new artist and wants to be told.
#[derive(Debug, Clone, Default)]
pub struct FollowFactory {
    row: Draft<follows::ActiveModel>,
}

impl FollowFactory {
    /// Somebody who wants to be told.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Follows this artist.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self
    }

    /// Does not want to be told.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.row.notify = Set(false);
        self
    }
}

#[async_trait]
impl Factory for FollowFactory {
    type Entity = follows::Entity;

    fn draft(&mut self) -> &mut follows::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> follows::ActiveModel {
        self.row.chosen()
    }

    async fn complete(&self, row: &mut follows::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        if row.artist_id.is_not_set() {
            row.artist_id = Set(ArtistFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<FollowFactory> {
    Presets::of(FollowFactory::new).and("silent", FollowFactory::silent)
}
