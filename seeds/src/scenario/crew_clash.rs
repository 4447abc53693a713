//! A sound engineer is planned for two shows at the same hours. The first is confirmed; the database refuses to confirm the
//! second, and a colleague takes it. For rosters.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::project_variants::crew_role;
use super::story::{Attempt, Refusal, add, change, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, OrganizationFactory, ProjectFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct CrewClash;

impl CrewClash {
    /// Two shows an hour apart.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Two shows and who works at them.
#[derive(Debug, Clone)]
pub struct Clash {
    /// Whose shows they are.
    pub organization: organizations::Model,
    /// Wanted at both.
    pub engineer: crew_members::Model,
    /// Comes instead.
    pub colleague: crew_members::Model,
    /// The engineer, confirmed.
    pub first: project_event_roles::Model,
    /// The engineer, declined.
    pub second: project_event_roles::Model,
    /// The colleague, confirmed.
    pub replacement: project_event_roles::Model,
    /// How it was refused to confirm the engineer for both.
    pub refusal: Refusal,
}

impl Scenario for CrewClash {
    type Handles = Clash;
    const NAME: &'static str = "crew-clash";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "crew_members",
        "organization_members",
        "organizations",
        "project_event_roles",
        "project_events",
        "project_types",
        "projects",
        "search_index",
        "users",
    ];
    const NEEDS: &'static [&'static str] = &["crew_roles", "event_types", "currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<Clash, Failure> {
        let context = context(stage);
        let owner = UserFactory::new().insert(&context).await?;
        let organization = OrganizationFactory::new().owned_by(&owner).insert(&context).await?;
        let role = crew_role(&context, "Front of house engineer").await?;
        let hire = |name: &str| {
            row!(crew_members {
                organization_id: organization.id,
                role_id: role,
                name: name,
                daily_rate: 6_000
            })
        };
        let engineer = add(&context, hire("Joel")).await?;
        let colleague = add(&context, hire("Farida")).await?;
        let first = duty(&context, &organization, &engineer, role, 0).await?;
        let second = duty(&context, &organization, &engineer, role, 1).await?;
        let first = answer(&context, first, CrewAssignmentStatus::Confirmed).await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = answer(&attempt.context(), second.clone(), CrewAssignmentStatus::Confirmed).await;
        let refusal = attempt.refused(tried).await?;

        let second = answer(&context, second, CrewAssignmentStatus::Declined).await?;
        let mut replacement = on_duty(&second, colleague.id);
        replacement.status = Set(CrewAssignmentStatus::Invited);
        let replacement = add(&context, replacement).await?;
        let replacement = answer(&context, replacement, CrewAssignmentStatus::Confirmed).await?;
        Ok(Clash { organization, engineer, colleague, first, second, replacement, refusal })
    }
}

/// A show of a project of its own, so many hours later, to which the crew member is invited.
async fn duty(
    context: &Context<'_>,
    organization: &organizations::Model,
    member: &crew_members::Model,
    role: Uuid,
    hours_later: i64,
) -> Result<project_event_roles::Model, Failure> {
    let project = ProjectFactory::new().of_organization(organization).planned().insert(context).await?;
    let kind = event_types::Entity::find()
        .filter(event_types::Column::Name.eq("Show"))
        .filter(event_types::Column::OrganizationId.is_null())
        .one(context.db())
        .await?;
    // From noon in India on.
    let starts_at =
        context.date(20).midnight().assume_utc() + time::Duration::minutes(6 * 60 + 30 + 60 * hours_later);
    let show = row!(project_events {
        project_id: project.id,
        event_type_id: kind.ok_or("there is no event type \"Show\"")?.id,
        name: "Show",
        date: context.date(20),
        starts_at: starts_at,
        ends_at: starts_at + time::Duration::hours(6),
    });
    let show = add(context, show).await?;
    let duty = row!(project_event_roles {
        project_id: project.id,
        event_id: show.id,
        role_id: role,
        crew_member_id: member.id,
        status: CrewAssignmentStatus::Invited,
        starts_at: starts_at,
        ends_at: starts_at + time::Duration::hours(6),
        daily_rate: 6_000,
        total_cost: 6_000,
    });
    add(context, duty).await
}

/// The same duty for another.
fn on_duty(duty: &project_event_roles::Model, member: Uuid) -> project_event_roles::ActiveModel {
    row!(project_event_roles {
        project_id: duty.project_id,
        event_id: duty.event_id,
        role_id: duty.role_id,
        crew_member_id: member,
        starts_at: duty.starts_at,
        ends_at: duty.ends_at,
        daily_rate: 6_500,
        total_cost: 6_500,
    })
}

async fn answer(
    context: &Context<'_>,
    duty: project_event_roles::Model,
    status: CrewAssignmentStatus,
) -> Result<project_event_roles::Model, Failure> {
    change(context, duty, |row: &mut project_event_roles::ActiveModel| row.status = Set(status)).await
}

impl Check for Clash {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let expected = Refusal::by("23P01", "ex_project_event_roles_one_place_at_once");
        expect("the engineer at two places", &self.refusal, &expected)?;
        let of_member = |member: &crew_members::Model| {
            project_event_roles::Entity::find()
                .filter(project_event_roles::Column::CrewMemberId.eq(member.id))
                .filter(project_event_roles::Column::Status.eq(CrewAssignmentStatus::Confirmed))
        };
        let engineer = of_member(&self.engineer).all(db).await?;
        expect("confirmed duties of the engineer", engineer.len(), 1)?;
        let colleague = of_member(&self.colleague).all(db).await?;
        expect("confirmed duties of the colleague", colleague.len(), 1)?;
        expect("whose duty it was", colleague[0].event_id, self.second.event_id)
    }
}
