//! `messages`: what was said in a conversation. Partitioned by month of `created_at`, owned by the
//! conversation.

use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QueryOrder, Set};
use time::OffsetDateTime;

use super::MessageKind;

/// What was said in a conversation. Partitioned by month of `created_at`, owned by the conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Absent: the platform, or an account that is gone.
    pub sender_id: Option<Uuid>,
    /// What sort it is.
    pub kind: MessageKind,
    /// Empty where attachments or the payload say it all.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// Media ids with their names, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub attachments: Json,
    /// The terms of a proposal, the facts of a system message.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Option<Json>,
    /// The negotiation round of a proposal, 1 to 3.
    pub round: Option<i16>,
    /// Made by the client. A retry with the same id and `created_at` adds nothing.
    #[sea_orm(column_type = "Text")]
    pub client_message_id: Option<String>,
    /// When the sender changed it.
    pub edited_at: Option<OffsetDateTime>,
    /// Taken back by its sender; the body is empty then.
    pub deleted_at: Option<OffsetDateTime>,
    /// When the row was made.
    #[sea_orm(primary_key, auto_increment = false)]
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
    /// By `sender_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::SenderId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    Sender,
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
        Relation::Sender.def()
    }
}

impl Related<super::message_reads::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MessageReads.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// A conversation's messages, the newest first; `idx_messages_conversation_id_created_at` serves it. Limit it, and go
    /// on with [`Entity::before`].
    pub fn latest_of(conversation_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::ConversationId.eq(conversation_id))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
    }

    /// The messages before this one, the newest first; the same index serves it.
    pub fn before(message: &Model) -> Select<Entity> {
        Self::latest_of(message.conversation_id).filter(
            Column::CreatedAt
                .lt(message.created_at)
                .or(Column::CreatedAt.eq(message.created_at).and(Column::Id.lt(message.id))),
        )
    }
}
