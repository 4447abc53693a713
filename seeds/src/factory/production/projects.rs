//! Productions that are planned.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::{ActiveValue, EntityTrait, Set};
use time::Date;
use uuid::Uuid;

use crate::factory::{
    Context, CrewMemberFactory, CrewRoleFactory, Draft, EquipmentFactory, Error, EventTypeFactory, Factory,
    OrganizationFactory, Presets, ProjectTypeFactory, Source,
};

/// Makes [`projects`]: by default a draft of an organization, of a new type, for three days in a month.
#[derive(Debug, Clone, Default)]
pub struct ProjectFactory {
    row: Draft<projects::ActiveModel>,
}

impl ProjectFactory {
    /// A draft.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this organization, in its currency.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self.row.currency.set_if_unset_with(|| organization.currency.clone());
        self
    }

    /// Of this type.
    #[must_use]
    pub fn of_type(mut self, project_type: &project_types::Model) -> Self {
        self.row.project_type_id = Set(project_type.id);
        self
    }

    /// For this customer, and the customer's organization.
    #[must_use]
    pub fn for_customer(mut self, customer: &customers::Model) -> Self {
        self.row.customer_id = Set(Some(customer.id));
        self.row.organization_id.set_if_unset(customer.organization_id);
        self
    }

    /// For this booking.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(Some(booking.id));
        self
    }

    /// Led by this crew member, in their organization.
    #[must_use]
    pub fn led_by(mut self, crew_member: &crew_members::Model) -> Self {
        self.row.owner_id = Set(Some(crew_member.id));
        self.row.organization_id.set_if_unset(crew_member.organization_id);
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// From the one day to the other.
    #[must_use]
    pub fn with_days(mut self, first: Date, last: Date) -> Self {
        self.row.starts_on = Set(Some(first));
        self.row.ends_on = Set(Some(last));
        self
    }

    /// Planned.
    #[must_use]
    pub fn planned(self) -> Self {
        self.with_status(ProjectStatus::Planned)
    }

    /// The customer has agreed.
    #[must_use]
    pub fn confirmed(self) -> Self {
        self.with_status(ProjectStatus::Confirmed)
    }

    /// Under way.
    #[must_use]
    pub fn in_progress(self) -> Self {
        self.with_status(ProjectStatus::InProgress)
    }

    /// Done.
    #[must_use]
    pub fn completed(self) -> Self {
        self.with_status(ProjectStatus::Completed)
    }

    /// Called off.
    #[must_use]
    pub fn cancelled(self) -> Self {
        self.with_status(ProjectStatus::Cancelled)
    }

    /// Done, and out of sight.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.row.is_archived = Set(true);
        self.completed()
    }

    fn with_status(mut self, status: ProjectStatus) -> Self {
        self.row.status = Set(status);
        self
    }
}

#[async_trait]
impl Factory for ProjectFactory {
    type Entity = projects::Entity;

    fn draft(&mut self) -> &mut projects::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> projects::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("projects");
        row.id.set_if_unset(unique.id());
        row.project_number.set_if_unset_with(|| unique.integer());
        row.name.set_if_unset_with(|| unique.name("Project"));
        row.status.set_if_unset(ProjectStatus::Draft);
        let first = match row.status.try_as_ref() {
            Some(ProjectStatus::Completed) => -30,
            Some(ProjectStatus::InProgress) => -1,
            _ => 30,
        };
        row.starts_on.set_if_unset(Some(source.date(first)));
        row.ends_on.set_if_unset(Some(source.date(first + 2)));
        row
    }

    async fn complete(&self, row: &mut projects::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        if row.project_type_id.is_not_set() {
            row.project_type_id = Set(ProjectTypeFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

/// The organization whose project it is.
async fn organization_of(
    project_id: &ActiveValue<Uuid>,
    context: &Context<'_>,
) -> Result<ActiveValue<Uuid>, Error> {
    let Some(project_id) = project_id.try_as_ref() else { return Ok(ActiveValue::NotSet) };
    let found = projects::Entity::find_by_id(*project_id).one(context.db()).await;
    let project = found.map_err(Error::database("look for the project"))?;
    Ok(project.map_or(ActiveValue::NotSet, |project| Set(project.organization_id)))
}

/// Something new that the project's organization has.
pub(super) async fn new_equipment(
    project_id: &ActiveValue<Uuid>,
    context: &Context<'_>,
) -> Result<Uuid, Error> {
    let organization = organization_of(project_id, context).await?;
    let factory = EquipmentFactory::new().with(|row| row.organization_id = organization);
    Ok(factory.insert(context).await?.id)
}

/// Something new to do for the project's organization.
pub(super) async fn new_crew_role(
    project_id: &ActiveValue<Uuid>,
    context: &Context<'_>,
) -> Result<Uuid, Error> {
    let organization = organization_of(project_id, context).await?;
    let factory = CrewRoleFactory::new().with(|row| row.organization_id = optional(organization));
    Ok(factory.insert(context).await?.id)
}

/// Somebody new who works for the project's organization.
pub(super) async fn new_crew_member(
    project_id: &ActiveValue<Uuid>,
    context: &Context<'_>,
) -> Result<Uuid, Error> {
    let organization = organization_of(project_id, context).await?;
    let factory = CrewMemberFactory::new().with(|row| row.organization_id = organization);
    Ok(factory.insert(context).await?.id)
}

/// A new kind of day of the project's organization.
pub(super) async fn new_event_type(
    project_id: &ActiveValue<Uuid>,
    context: &Context<'_>,
) -> Result<Uuid, Error> {
    let organization = organization_of(project_id, context).await?;
    let factory = EventTypeFactory::new().with(|row| row.organization_id = optional(organization));
    Ok(factory.insert(context).await?.id)
}

fn optional(id: ActiveValue<Uuid>) -> ActiveValue<Option<Uuid>> {
    id.try_as_ref().copied().map_or(ActiveValue::NotSet, |id| Set(Some(id)))
}

pub(in crate::factory) fn presets() -> Presets<ProjectFactory> {
    Presets::of(ProjectFactory::new)
        .and("planned", ProjectFactory::planned)
        .and("confirmed", ProjectFactory::confirmed)
        .and("in_progress", ProjectFactory::in_progress)
        .and("completed", ProjectFactory::completed)
        .and("cancelled", ProjectFactory::cancelled)
        .and("archived", ProjectFactory::archived)
}
