//! Who keeps which event in mind.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, EventFactory, Factory, Presets, Source, UserFactory};

/// Makes [`event_saves`]: by default a new user and a published event.
#[derive(Debug, Clone, Default)]
pub struct EventSaveFactory {
    row: Draft<event_saves::ActiveModel>,
}

impl EventSaveFactory {
    /// A user and an event.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// This event.
    #[must_use]
    pub fn of_event(mut self, event: &events::Model) -> Self {
        self.row.event_id = Set(event.id);
        self
    }
}

#[async_trait]
impl Factory for EventSaveFactory {
    type Entity = event_saves::Entity;

    fn draft(&mut self) -> &mut event_saves::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> event_saves::ActiveModel {
        self.row.chosen()
    }

    async fn complete(&self, row: &mut event_saves::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventSaveFactory> {
    Presets::of(EventSaveFactory::new)
}
