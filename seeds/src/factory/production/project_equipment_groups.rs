//! Equipment of a project that goes together.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectFactory, Source};

/// Makes [`project_equipment_groups`]: by default a group of a new project, in its usual variant.
#[derive(Debug, Clone, Default)]
pub struct ProjectEquipmentGroupFactory {
    row: Draft<project_equipment_groups::ActiveModel>,
}

impl ProjectEquipmentGroupFactory {
    /// A group.
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

    /// With this name, once a variant.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// Of this variant.
    #[must_use]
    pub fn with_variant(mut self, name: &str) -> Self {
        self.row.variant_name = Set(name.to_owned());
        self
    }
}

#[async_trait]
impl Factory for ProjectEquipmentGroupFactory {
    type Entity = project_equipment_groups::Entity;

    fn draft(&mut self) -> &mut project_equipment_groups::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_equipment_groups::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("project_equipment_groups");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Group"));
        row
    }

    async fn complete(
        &self,
        row: &mut project_equipment_groups::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.project_id.is_not_set() {
            row.project_id = Set(ProjectFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectEquipmentGroupFactory> {
    Presets::of(ProjectEquipmentGroupFactory::new)
}
