//! Who is in which company.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source, UserFactory};

/// Makes [`organization_members`]: by default a new user in a new organization, as an ordinary member.
#[derive(Debug, Clone, Default)]
pub struct OrganizationMemberFactory {
    row: Draft<organization_members::ActiveModel>,
}

impl OrganizationMemberFactory {
    /// An ordinary member.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this organization.
    #[must_use]
    pub fn in_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self
    }

    /// This user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// With this role.
    #[must_use]
    pub fn with_role(mut self, role: OrganizationMemberRole) -> Self {
        self.row.role = Set(role);
        self
    }

    /// May do everything.
    #[must_use]
    pub fn owner(self) -> Self {
        self.with_role(OrganizationMemberRole::Owner)
    }

    /// May do everything but give it up.
    #[must_use]
    pub fn admin(self) -> Self {
        self.with_role(OrganizationMemberRole::Admin)
    }

    /// May plan and book.
    #[must_use]
    pub fn manager(self) -> Self {
        self.with_role(OrganizationMemberRole::Manager)
    }

    /// May only look.
    #[must_use]
    pub fn viewer(self) -> Self {
        self.with_role(OrganizationMemberRole::Viewer)
    }
}

#[async_trait]
impl Factory for OrganizationMemberFactory {
    type Entity = organization_members::Entity;

    fn draft(&mut self) -> &mut organization_members::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> organization_members::ActiveModel {
        let mut row = self.row.chosen();
        row.role.set_if_unset(OrganizationMemberRole::Member);
        row.joined_at.set_if_unset(source.now());
        row
    }

    async fn complete(
        &self,
        row: &mut organization_members::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<OrganizationMemberFactory> {
    Presets::of(OrganizationMemberFactory::new)
        .and("owner", OrganizationMemberFactory::owner)
        .and("admin", OrganizationMemberFactory::admin)
        .and("manager", OrganizationMemberFactory::manager)
        .and("viewer", OrganizationMemberFactory::viewer)
}
