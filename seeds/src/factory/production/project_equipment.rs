//! What a project needs.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use super::projects::new_equipment;
use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectFactory, Source};

/// Makes [`project_equipment`]: by default one of something new that the project's organization has, in no group.
#[derive(Debug, Clone, Default)]
pub struct ProjectEquipmentFactory {
    row: Draft<project_equipment::ActiveModel>,
}

impl ProjectEquipmentFactory {
    /// One of something.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this project.
    #[must_use]
    pub fn of_project(mut self, project: &projects::Model) -> Self {
        self.row.project_id = Set(project.id);
        self
    }

    /// In this group, for its project.
    #[must_use]
    pub fn in_group(mut self, group: &project_equipment_groups::Model) -> Self {
        self.row.project_id = Set(group.project_id);
        self.row.group_id = Set(Some(group.id));
        self
    }

    /// This, of the same organization.
    #[must_use]
    pub fn with_equipment(mut self, equipment: &equipment::Model) -> Self {
        self.row.equipment_id = Set(equipment.id);
        self
    }

    /// So many.
    #[must_use]
    pub fn with_quantity(mut self, quantity: i32) -> Self {
        self.row.quantity = Set(quantity);
        self
    }
}

#[async_trait]
impl Factory for ProjectEquipmentFactory {
    type Entity = project_equipment::Entity;

    fn draft(&mut self) -> &mut project_equipment::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_equipment::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("project_equipment").id());
        row
    }

    async fn complete(
        &self,
        row: &mut project_equipment::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.project_id.is_not_set() {
            row.project_id = Set(ProjectFactory::new().insert(context).await?.id);
        }
        if row.equipment_id.is_not_set() {
            row.equipment_id = Set(new_equipment(&row.project_id, context).await?);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectEquipmentFactory> {
    Presets::of(ProjectEquipmentFactory::new)
}
