//! Days of a project.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::{Date, Duration, OffsetDateTime};

use super::projects::new_event_type;
use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectFactory, Source};

/// Makes [`project_events`]: by default a planned evening of three hours in a month or more, of a new kind.
#[derive(Debug, Clone, Default)]
pub struct ProjectEventFactory {
    row: Draft<project_events::ActiveModel>,
}

impl ProjectEventFactory {
    /// A planned evening.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this project, in its currency.
    #[must_use]
    pub fn of_project(mut self, project: &projects::Model) -> Self {
        self.row.project_id = Set(project.id);
        self.row.currency.set_if_unset(project.currency.clone());
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn of_type(mut self, event_type: &event_types::Model) -> Self {
        self.row.event_type_id = Set(event_type.id);
        self
    }

    /// At this venue.
    #[must_use]
    pub fn at_venue(mut self, venue: &venues::Model) -> Self {
        self.row.venue_id = Set(Some(venue.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// On this day in its time zone, from the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, date: Date, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.date = Set(date);
        self.row.starts_at = Set(Some(starts_at));
        self.row.ends_at = Set(Some(ends_at));
        self
    }

    /// In this time zone, a name of the IANA database.
    #[must_use]
    pub fn with_timezone(mut self, timezone: &str) -> Self {
        self.row.timezone = Set(timezone.to_owned());
        self
    }

    /// Sure.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.row.status = Set(ProjectEventStatus::Confirmed);
        self
    }

    /// Done.
    #[must_use]
    pub fn completed(mut self) -> Self {
        self.row.status = Set(ProjectEventStatus::Completed);
        self
    }

    /// Called off.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(ProjectEventStatus::Cancelled);
        self
    }
}

#[async_trait]
impl Factory for ProjectEventFactory {
    type Entity = project_events::Entity;

    fn draft(&mut self) -> &mut project_events::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_events::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("project_events");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Project event"));
        row.status.set_if_unset(ProjectEventStatus::Planned);
        let is_over = row.status.is_set_and(|status| *status == ProjectEventStatus::Completed);
        let days = if is_over { -unique.days_apart() } else { unique.days_apart() };
        if row.date.is_not_set() {
            // Seven in the evening in India, which is where a project takes place unless it is said.
            row.date = Set(source.date(days));
            row.starts_at.set_if_unset(Some(source.evening(days)));
            row.ends_at.set_if_unset(Some(source.evening(days) + Duration::hours(3)));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut project_events::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.project_id.is_not_set() {
            row.project_id = Set(ProjectFactory::new().insert(context).await?.id);
        }
        if row.event_type_id.is_not_set() {
            row.event_type_id = Set(new_event_type(&row.project_id, context).await?);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectEventFactory> {
    Presets::of(ProjectEventFactory::new)
        .and("confirmed", ProjectEventFactory::confirmed)
        .and("completed", ProjectEventFactory::completed)
        .and("cancelled", ProjectEventFactory::cancelled)
}
