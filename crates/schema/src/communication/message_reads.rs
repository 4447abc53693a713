//! `message_reads`: which participant has read which message, and when.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Which participant has read which message, and when.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_reads")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    /// The message.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    /// The message's: it is part of its key.
    pub message_created_at: OffsetDateTime,
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// When it was read.
    pub read_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `conversation_id`, `message_id` and `message_created_at`.
    #[sea_orm(
        belongs_to = "super::messages::Entity",
        from = "(Column::ConversationId, Column::MessageId, Column::MessageCreatedAt)",
        to = "(super::messages::Column::ConversationId, super::messages::Column::Id, super::messages::Column::CreatedAt)",
        on_delete = "Cascade"
    )]
    Message,
    /// By `conversation_id` and `user_id`.
    #[sea_orm(
        belongs_to = "super::conversation_participants::Entity",
        from = "(Column::ConversationId, Column::UserId)",
        to = "(super::conversation_participants::Column::ConversationId, super::conversation_participants::Column::UserId)",
        on_delete = "Cascade"
    )]
    Participant,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
}

impl Related<super::messages::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Message.def()
    }
}

impl Related<super::conversation_participants::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Participant.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
