//! What users are told.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;
use uuid::Uuid;

use crate::factory::{Context, Draft, Error, Factory, NotificationTypeFactory, Presets, Source, UserFactory};

/// Makes [`notifications`]: by default one in the application, of a new type, not yet sent.
#[derive(Debug, Clone, Default)]
pub struct NotificationFactory {
    row: Draft<notifications::ActiveModel>,
    read: bool,
}

impl NotificationFactory {
    /// One that is not yet sent.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// To this user.
    #[must_use]
    pub fn to_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// Of this type, which is there; the reference data has the platform's.
    #[must_use]
    pub fn of_type(mut self, code: &str) -> Self {
        self.row.type_code = Set(code.to_owned());
        self
    }

    /// About this row.
    #[must_use]
    pub fn about(mut self, entity: NotificationEntity, id: Uuid) -> Self {
        self.row.entity_type = Set(Some(entity));
        self.row.entity_id = Set(Some(id));
        self
    }

    /// With this title.
    #[must_use]
    pub fn with_title(mut self, title: &str) -> Self {
        self.row.title = Set(title.to_owned());
        self
    }

    /// In this way.
    #[must_use]
    pub fn with_channel(mut self, channel: NotificationChannel) -> Self {
        self.row.channel = Set(channel);
        self
    }

    /// So urgent.
    #[must_use]
    pub fn with_priority(mut self, priority: NotificationPriority) -> Self {
        self.row.priority = Set(priority);
        self
    }

    /// On its way.
    #[must_use]
    pub fn sent(mut self) -> Self {
        self.row.status = Set(NotificationStatus::Sent);
        self
    }

    /// There, and not yet read.
    #[must_use]
    pub fn delivered(mut self) -> Self {
        self.row.status = Set(NotificationStatus::Delivered);
        self
    }

    /// There, and read.
    #[must_use]
    pub fn read(mut self) -> Self {
        self.read = true;
        self.delivered()
    }

    /// Did not get through.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.row.status = Set(NotificationStatus::Failed);
        self
    }
}

#[async_trait]
impl Factory for NotificationFactory {
    type Entity = notifications::Entity;

    fn draft(&mut self) -> &mut notifications::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> notifications::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("notifications");
        row.id.set_if_unset(unique.id());
        row.title.set_if_unset_with(|| unique.name("Notification"));
        row.status.set_if_unset(NotificationStatus::Pending);
        row.created_at.set_if_unset(source.now());
        let created_at = row.created_at.try_as_ref().copied();
        if row.status.is_set_and(|status| *status == NotificationStatus::Delivered) {
            row.delivered_at.set_if_unset(created_at);
        }
        if self.read {
            row.read_at.set_if_unset(created_at);
        }
        row
    }

    async fn complete(
        &self,
        row: &mut notifications::ActiveModel,
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

pub(in crate::factory) fn presets() -> Presets<NotificationFactory> {
    Presets::of(NotificationFactory::new)
        .and("sent", NotificationFactory::sent)
        .and("delivered", NotificationFactory::delivered)
        .and("read", NotificationFactory::read)
        .and("failed", NotificationFactory::failed)
}
