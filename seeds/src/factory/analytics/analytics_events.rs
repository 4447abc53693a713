//! What people did.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`analytics_events`]: by default a new user who looked at a page.
#[derive(Debug, Clone, Default)]
pub struct AnalyticsEventFactory {
    row: Draft<analytics_events::ActiveModel>,
}

impl AnalyticsEventFactory {
    /// Somebody looked at a page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// By this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.actor_id = Set(user.id);
        self.row.user_id = Set(Some(user.id));
        self
    }

    /// By somebody who is not signed in.
    #[must_use]
    pub fn by_visitor(mut self, visitor: Uuid) -> Self {
        self.row.actor_id = Set(visitor);
        self.row.user_id = Set(None);
        self
    }

    /// In this session, by its user.
    #[must_use]
    pub fn in_session(mut self, session: &user_sessions::Model) -> Self {
        self.row.session_id = Set(Some(session.id));
        self.row.actor_id = Set(session.user_id);
        self.row.user_id = Set(Some(session.user_id));
        self
    }

    /// About this row.
    #[must_use]
    pub fn about(mut self, entity: AnalyticsEntity, id: Uuid) -> Self {
        self.row.entity_type = Set(Some(entity));
        self.row.entity_id = Set(Some(id));
        self
    }

    /// This, as in `artist_viewed`.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.row.event_name = Set(name.to_owned());
        self
    }

    /// Then.
    #[must_use]
    pub fn happened_at(mut self, moment: OffsetDateTime) -> Self {
        self.row.occurred_at = Set(moment);
        self
    }
}

#[async_trait]
impl Factory for AnalyticsEventFactory {
    type Entity = analytics_events::Entity;

    fn draft(&mut self) -> &mut analytics_events::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> analytics_events::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("analytics_events").id());
        row.event_name.set_if_unset_with(|| "page_viewed".to_owned());
        row.occurred_at.set_if_unset(source.now());
        row
    }

    async fn complete(
        &self,
        row: &mut analytics_events::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.actor_id.is_not_set() {
            let user = UserFactory::new().insert(context).await?;
            row.actor_id = Set(user.id);
            row.user_id = Set(Some(user.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<AnalyticsEventFactory> {
    Presets::of(AnalyticsEventFactory::new)
}
