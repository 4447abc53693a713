//! Who goes.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, EventFactory, Factory, Presets, Source, UserFactory};

/// Makes [`event_attendances`]: by default a new user who is interested in a published event.
#[derive(Debug, Clone, Default)]
pub struct EventAttendanceFactory {
    row: Draft<event_attendances::ActiveModel>,
}

impl EventAttendanceFactory {
    /// Somebody who is interested.
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

    /// This user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// With this answer.
    #[must_use]
    pub fn with_status(mut self, status: AttendanceStatus) -> Self {
        self.row.status = Set(status);
        self
    }

    /// Goes.
    #[must_use]
    pub fn going(self) -> Self {
        self.with_status(AttendanceStatus::Going)
    }

    /// Will see.
    #[must_use]
    pub fn undecided(self) -> Self {
        self.with_status(AttendanceStatus::Maybe)
    }

    /// Does not go.
    #[must_use]
    pub fn not_going(self) -> Self {
        self.with_status(AttendanceStatus::NotGoing)
    }
}

#[async_trait]
impl Factory for EventAttendanceFactory {
    type Entity = event_attendances::Entity;

    fn draft(&mut self) -> &mut event_attendances::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> event_attendances::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("event_attendances").id());
        row.status.set_if_unset(AttendanceStatus::Interested);
        row
    }

    async fn complete(
        &self,
        row: &mut event_attendances::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.event_id.is_not_set() {
            row.event_id = Set(EventFactory::new().published().insert(context).await?.id);
        }
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<EventAttendanceFactory> {
    Presets::of(EventAttendanceFactory::new)
        .and("going", EventAttendanceFactory::going)
        .and("undecided", EventAttendanceFactory::undecided)
        .and("not_going", EventAttendanceFactory::not_going)
}
