//! `notifications`: what a user was told, a row a channel. Partitioned by month of `created_at`, owned by the
//! user.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::{NotificationChannel, NotificationEntity, NotificationPriority, NotificationStatus};
use crate::condition::is_constant;

/// What a user was told, a row a channel. Partitioned by month of `created_at`, owned by the user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sort of notification.
    #[sea_orm(column_type = "Text")]
    pub type_code: String,
    /// The way it goes.
    pub channel: NotificationChannel,
    /// How pressing it is.
    pub priority: NotificationPriority,
    /// As shown: the template filled, in the user's language.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The text.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// What it is about.
    pub entity_type: Option<NotificationEntity>,
    /// No foreign key: the table depends on `entity_type`.
    pub entity_id: Option<Uuid>,
    /// Where a click leads, within the application.
    #[sea_orm(column_type = "Text")]
    pub action_url: Option<String>,
    /// What the templates were filled from.
    #[sea_orm(column_type = "JsonBinary")]
    pub data: Json,
    /// How far it has come.
    pub status: NotificationStatus,
    /// When it arrived.
    pub delivered_at: Option<OffsetDateTime>,
    /// Absent: unread.
    pub read_at: Option<OffsetDateTime>,
    /// Not shown after this moment; absent: always.
    pub expires_at: Option<OffsetDateTime>,
    /// When the row was made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// By `type_code`.
    #[sea_orm(
        belongs_to = "super::notification_types::Entity",
        from = "Column::TypeCode",
        to = "super::notification_types::Column::Code",
        on_delete = "Restrict"
    )]
    Type,
    /// Its email notifications.
    #[sea_orm(has_many = "super::email_notifications::Entity")]
    EmailNotifications,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<super::notification_types::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Type.def()
    }
}

impl Related<super::email_notifications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EmailNotifications.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What a user has not read in the application, the newest first; `idx_notifications_unread` serves it.
    pub fn unread_of(user_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::UserId.eq(user_id))
            .filter(Column::ReadAt.is_null())
            .filter(is_constant(Column::Channel, NotificationChannel::InApp))
            .order_by_desc(Column::CreatedAt)
    }
}
