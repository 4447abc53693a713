//! What a day of a project needs.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use super::projects::new_equipment;
use crate::factory::{Context, Draft, Error, Factory, Presets, ProjectEventFactory, Source};

/// Makes [`project_event_equipment`]: by default one of something new that the project's organization has, in no group.
#[derive(Debug, Clone, Default)]
pub struct ProjectEventEquipmentFactory {
    row: Draft<project_event_equipment::ActiveModel>,
}

impl ProjectEventEquipmentFactory {
    /// One of something.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// On this day.
    #[must_use]
    pub fn of_event(mut self, event: &project_events::Model) -> Self {
        self.row.project_id = Set(event.project_id);
        self.row.event_id = Set(event.id);
        self
    }

    /// In this group of the same project.
    #[must_use]
    pub fn in_group(mut self, group: &project_equipment_groups::Model) -> Self {
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

    /// Not as the project has it.
    #[must_use]
    pub fn own(mut self) -> Self {
        self.row.is_synced = Set(false);
        self
    }
}

#[async_trait]
impl Factory for ProjectEventEquipmentFactory {
    type Entity = project_event_equipment::Entity;

    fn draft(&mut self) -> &mut project_event_equipment::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> project_event_equipment::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("project_event_equipment").id());
        row
    }

    async fn complete(
        &self,
        row: &mut project_event_equipment::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            let event = ProjectEventFactory::new().insert(context).await?;
            row.event_id = Set(event.id);
            row.project_id = Set(event.project_id);
        }
        if row.equipment_id.is_not_set() {
            row.equipment_id = Set(new_equipment(&row.project_id, context).await?);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ProjectEventEquipmentFactory> {
    Presets::of(ProjectEventEquipmentFactory::new).and("own", ProjectEventEquipmentFactory::own)
}
