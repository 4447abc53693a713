//! What calendars elsewhere show.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::{Duration, OffsetDateTime};

use crate::factory::{CalendarConnectionFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`calendar_events`]: by default two hours some evening in a month or more, about nothing of the platform, not
/// yet told the calendar.
#[derive(Debug, Clone, Default)]
pub struct CalendarEventFactory {
    row: Draft<calendar_events::ActiveModel>,
}

impl CalendarEventFactory {
    /// Two hours.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this calendar.
    #[must_use]
    pub fn of_connection(mut self, connection: &calendar_connections::Model) -> Self {
        self.row.connection_id = Set(connection.id);
        self
    }

    /// This booking, when it is played.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(Some(booking.id));
        self.at(booking.starts_at, booking.ends_at)
    }

    /// This event, when it takes place.
    #[must_use]
    pub fn for_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(Some(event.id));
        self.row.title.set_if_unset(event.title.clone());
        self.at(Some(event.starts_at), Some(event.ends_at))
    }

    /// This day of a project, when it takes place.
    #[must_use]
    pub fn for_project_event(mut self, event: &project_events::Model) -> Self {
        self.row.project_event_id = Set(Some(event.id));
        self.row.title.set_if_unset(event.name.clone());
        self.at(event.starts_at, event.ends_at)
    }

    /// From the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.starts_at = Set(starts_at);
        self.row.ends_at = Set(ends_at);
        self
    }

    /// The calendar knows it.
    #[must_use]
    pub fn synced(mut self) -> Self {
        self.row.sync_status = Set(CalendarSyncStatus::Synced);
        self
    }

    /// The calendar has something else.
    #[must_use]
    pub fn conflicting(mut self) -> Self {
        self.row.sync_status = Set(CalendarSyncStatus::Conflict);
        self
    }

    /// The calendar did not take it.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.sync_status = Set(CalendarSyncStatus::Failed);
        self.row.sync_error.set_if_unset(Some("the calendar does not answer".to_owned()));
        self
    }

    fn at(mut self, starts_at: Option<OffsetDateTime>, ends_at: Option<OffsetDateTime>) -> Self {
        if let Some(starts_at) = starts_at {
            self.row.starts_at.set_if_unset(starts_at);
        }
        if let Some(ends_at) = ends_at {
            self.row.ends_at.set_if_unset(ends_at);
        }
        self
    }
}

#[async_trait]
impl Factory for CalendarEventFactory {
    type Entity = calendar_events::Entity;

    fn draft(&mut self) -> &mut calendar_events::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> calendar_events::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("calendar_events");
        row.id.set_if_unset(unique.id());
        row.title.set_if_unset_with(|| unique.name("Calendar event"));
        row.starts_at.set_if_unset(source.evening(unique.days_apart()));
        if let Some(starts_at) = row.starts_at.try_as_ref().copied() {
            row.ends_at.set_if_unset(starts_at + Duration::hours(2));
        }
        row.sync_status.set_if_unset(CalendarSyncStatus::Pending);
        if row.sync_status.is_set_and(|status| *status == CalendarSyncStatus::Synced) {
            row.synced_at.set_if_unset(Some(source.now()));
            row.external_id.set_if_unset_with(|| Some(unique.slug("calendar-event")));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut calendar_events::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.connection_id.is_not_set() {
            row.connection_id = Set(CalendarConnectionFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CalendarEventFactory> {
    Presets::of(CalendarEventFactory::new)
        .and("synced", CalendarEventFactory::synced)
        .and("conflicting", CalendarEventFactory::conflicting)
        .and("failed", CalendarEventFactory::failed)
}
