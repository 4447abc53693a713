//! What users think of celebrities.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{CelebrityFactory, Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`celebrity_ratings`]: by default five stars of a new user for a new celebrity.
#[derive(Debug, Clone, Default)]
pub struct CelebrityRatingFactory {
    row: Draft<celebrity_ratings::ActiveModel>,
}

impl CelebrityRatingFactory {
    /// Five stars.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this celebrity.
    #[must_use]
    pub fn of_celebrity(mut self, celebrity: &celebrities::Model) -> Self {
        self.row.celebrity_id = Set(celebrity.artist_id);
        self
    }

    /// By this user, once a celebrity.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// So many stars, 1 to 5.
    #[must_use]
    pub fn with_rating(mut self, stars: i32) -> Self {
        self.row.rating = Set(stars);
        self
    }
}

#[async_trait]
impl Factory for CelebrityRatingFactory {
    type Entity = celebrity_ratings::Entity;

    fn draft(&mut self) -> &mut celebrity_ratings::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> celebrity_ratings::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("celebrity_ratings").id());
        row.rating.set_if_unset(5);
        row
    }

    async fn complete(
        &self,
        row: &mut celebrity_ratings::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.celebrity_id.is_not_set() {
            row.celebrity_id = Set(CelebrityFactory::new().insert(context).await?.artist_id);
        }
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CelebrityRatingFactory> {
    Presets::of(CelebrityRatingFactory::new)
}
