//! What users want to be told of, and how.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, NotificationTypeFactory, Presets, Source, UserFactory};

/// Makes [`notification_preferences`]: by default a new user who wants a new type by mail.
#[derive(Debug, Clone, Default)]
pub struct NotificationPreferenceFactory {
    row: Draft<notification_preferences::ActiveModel>,
}

impl NotificationPreferenceFactory {
    /// By mail.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Of this type, which is there.
    #[must_use]
    pub fn of_type(mut self, code: &str) -> Self {
        self.row.type_code = Set(code.to_owned());
        self
    }

    /// In this way.
    #[must_use]
    pub fn with_channel(mut self, channel: NotificationChannel) -> Self {
        self.row.channel = Set(channel);
        self
    }

    /// Does not want it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.row.enabled = Set(false);
        self
    }
}

#[async_trait]
impl Factory for NotificationPreferenceFactory {
    type Entity = notification_preferences::Entity;

    fn draft(&mut self) -> &mut notification_preferences::ActiveModel {
        &mut self.row
    }

    fn build(&self, _source: &Source) -> notification_preferences::ActiveModel {
        let mut row = self.row.chosen();
        row.channel.set_if_unset(NotificationChannel::Email);
        row
    }

    async fn complete(
        &self,
        row: &mut notification_preferences::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        if row.type_code.is_not_set() {
            row.type_code = Set(NotificationTypeFactory::new().insert(context).await?.code);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<NotificationPreferenceFactory> {
    Presets::of(NotificationPreferenceFactory::new).and("disabled", NotificationPreferenceFactory::disabled)
}
