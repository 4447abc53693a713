//! Artists' answers to opportunities.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{ArtistFactory, Context, Draft, Error, Factory, OpportunityFactory, Presets, Source};

/// Makes [`applications`]: by default of an artist to an open opportunity, at 100,000, sent three days ago and not yet
/// seen.
#[derive(Debug, Clone, Default)]
pub struct ApplicationFactory {
    row: Draft<applications::ActiveModel>,
}

impl ApplicationFactory {
    /// A new application.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// To this opportunity, in its currency.
    #[must_use]
    pub fn to_opportunity(mut self, opportunity: &opportunities::Model) -> Self {
        self.row.opportunity_id = Set(opportunity.id);
        self.row.currency.set_if_unset_with(|| opportunity.currency.clone());
        self
    }

    /// Of this artist.
    #[must_use]
    pub fn by_artist(mut self, artist: &artists::Model) -> Self {
        self.row.artist_id = Set(artist.id);
        self.row.submitted_by.set_if_unset(artist.user_id);
        self
    }

    /// Asks for this fee.
    #[must_use]
    pub fn with_fee(mut self, fee: impl Into<Decimal>) -> Self {
        self.row.proposed_fee = Set(Some(fee.into()));
        self
    }

    /// On the short list.
    #[must_use]
    pub fn shortlisted(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Shortlisted);
        self
    }

    /// Has an offer.
    #[must_use]
    pub fn offered(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Offered);
        self
    }

    /// Agreed.
    #[must_use]
    pub fn accepted(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Accepted);
        self
    }

    /// Turned down.
    #[must_use]
    pub fn rejected(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Rejected);
        self
    }

    /// Taken back by the artist.
    #[must_use]
    pub fn withdrawn(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Withdrawn);
        self
    }

    /// Not answered in time.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(ApplicationStatus::Expired);
        self
    }
}

#[async_trait]
impl Factory for ApplicationFactory {
    type Entity = applications::Entity;

    fn draft(&mut self) -> &mut applications::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> applications::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("applications").id());
        row.status.set_if_unset(ApplicationStatus::Submitted);
        row.proposed_fee.set_if_unset(Some(Decimal::from(100_000)));
        row.submitted_at.set_if_unset(source.in_days(-3));
        let status = row.status.try_as_ref().copied().unwrap_or(ApplicationStatus::Submitted);
        if status != ApplicationStatus::Submitted {
            row.viewed_at.set_if_unset(Some(source.in_days(-2)));
        }
        if !matches!(
            status,
            ApplicationStatus::Submitted | ApplicationStatus::Shortlisted | ApplicationStatus::Withdrawn
        ) {
            row.decided_at.set_if_unset(Some(source.in_days(-1)));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut applications::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.opportunity_id.is_not_set() {
            row.opportunity_id = Set(OpportunityFactory::new().open().insert(context).await?.id);
        }
        if row.artist_id.is_not_set() {
            let artist = ArtistFactory::new().insert(context).await?;
            row.artist_id = Set(artist.id);
            row.submitted_by.set_if_unset(artist.user_id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ApplicationFactory> {
    Presets::of(ApplicationFactory::new)
        .and("shortlisted", ApplicationFactory::shortlisted)
        .and("offered", ApplicationFactory::offered)
        .and("accepted", ApplicationFactory::accepted)
        .and("rejected", ApplicationFactory::rejected)
        .and("withdrawn", ApplicationFactory::withdrawn)
        .and("expired", ApplicationFactory::expired)
}
