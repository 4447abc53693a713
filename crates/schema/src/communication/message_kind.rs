//! `message_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "message_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Words.
    Text,
    /// Files.
    Attachment,
    /// Terms of a negotiation round.
    Proposal,
    /// A fact, from the platform.
    System,
}
