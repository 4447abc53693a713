//! Who works on projects.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`crew_members`]: by default somebody without an account in a new organization, at 8,000 a day.
#[derive(Debug, Clone, Default)]
pub struct CrewMemberFactory {
    row: Draft<crew_members::ActiveModel>,
}

impl CrewMemberFactory {
    /// Somebody without an account.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// In this organization, in its currency.
    #[must_use]
    pub fn in_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(organization.id);
        self.row.currency.set_if_unset(organization.currency.clone());
        self
    }

    /// This user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self
    }

    /// Usually does this.
    #[must_use]
    pub fn with_role(mut self, role: &crew_roles::Model) -> Self {
        self.row.role_id = Set(Some(role.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// At so much a day.
    #[must_use]
    pub fn with_daily_rate(mut self, rate: impl Into<Decimal>) -> Self {
        self.row.daily_rate = Set(Some(rate.into()));
        self
    }

    /// No longer works there.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.row.is_active = Set(false);
        self
    }
}

#[async_trait]
impl Factory for CrewMemberFactory {
    type Entity = crew_members::Entity;

    fn draft(&mut self) -> &mut crew_members::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> crew_members::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("crew_members");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.name("Crew member"));
        row.email.set_if_unset_with(|| Some(unique.email("crew")));
        row.phone.set_if_unset_with(|| Some(unique.phone()));
        row.daily_rate.set_if_unset(Some(Decimal::from(8_000)));
        row
    }

    async fn complete(
        &self,
        row: &mut crew_members::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(OrganizationFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CrewMemberFactory> {
    Presets::of(CrewMemberFactory::new).and("inactive", CrewMemberFactory::inactive)
}
