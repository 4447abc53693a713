//! How far somebody is to be trusted.

use std::marker::PhantomData;

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Chosen, Draft, Factory, Presets, Source, Unchosen};

/// Makes [`trust_scores`] once it is said who: by default 50 of 100, from nothing yet. One each.
#[derive(Debug, Clone, Default)]
pub struct TrustScoreFactory<Subject = Unchosen> {
    row: Draft<trust_scores::ActiveModel>,
    choice: PhantomData<Subject>,
}

impl TrustScoreFactory {
    /// Whose is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This artist's.
    #[must_use]
    pub fn of_artist(mut self, artist: &artists::Model) -> TrustScoreFactory<Chosen> {
        self.row.artist_id = Set(Some(artist.id));
        self.chosen()
    }

    /// This venue's.
    #[must_use]
    pub fn of_venue(mut self, venue: &venues::Model) -> TrustScoreFactory<Chosen> {
        self.row.venue_id = Set(Some(venue.id));
        self.chosen()
    }

    /// This promoter's.
    #[must_use]
    pub fn of_promoter(mut self, promoter: &promoters::Model) -> TrustScoreFactory<Chosen> {
        self.row.promoter_id = Set(Some(promoter.id));
        self.chosen()
    }

    /// This user's.
    #[must_use]
    pub fn of_user(mut self, user: &users::Model) -> TrustScoreFactory<Chosen> {
        self.row.user_id = Set(Some(user.id));
        self.chosen()
    }

    fn chosen(self) -> TrustScoreFactory<Chosen> {
        TrustScoreFactory { row: self.row, choice: PhantomData }
    }
}

impl<Subject> TrustScoreFactory<Subject> {
    /// So far, 0 to 100.
    #[must_use]
    pub fn with_score(mut self, score: impl Into<Decimal>) -> Self {
        self.row.score = Set(score.into());
        self
    }

    /// From so much that happened.
    #[must_use]
    pub fn with_sample_size(mut self, count: i32) -> Self {
        self.row.sample_size = Set(count);
        self
    }
}

impl Factory for TrustScoreFactory<Chosen> {
    type Entity = trust_scores::Entity;

    fn draft(&mut self) -> &mut trust_scores::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> trust_scores::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("trust_scores").id());
        row.computed_at.set_if_unset(source.now());
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<TrustScoreFactory<Chosen>> {
    Presets::with_choice(|context| {
        Box::pin(async move {
            let artist = ArtistFactory::new().insert(context).await?;
            Ok(TrustScoreFactory::new().of_artist(&artist))
        })
    })
}
