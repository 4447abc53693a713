//! `conversation_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "conversation_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// Between people.
    Direct,
    /// About a booking.
    Booking,
    /// About an opportunity.
    Opportunity,
    /// With the platform.
    Support,
}
