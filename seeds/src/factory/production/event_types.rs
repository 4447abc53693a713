//! Kinds of days of a project.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source};

/// Makes [`event_types`]: by default a new organization's own. Those of everybody are reference data.
#[derive(Debug, Clone, Default)]
pub struct EventTypeFactory {
    row: Draft<event_types::ActiveModel>,
}

impl EventTypeFactory {
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

    /// Crew are paid like this.
    #[must_use]
    pub fn with_rate_type(mut self, rate_type: CrewRateType) -> Self {
        self.row.rate_type = Set(rate_type);
        self
    }

    /// Every organization's.
    #[must_use]
    pub fn for_everybody(mut self) -> Self {
        self.row.organization_id = Set(None);
        self
    }

    /// Nobody works.
    #[must_use]
    pub fn day_off(mut self) -> Self {
        self.row.needs_crew = Set(false);
        self.row.needs_equipment = Set(false);
        self.row.crew_rate_multiplier = Set(Decimal::ZERO);
        self
    }
}

#[async_trait]
impl Factory for EventTypeFactory {
    type Entity = event_types::Entity;

    fn draft(&mut self) -> &mut event_types::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> event_types::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("event_types");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Event type"));
        row
    }

    async fn complete(&self, row: &mut event_types::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.organization_id.is_not_set() {
            row.organization_id = Set(Some(OrganizationFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventTypeFactory> {
    Presets::of(EventTypeFactory::new)
        .and("for_everybody", EventTypeFactory::for_everybody)
        .and("day_off", EventTypeFactory::day_off)
}
