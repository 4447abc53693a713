//! Somebody who has been told of everything: a notification of every type, on each of its channels, in every state. For
//! inboxes, counts of what is unread, and retries.
//!
//! Source: the festival document's "Notification Scenario", of which every type and state.

use std::collections::HashSet;

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::story::context;
use crate::factory::{Factory as _, NotificationFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Notifications;

impl Notifications {
    /// Of every type.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Who was told, and what.
#[derive(Debug, Clone)]
pub struct Notified {
    /// Whom it was told.
    pub user: users::Model,
    /// Of every type, on each of its channels, in every state.
    pub notifications: Vec<notifications::Model>,
    /// Those that arrived and were not looked at.
    pub unread: usize,
}

/// States: pending, sent, delivered, delivered and read, failed.
const STATES: usize = 5;

impl Scenario for Notifications {
    type Handles = Notified;
    const NAME: &'static str = "notifications";
    const TABLES: &'static [&'static str] = &["audit_logs", "notifications", "users"];
    const NEEDS: &'static [&'static str] = &["notification_types", "currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<Notified, Failure> {
        let context = context(stage);
        let user = UserFactory::new().insert(&context).await?;
        let types = notification_types::Entity::find().order_by_asc(notification_types::Column::Code);
        let mut rows = Vec::new();
        for each in types.all(context.db()).await? {
            for channel in &each.channels {
                for state in 0..STATES {
                    let told = NotificationFactory::new()
                        .to_user(&user)
                        .of_type(&each.code)
                        .with_title(&each.label)
                        .with_channel(*channel)
                        .with_priority(each.priority);
                    let told = match state {
                        0 => told,
                        1 => told.sent(),
                        2 => told.delivered(),
                        3 => told.read(),
                        _ => told.failed(),
                    };
                    rows.push(told.build(context.source()));
                }
            }
        }
        let unread = rows.len() / STATES;
        let notifications = context.insert_rows::<notifications::Entity>(rows).await?;
        Ok(Notified { user, notifications, unread })
    }
}

impl Check for Notified {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let told = notifications::Entity::find()
            .filter(notifications::Column::UserId.eq(self.user.id))
            .all(db)
            .await?;
        expect("notifications", told.len(), self.notifications.len())?;
        let types = notification_types::Entity::find().all(db).await?;
        let channels: usize = types.iter().map(|each| each.channels.len()).sum();
        expect("every type on each of its channels in every state", told.len(), channels * STATES)?;
        let codes: HashSet<&str> = told.iter().map(|each| each.type_code.as_str()).collect();
        expect("types", codes.len(), types.len())?;
        for status in [
            NotificationStatus::Pending,
            NotificationStatus::Sent,
            NotificationStatus::Delivered,
            NotificationStatus::Failed,
        ] {
            require(&format!("some are {status:?}"), told.iter().any(|each| each.status == status))?;
        }
        let is_unread = |each: &&notifications::Model| {
            each.status == NotificationStatus::Delivered && each.read_at.is_none()
        };
        expect("unread", told.iter().filter(is_unread).count(), self.unread)
    }
}
