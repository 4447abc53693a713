//! `conversation_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether a conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "conversation_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// Goes on.
    Open,
    /// Ended.
    Closed,
    /// Put away.
    Archived,
}

impl StateMachine for ConversationStatus {
    const TYPE: &'static str = "conversation_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Closed, Self::Archived],
            Self::Closed => &[Self::Open, Self::Archived],
            Self::Archived => &[Self::Open],
        }
    }
}
