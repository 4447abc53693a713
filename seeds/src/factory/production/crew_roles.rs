//! What crew members do.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`crew_roles`]: by default a new organization's own. Those of everybody are reference data.
#[derive(Debug, Clone, Default)]
pub struct CrewRoleFactory {
    row: Draft<crew_roles::ActiveModel>,
}

impl CrewRoleFactory {
    /// An organization's own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This organization's own.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self
    }

    /// With this name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// Every organization's.
    #[must_use]
    pub fn for_everybody(mut self) -> Self {
        self.row.organization_id = Set(None);
        self
    }
}

#[async_trait]
impl Factory for CrewRoleFactory {
    type Entity = crew_roles::Entity;

    fn draft(&mut self) -> &mut crew_roles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> crew_roles::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("crew_roles");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Crew role"));
        row
    }

    async fn complete(&self, row: &mut crew_roles::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(Some(OrganizationFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CrewRoleFactory> {
    Presets::of(CrewRoleFactory::new).and("for_everybody", CrewRoleFactory::for_everybody)
}
