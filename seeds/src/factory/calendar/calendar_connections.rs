//! Calendars elsewhere.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`calendar_connections`]: by default a user's at Google, in use, both ways.
#[derive(Debug, Clone, Default)]
pub struct CalendarConnectionFactory {
    row: Draft<calendar_connections::ActiveModel>,
}

impl CalendarConnectionFactory {
    /// One in use.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// There.
    #[must_use]
    pub fn with_provider(mut self, provider: CalendarProvider) -> Self {
        self.row.provider = Set(provider);
        self
    }

    /// An address that is only read.
    #[must_use]
    pub fn feed(mut self) -> Self {
        self.row.provider = Set(CalendarProvider::IcalFeed);
        self.row.direction = Set(CalendarSyncDirection::Pull);
        self
    }

    /// The user has to sign in there again.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.row.status = Set(CalendarConnectionStatus::Expired);
        self
    }

    /// The user has taken leave back.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        self.row.status = Set(CalendarConnectionStatus::Revoked);
        self
    }

    /// Does not answer.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(CalendarConnectionStatus::Failed);
        self.row.last_error.set_if_unset(Some("the calendar does not answer".to_owned()));
        self
    }
}

#[async_trait]
impl Factory for CalendarConnectionFactory {
    type Entity = calendar_connections::Entity;

    fn draft(&mut self) -> &mut calendar_connections::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> calendar_connections::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("calendar_connections");
        row.id.set_if_unset(unique.id());
        row.provider.set_if_unset(CalendarProvider::Google);
        row.external_account.set_if_unset_with(|| unique.email("calendar"));
        row
    }

    async fn complete(
        &self,
        row: &mut calendar_connections::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CalendarConnectionFactory> {
    Presets::of(CalendarConnectionFactory::new)
        .and("feed", CalendarConnectionFactory::feed)
        .and("expired", CalendarConnectionFactory::expired)
        .and("revoked", CalendarConnectionFactory::revoked)
        .and("failed", CalendarConnectionFactory::failed)
}
