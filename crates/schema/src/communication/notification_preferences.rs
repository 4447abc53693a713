//! `notification_preferences`: what a user wants to be told and how, where it differs from the type's own
//! channels.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::NotificationChannel;

/// What a user wants to be told and how, where it differs from the type's own channels.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_preferences")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The sort of notification.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub type_code: String,
    /// The way it goes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: NotificationChannel,
    /// Switched on.
    pub enabled: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
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
        on_delete = "Cascade"
    )]
    Type,
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

impl ActiveModelBehavior for ActiveModel {}
