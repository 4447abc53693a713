//! `email_notifications`: mail that was sent or is to be sent, and what became of it.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::EmailStatus;

/// Mail that was sent or is to be sent, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_notifications")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Absent: to somebody without an account.
    pub user_id: Option<Uuid>,
    /// Absent: sent by itself, such as an invitation.
    pub notification_id: Option<Uuid>,
    /// The notification's: it is part of its key.
    pub notification_created_at: Option<OffsetDateTime>,
    /// Whom it goes to.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub to_address: String,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The text without markup.
    #[sea_orm(column_type = "Text")]
    pub body_text: String,
    /// Absent: plain text alone.
    #[sea_orm(column_type = "Text")]
    pub body_html: Option<String>,
    /// How far it has come.
    pub status: EmailStatus,
    /// Times that it was handed over.
    pub attempts: i16,
    /// Absent: at once, or not again.
    pub next_attempt_at: Option<OffsetDateTime>,
    /// Who delivers it.
    #[sea_orm(column_type = "Text")]
    pub provider: Option<String>,
    /// The provider's own id.
    #[sea_orm(column_type = "Text")]
    pub provider_message_id: Option<String>,
    /// As the provider put it.
    #[sea_orm(column_type = "Text")]
    pub last_error: Option<String>,
    /// When it was sent.
    pub sent_at: Option<OffsetDateTime>,
    /// When it arrived.
    pub delivered_at: Option<OffsetDateTime>,
    /// When it came back.
    pub bounced_at: Option<OffsetDateTime>,
    /// When it was opened.
    pub opened_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`, `notification_id` and `notification_created_at`.
    #[sea_orm(
        belongs_to = "super::notifications::Entity",
        from = "(Column::UserId, Column::NotificationId, Column::NotificationCreatedAt)",
        to = "(super::notifications::Column::UserId, super::notifications::Column::Id, super::notifications::Column::CreatedAt)",
        on_delete = "Cascade"
    )]
    Notification,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
}

impl Related<super::notifications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Notification.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
