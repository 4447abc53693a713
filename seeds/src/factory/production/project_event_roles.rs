//! Who works on a day of a project.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;
use time::OffsetDateTime;

use super::projects::{new_crew_member, new_crew_role};
use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectEventFactory, Source};

/// Makes [`project_event_roles`]: by default a place for a new role of the project's organization, which nobody has
/// yet.
#[derive(Debug, Clone, Default)]
pub struct ProjectEventRoleFactory {
    row: Draft<project_event_roles::ActiveModel>,
}

impl ProjectEventRoleFactory {
    /// A place that nobody has yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// On this day, from its beginning to its end.
    #[must_use]
    pub fn of_event(mut self, event: &project_events::Model) -> Self {
        self.row.project_id = Set(event.project_id);
        self.row.event_id = Set(event.id);
        self.row.currency.set_if_unset(event.currency.clone());
        self.row.starts_at.set_if_unset(event.starts_at);
        self.row.ends_at.set_if_unset(event.ends_at);
        self
    }

    /// Who does this.
    #[must_use]
    pub fn with_role(mut self, role: &crew_roles::Model) -> Self {
        self.row.role_id = Set(role.id);
        self
    }

    /// This one.
    #[must_use]
    pub fn for_crew_member(mut self, crew_member: &crew_members::Model) -> Self {
        self.row.crew_member_id = Set(Some(crew_member.id));
        self
    }

    /// From the one moment to the other.
    #[must_use]
    pub fn with_times(mut self, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        self.row.starts_at = Set(Some(starts_at));
        self.row.ends_at = Set(Some(ends_at));
        self
    }

    /// At so much a day.
    #[must_use]
    pub fn with_daily_rate(mut self, rate: impl Into<Decimal>) -> Self {
        self.row.daily_rate = Set(Some(rate.into()));
        self
    }

    /// Somebody is asked.
    #[must_use]
    pub fn invited(mut self) -> Self {
        self.row.status = Set(CrewAssignmentStatus::Invited);
        self
    }

    /// Somebody comes; nobody is in two places at once.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.row.status = Set(CrewAssignmentStatus::Confirmed);
        self
    }

    /// Who was asked does not come.
    #[must_use]
    pub fn declined(mut self) -> Self {
        self.row.status = Set(CrewAssignmentStatus::Declined);
        self
    }

    /// Somebody was there.
    #[must_use]
    pub fn completed(mut self) -> Self {
        self.row.status = Set(CrewAssignmentStatus::Completed);
        self
    }

    /// No longer needed.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(CrewAssignmentStatus::Cancelled);
        self
    }
}

#[async_trait]
impl Factory for ProjectEventRoleFactory {
    type Entity = project_event_roles::Entity;

    fn draft(&mut self) -> &mut project_event_roles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_event_roles::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("project_event_roles").id());
        row.status.set_if_unset(CrewAssignmentStatus::Planned);
        row
    }

    async fn complete(
        &self,
        row: &mut project_event_roles::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            let event = ProjectEventFactory::new().insert(context).await?;
            row.event_id = Set(event.id);
            row.project_id = Set(event.project_id);
            row.starts_at.set_if_unset(event.starts_at);
            row.ends_at.set_if_unset(event.ends_at);
        }
        if row.role_id.is_not_set() {
            row.role_id = Set(new_crew_role(&row.project_id, context).await?);
        }
        let is_somebody = !row.status.is_set_and(|status| {
            matches!(status, CrewAssignmentStatus::Planned | CrewAssignmentStatus::Cancelled)
        });
        if is_somebody && row.crew_member_id.is_not_set() {
            row.crew_member_id = Set(Some(new_crew_member(&row.project_id, context).await?));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectEventRoleFactory> {
    Presets::of(ProjectEventRoleFactory::new)
        .and("invited", ProjectEventRoleFactory::invited)
        .and("confirmed", ProjectEventRoleFactory::confirmed)
        .and("declined", ProjectEventRoleFactory::declined)
        .and("completed", ProjectEventRoleFactory::completed)
        .and("cancelled", ProjectEventRoleFactory::cancelled)
}
