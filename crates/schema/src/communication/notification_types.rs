//! `notification_types`: the kinds of notification, with their texts. Reference data.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{NotificationCategory, NotificationChannel, NotificationPriority};
use crate::identity::RoleName;

/// The kinds of notification, with their texts. Reference data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_types")]
pub struct Model {
    /// As programs name it: `booking_confirmed`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub code: String,
    /// The group that it belongs to.
    pub category: NotificationCategory,
    /// As settings pages call it.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Handlebars, filled from the notification's data.
    #[sea_orm(column_type = "Text")]
    pub title_template: String,
    /// Handlebars, filled from the notification's data.
    #[sea_orm(column_type = "Text")]
    pub body_template: String,
    /// The ways on which it goes out unless a user says otherwise.
    pub channels: Vec<NotificationChannel>,
    /// Who gets it; none means everyone.
    pub target_roles: Vec<RoleName>,
    /// How pressing it is.
    pub priority: NotificationPriority,
    /// Cannot be switched off by users.
    pub mandatory: bool,
    /// Switched on.
    pub enabled: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its notification preferences.
    #[sea_orm(has_many = "super::notification_preferences::Entity")]
    NotificationPreferences,
    /// Its notifications.
    #[sea_orm(has_many = "super::notifications::Entity")]
    Notifications,
}

impl Related<super::notification_preferences::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::NotificationPreferences.def()
    }
}

impl Related<super::notifications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Notifications.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
