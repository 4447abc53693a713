//! Who a project needs.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use super::projects::new_crew_role;
use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectFactory, Source};

/// Makes [`project_roles`]: by default a new role of the project's organization at 8,000 a day, in the usual variant.
#[derive(Debug, Clone, Default)]
pub struct ProjectRoleFactory {
    row: Draft<project_roles::ActiveModel>,
}

impl ProjectRoleFactory {
    /// Somebody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this project, in its currency.
    #[must_use]
    pub fn of_project(mut self, project: &projects::Model) -> Self {
        self.row.project_id = Set(project.id);
        self.row.currency.set_if_unset(project.currency.clone());
        self
    }

    /// Who does this.
    #[must_use]
    pub fn with_role(mut self, role: &crew_roles::Model) -> Self {
        self.row.role_id = Set(role.id);
        self
    }

    /// At best this one.
    #[must_use]
    pub fn with_preferred(mut self, crew_member: &crew_members::Model) -> Self {
        self.row.preferred_id = Set(Some(crew_member.id));
        self
    }

    /// At so much a day.
    #[must_use]
    pub fn with_daily_rate(mut self, rate: impl Into<Decimal>) -> Self {
        self.row.daily_rate = Set(Some(rate.into()));
        self
    }

    /// For this variant.
    #[must_use]
    pub fn with_variant(mut self, name: &str) -> Self {
        self.row.variant_name = Set(name.to_owned());
        self
    }
}

#[async_trait]
impl Factory for ProjectRoleFactory {
    type Entity = project_roles::Entity;

    fn draft(&mut self) -> &mut project_roles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_roles::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("project_roles").id());
        row.daily_rate.set_if_unset(Some(Decimal::from(8_000)));
        row
    }

    async fn complete(
        &self,
        row: &mut project_roles::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.project_id.is_not_set() {
            row.project_id = Set(ProjectFactory::new().insert(context).await?.id);
        }
        if row.role_id.is_not_set() {
            row.role_id = Set(new_crew_role(&row.project_id, context).await?);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectRoleFactory> {
    Presets::of(ProjectRoleFactory::new)
}
