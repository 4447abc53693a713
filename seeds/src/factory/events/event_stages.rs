//! Stages of events.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, EventFactory, Factory, Presets, Source};

/// Makes [`event_stages`]: by default one of a published event.
#[derive(Debug, Clone, Default)]
pub struct EventStageFactory {
    row: Draft<event_stages::ActiveModel>,
}

impl EventStageFactory {
    /// A stage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this event.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(event.id);
        self
    }

    /// With this name, once an event.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.name = Set(name.to_owned());
        self
    }

    /// For so many people.
    #[must_use]
    pub fn with_capacity(mut self, people: i32) -> Self {
        self.row.capacity = Set(Some(people));
        self
    }
}

#[async_trait]
impl Factory for EventStageFactory {
    type Entity = event_stages::Entity;

    fn draft(&mut self) -> &mut event_stages::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> event_stages::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("event_stages");
        row.id.set_if_unset(unique.id());
        row.name.set_if_unset_with(|| unique.label("Stage"));
        row
    }

    async fn complete(
        &self,
        row: &mut event_stages::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventStageFactory> {
    Presets::of(EventStageFactory::new)
}
