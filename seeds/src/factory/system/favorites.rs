//! What users keep in mind.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{
    ArtistFactory, Chosen, Context, Draft, Error, Factory, Presets, Source, Unchosen, UserFactory,
};

/// Makes [`favorites`] once it is said what: by default a new user's.
#[derive(Debug, Clone, Default)]
pub struct FavoriteFactory<Subject = Unchosen> {
    row: Draft<favorites::ActiveModel>,
    choice: PhantomData<Subject>,
}

impl FavoriteFactory {
    /// Of what is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> FavoriteFactory<Chosen> {
        self.row.artist_id = Set(Some(artist.id));
        self.chosen()
    }

    /// This venue.
    #[must_use]
    pub fn of_venue(mut self, venue: &venues::Model) -> FavoriteFactory<Chosen> {
        self.row.venue_id = Set(Some(venue.id));
        self.chosen()
    }

    /// This promoter.
    #[must_use]
    pub fn of_promoter(mut self, promoter: &promoters::Model) -> FavoriteFactory<Chosen> {
        self.row.promoter_id = Set(Some(promoter.id));
        self.chosen()
    }

    /// This event.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> FavoriteFactory<Chosen> {
        self.row.event_id = Set(Some(event.id));
        self.chosen()
    }

    /// This opportunity.
    #[must_use]
    pub fn of_opportunity(mut self, opportunity: &opportunities::Model) -> FavoriteFactory<Chosen> {
        self.row.opportunity_id = Set(Some(opportunity.id));
        self.chosen()
    }

    fn chosen(self) -> FavoriteFactory<Chosen> {
        FavoriteFactory { row: self.row, choice: PhantomData }
    }
}

impl<Subject> FavoriteFactory<Subject> {
    /// This user's.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
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
impl Factory for FavoriteFactory<Chosen> {
    type Entity = favorites::Entity;

    fn draft(&mut self) -> &mut favorites::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> favorites::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("favorites").id());
        row
    }

    async fn complete(&self, row: &mut favorites::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<FavoriteFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let artist = ArtistFactory::new().insert(context).await?;
            Ok(FavoriteFactory::new().of_artist(&artist))
        })
    })
}
