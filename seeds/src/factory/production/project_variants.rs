//! Ways of playing a project.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectFactory, Source};

/// Makes [`project_variants`]: by default one beside the usual.
#[derive(Debug, Clone, Default)]
pub struct ProjectVariantFactory {
    row: Draft<project_variants::ActiveModel>,
}

impl ProjectVariantFactory {
    /// One beside the usual.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this project.
    #[must_use]
    pub fn of_project(mut self, project: &projects::Model) -> Self {
        self.row.project_id = Set(project.id);
        self
    }

    /// With this name of lower-case letters, digits and underscores, once a project, and shown under it.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.variant_name = Set(name.to_owned());
        self.row.display_name.set_if_unset(name.to_owned());
        self
    }

    /// At this place in the list.
    #[must_use]
    pub fn with_sort_order(mut self, order: i32) -> Self {
        self.row.sort_order = Set(Some(order));
        self
    }

    /// The one that is played unless another is chosen, one a project.
    #[must_use]
    pub fn usual(mut self) -> Self {
        self.row.variant_name = Set("default".to_owned());
        self.row.is_default = Set(Some(true));
        self
    }
}

#[async_trait]
impl Factory for ProjectVariantFactory {
    type Entity = project_variants::Entity;

    fn draft(&mut self) -> &mut project_variants::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_variants::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("project_variants");
        row.id.set_if_unset(unique.id());
        row.variant_name.set_if_unset_with(|| unique.code("variant"));
        row.display_name.set_if_unset_with(|| unique.name("Variant"));
        row.is_default.set_if_unset(Some(false));
        row
    }

    async fn complete(
        &self,
        row: &mut project_variants::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.project_id.is_not_set() {
            row.project_id = Set(ProjectFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectVariantFactory> {
    Presets::of(ProjectVariantFactory::new).and("usual", ProjectVariantFactory::usual)
}
