//! `conversation_participants`: who takes part in a conversation.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Who takes part in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_participants")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// When they joined.
    pub joined_at: OffsetDateTime,
    /// Sees nothing that came later.
    pub left_at: Option<OffsetDateTime>,
    /// Up to where it was read.
    pub last_read_at: Option<OffsetDateTime>,
    /// No notifications before this moment.
    pub muted_until: Option<OffsetDateTime>,
    /// Stays on top of the list.
    pub is_pinned: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `conversation_id`.
    #[sea_orm(
        belongs_to = "super::conversations::Entity",
        from = "Column::ConversationId",
        to = "super::conversations::Column::Id",
        on_delete = "Cascade"
    )]
    Conversation,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// Its message reads.
    #[sea_orm(has_many = "super::message_reads::Entity")]
    MessageReads,
}

impl Related<super::conversations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Conversation.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<super::message_reads::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MessageReads.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
