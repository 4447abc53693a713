//! A platform on its first day: one administrator who may do everything, an organization, and nothing that either of them has
//! made yet. For empty lists, first steps and permission checks.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use super::story::{add, context};
use crate::basic::row::row;
use crate::factory::{Factory as _, OrganizationFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct NewPlatform;

impl NewPlatform {
    /// One administrator and one organization.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Who is there.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Has the role `admin`.
    pub admin: users::Model,
    /// Owned by the administrator.
    pub organization: organizations::Model,
}

impl Scenario for NewPlatform {
    type Handles = Opened;
    const NAME: &'static str = "new-platform";
    const TABLES: &'static [&'static str] =
        &["audit_logs", "organization_members", "organizations", "search_index", "user_roles", "users"];
    const NEEDS: &'static [&'static str] = &["roles", "currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<Opened, Failure> {
        let context = context(stage);
        let admin = UserFactory::new().with_display_name("First administrator").insert(&context).await?;
        let role =
            roles::Entity::find().filter(roles::Column::Name.eq(RoleName::Admin)).one(context.db()).await?;
        let role = role.ok_or("there is no role \"admin\"")?;
        add(&context, row!(user_roles { user_id: admin.id, role_id: role.id, assigned_at: context.now() }))
            .await?;
        let organization = OrganizationFactory::new()
            .owned_by(&admin)
            .with_kind(OrganizationKind::Other)
            .insert(&context)
            .await?;
        Ok(Opened { admin, organization })
    }
}

impl Check for Opened {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let roles =
            user_roles::Entity::find().filter(user_roles::Column::UserId.eq(self.admin.id)).all(db).await?;
        expect("roles of the administrator", roles.len(), 1)?;
        let of_role =
            role_permissions::Entity::find().filter(role_permissions::Column::RoleId.eq(roles[0].role_id));
        let all = permissions::Entity::find().count(db).await?;
        require("there are permissions", all > 0)?;
        expect("permissions of the administrator", of_role.count(db).await?, all)?;
        let events = events::Entity::find().filter(events::Column::CreatedBy.eq(self.admin.id));
        expect("events", events.count(db).await?, 0)?;
        let bookings =
            bookings::Entity::find().filter(bookings::Column::OrganizationId.eq(self.organization.id));
        expect("bookings", bookings.count(db).await?, 0)
    }
}
