//! `conversations`: threads of messages between two or more people.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::NullOrdering;
use sea_orm::{JoinType, Order, QueryOrder, QuerySelect, Set};
use time::OffsetDateTime;

use super::{ConversationKind, ConversationStatus, conversation_participants};

/// Threads of messages between two or more people.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What sort it is.
    pub kind: ConversationKind,
    /// How far it has come.
    pub status: ConversationStatus,
    /// Absent: named after who takes part.
    #[sea_orm(column_type = "Text")]
    pub subject: Option<String>,
    /// What it is about, where the kind is booking.
    pub booking_id: Option<Uuid>,
    /// What it is about, where the kind is opportunity.
    pub opportunity_id: Option<Uuid>,
    /// Whose inbox it is in; absent: people's own.
    pub organization_id: Option<Uuid>,
    /// Absent: the platform.
    pub created_by: Option<Uuid>,
    /// Absent until the first message.
    pub last_message_at: Option<OffsetDateTime>,
    /// When it was closed.
    pub closed_at: Option<OffsetDateTime>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Cascade"
    )]
    Booking,
    /// By `opportunity_id`.
    #[sea_orm(
        belongs_to = "crate::booking::opportunities::Entity",
        from = "Column::OpportunityId",
        to = "crate::booking::opportunities::Column::Id",
        on_delete = "Cascade"
    )]
    Opportunity,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its conversation participants.
    #[sea_orm(has_many = "super::conversation_participants::Entity")]
    ConversationParticipants,
    /// Its messages.
    #[sea_orm(has_many = "super::messages::Entity")]
    Messages,
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunity.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl Related<super::conversation_participants::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ConversationParticipants.def()
    }
}

impl Related<super::messages::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Messages.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The conversations that a user takes part in, the one with the newest message first;
    /// `idx_conversation_participants_user_id` serves it.
    pub fn of_user(user_id: Uuid) -> Select<Entity> {
        Self::find()
            .join(JoinType::InnerJoin, conversation_participants::Relation::Conversation.def().rev())
            .filter(conversation_participants::Column::UserId.eq(user_id))
            .filter(conversation_participants::Column::LeftAt.is_null())
            .order_by_with_nulls(Column::LastMessageAt, Order::Desc, NullOrdering::Last)
    }
}
