//! How trust came and went.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, Presets, Source, TrustScoreFactory};

/// Makes [`trust_score_history`]: by default two points more for a new artist, worked out anew.
#[derive(Debug, Clone, Default)]
pub struct TrustScoreHistoryFactory {
    row: Draft<trust_score_history::ActiveModel>,
}

impl TrustScoreHistoryFactory {
    /// Two points more.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this score, which it is now.
    #[must_use]
    pub fn of_score(mut self, score: &trust_scores::Model) -> Self {
        self.row.trust_score_id = Set(score.id);
        self.row.new_score.set_if_unset(score.score);
        self
    }

    /// From the one to the other, 0 to 100.
    #[must_use]
    pub fn with_scores(mut self, old: impl Into<Decimal>, new: impl Into<Decimal>) -> Self {
        self.row.old_score = Set(old.into());
        self.row.new_score = Set(new.into());
        self
    }

    /// For this reason.
    #[must_use]
    pub fn with_reason(mut self, reason: TrustScoreReason) -> Self {
        self.row.reason = Set(reason);
        self
    }

    /// By hand.
    #[must_use]
    pub fn manual(mut self) -> Self {
        self.row.reason = Set(TrustScoreReason::Manual);
        self.row.note.set_if_unset(Some("as agreed on the telephone".to_owned()));
        self
    }
}

#[async_trait]
impl Factory for TrustScoreHistoryFactory {
    type Entity = trust_score_history::Entity;

    fn draft(&mut self) -> &mut trust_score_history::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> trust_score_history::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("trust_score_history").id());
        row.old_score.set_if_unset(Decimal::from(48));
        row.new_score.set_if_unset(Decimal::from(50));
        row.reason.set_if_unset(TrustScoreReason::Recalculation);
        row
    }

    async fn complete(
        &self,
        row: &mut trust_score_history::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.trust_score_id.is_not_set() {
            let artist = ArtistFactory::new().insert(context).await?;
            row.trust_score_id = Set(TrustScoreFactory::new().of_artist(&artist).insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<TrustScoreHistoryFactory> {
    Presets::of(TrustScoreHistoryFactory::new).and("manual", TrustScoreHistoryFactory::manual)
}
