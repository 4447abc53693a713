//! Shows, festivals and workshops.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::{Duration, OffsetDateTime};

use crate::factory::{Context, Draft, Error, Factory, Presets, PromoterFactory, Source, VenueFactory};

/// Makes [`events`](events::Entity): by default a draft of a promoter at a venue, some evening in a month or more, for
/// four hours.
#[derive(Debug, Clone, Default)]
pub struct EventFactory {
    row: Draft<events::ActiveModel>,
}

impl EventFactory {
    /// A draft.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Put on by this promoter.
    #[must_use]
    pub fn by_promoter(mut self, promoter: &promoters::Model) -> Self {
        self.row.organizer_id = Set(Some(promoter.id));
        self.row.created_by.set_if_unset(promoter.user_id);
        self
    }

    /// At this venue, in its time zone.
    #[must_use]
    pub fn at_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(Some(venue.id));
        self.row.timezone.set_if_unset_with(|| venue.timezone.clone());
        self
    }

    /// With this title.
    #[must_use]
    pub fn with_title(mut self, title: &str) -> Self {
        self.row.title = Set(title.to_owned());
        self
    }

    /// From the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.starts_at = Set(starts_at);
        self.row.ends_at = Set(ends_at);
        self
    }

    /// For so many people.
    #[must_use]
    pub fn with_capacity(mut self, people: i32) -> Self {
        self.row.capacity = Set(Some(people));
        self
    }

    /// One registers until then.
    #[must_use]
    pub fn with_registration_deadline(mut self, deadline: OffsetDateTime) -> Self {
        self.row.registration_deadline = Set(Some(deadline));
        self
    }

    /// In this time zone, a name of the IANA database.
    #[must_use]
    pub fn with_timezone(mut self, timezone: &str) -> Self {
        self.row.timezone = Set(timezone.to_owned());
        self
    }

    /// Prices are in this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Everybody may see it.
    #[must_use]
    pub fn published(mut self) -> Self {
        self.row.status = Set(EventStatus::Published);
        self
    }

    /// Called off.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(EventStatus::Cancelled);
        self
    }

    /// Took place a month ago or more.
    #[must_use]
    pub fn completed(mut self) -> Self {
        self.row.status = Set(EventStatus::Completed);
        self
    }

    /// Took place, and is no longer shown.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.row.status = Set(EventStatus::Archived);
        self
    }

    /// Shown first.
    #[must_use]
    pub fn featured(mut self) -> Self {
        self.row.is_featured = Set(true);
        self
    }
}

#[async_trait]
impl Factory for EventFactory {
    type Entity = events::Entity;

    fn draft(&mut self) -> &mut events::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> events::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("events");
        row.id.set_if_unset(unique.id());
        row.title.set_if_unset_with(|| unique.name("Event"));
        row.slug.set_if_unset_with(|| unique.slug("event"));
        row.status.set_if_unset(EventStatus::Draft);
        let is = |states: &[EventStatus]| row.status.is_set_and(|status| states.contains(status));
        let is_over = is(&[EventStatus::Completed, EventStatus::Archived]);
        let day = unique.days_apart();
        row.starts_at.set_if_unset(source.evening(if is_over { -day } else { day }));
        if let Some(starts_at) = row.starts_at.try_as_ref().copied() {
            row.ends_at.set_if_unset(starts_at + Duration::hours(4));
            if is(&[EventStatus::Published, EventStatus::Completed, EventStatus::Archived]) {
                let published = (starts_at - Duration::days(60)).min(source.now());
                row.publication_date.set_if_unset(Some(published));
            }
        }
        if is(&[EventStatus::Cancelled]) {
            row.cancelled_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut events::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organizer_id.is_not_set() {
            let promoter = PromoterFactory::new().insert(context).await?;
            row.organizer_id = Set(Some(promoter.id));
            row.created_by.set_if_unset(promoter.user_id);
        }
        if row.venue_id.is_not_set() {
            row.venue_id = Set(Some(VenueFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventFactory> {
    Presets::of(EventFactory::new)
        .and("published", EventFactory::published)
        .and("cancelled", EventFactory::cancelled)
        .and("completed", EventFactory::completed)
        .and("archived", EventFactory::archived)
        .and("featured", EventFactory::featured)
}
