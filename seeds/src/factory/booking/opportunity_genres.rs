//! What opportunities are for.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, GenreFactory, OpportunityFactory, Presets, Source};

/// Makes [`opportunity_genres`]: by default a new genre of an open opportunity.
#[derive(Debug, Clone, Default)]
pub struct OpportunityGenreFactory {
    row: Draft<opportunity_genres::ActiveModel>,
}

impl OpportunityGenreFactory {
    /// A new genre.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this opportunity.
    #[must_use]
    pub fn of_opportunity(mut self, opportunity: &opportunities::Model) -> Self {
        self.row.opportunity_id = Set(opportunity.id);
        self
    }

    /// This genre.
    #[must_use]
    pub fn with_genre(mut self, genre: &genres::Model) -> Self {
        self.row.genre_id = Set(genre.id);
        self
    }
}

#[async_trait]
impl Factory for OpportunityGenreFactory {
    type Entity = opportunity_genres::Entity;

    fn draft(&mut self) -> &mut opportunity_genres::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> opportunity_genres::ActiveModel {
        self.row.chosen()
    }

    async fn complete(
        &self,
        row: &mut opportunity_genres::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.opportunity_id.is_not_set() {
            row.opportunity_id = Set(OpportunityFactory::new().open().insert(context).await?.id);
        }
        if row.genre_id.is_not_set() {
            row.genre_id = Set(GenreFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<OpportunityGenreFactory> {
    Presets::of(OpportunityGenreFactory::new)
}
