//! What artists may apply for.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::{Date, Duration, OffsetDateTime, Time};

use crate::factory::{Context, Draft, Error, Factory, Presets, PromoterFactory, Source, VenueFactory};

/// Makes [`opportunities`]: by default a draft of a promoter for an evening at a venue in a month or more, at 80,000 to
/// 140,000; one applies until two weeks before.
#[derive(Debug, Clone, Default)]
pub struct OpportunityFactory {
    row: Draft<opportunities::ActiveModel>,
}

impl OpportunityFactory {
    /// A draft.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this promoter, and the promoter's organization.
    #[must_use]
    pub fn by_promoter(mut self, promoter: &promoters::Model) -> Self {
        self.row.promoter_id = Set(Some(promoter.id));
        self.row.organization_id.set_if_unset(promoter.organization_id);
        self.row.created_by.set_if_unset(promoter.user_id);
        self
    }

    /// Of this organization, with no promoter unless one is passed.
    #[must_use]
    pub fn by_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.promoter_id.set_if_unset(None);
        self.row.created_by.set_if_unset(organization.created_by);
        self
    }

    /// At this venue.
    #[must_use]
    pub fn at_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(Some(venue.id));
        self.row.city_id.set_if_unset(venue.city_id);
        self
    }

    /// For this event.
    #[must_use]
    pub fn for_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(Some(event.id));
        self.row.venue_id.set_if_unset(event.venue_id);
        self.row.event_date.set_if_unset(event.starts_at.date());
        self
    }

    /// With this title.
    #[must_use]
    pub fn with_title(mut self, title: &str) -> Self {
        self.row.title = Set(title.to_owned());
        self
    }

    /// On this day.
    #[must_use]
    pub fn with_event_date(mut self, date: Date) -> Self {
        self.row.event_date = Set(date);
        self
    }

    /// One applies until then.
    #[must_use]
    pub fn with_deadline(mut self, deadline: OffsetDateTime) -> Self {
        self.row.deadline = Set(Some(deadline));
        self
    }

    /// At a fee between these.
    #[must_use]
    pub fn with_budget(mut self, least: impl Into<Decimal>, most: impl Into<Decimal>) -> Self {
        self.row.budget_min = Set(Some(least.into()));
        self.row.budget_max = Set(Some(most.into()));
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Artists may apply.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.row.status = Set(OpportunityStatus::Open);
        self
    }

    /// No more applications are taken.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.row.status = Set(OpportunityStatus::Closed);
        self
    }

    /// Everybody is found.
    #[must_use]
    pub fn filled(mut self) -> Self {
        self.row.status = Set(OpportunityStatus::Filled);
        self
    }

    /// Called off.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(OpportunityStatus::Cancelled);
        self
    }

    /// Nobody was found in time.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(OpportunityStatus::Expired);
        self
    }
}

#[async_trait]
impl Factory for OpportunityFactory {
    type Entity = opportunities::Entity;

    fn draft(&mut self) -> &mut opportunities::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> opportunities::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("opportunities");
        row.id.set_if_unset(unique.id());
        row.title.set_if_unset_with(|| unique.name("Opportunity"));
        row.status.set_if_unset(OpportunityStatus::Draft);
        let status = row.status.try_as_ref().copied().unwrap_or(OpportunityStatus::Draft);
        let expired = status == OpportunityStatus::Expired;
        row.event_date.set_if_unset(source.date(if expired { 7 } else { unique.days_apart() }));
        if let Some(date) = row.event_date.try_as_ref().copied() {
            row.deadline.set_if_unset(Some(date.with_time(Time::MIDNIGHT).assume_utc() - Duration::days(14)));
        }
        row.budget_min.set_if_unset(Some(Decimal::from(80_000)));
        row.budget_max.set_if_unset(Some(Decimal::from(140_000)));
        if status != OpportunityStatus::Draft {
            row.published_at.set_if_unset(Some(source.in_days(-30)));
        }
        if !matches!(status, OpportunityStatus::Draft | OpportunityStatus::Open) {
            row.closed_at.set_if_unset(Some(source.in_days(-1)));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut opportunities::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.promoter_id.is_not_set() {
            let promoter = PromoterFactory::new().insert(context).await?;
            row.promoter_id = Set(Some(promoter.id));
            row.organization_id.set_if_unset(promoter.organization_id);
            row.created_by.set_if_unset(promoter.user_id);
        }
        if row.venue_id.is_not_set() {
            row.venue_id = Set(Some(VenueFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<OpportunityFactory> {
    Presets::of(OpportunityFactory::new)
        .and("open", OpportunityFactory::open)
        .and("closed", OpportunityFactory::closed)
        .and("filled", OpportunityFactory::filled)
        .and("cancelled", OpportunityFactory::cancelled)
        .and("expired", OpportunityFactory::expired)
}
