//! `event_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far an event has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "event_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Seen by its organizer alone.
    Draft,
    /// Everyone may see it.
    Published,
    /// Called off.
    Cancelled,
    /// Over.
    Completed,
    /// Over, and out of the lists.
    Archived,
}

impl StateMachine for EventStatus {
    const TYPE: &'static str = "event_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Published, Self::Cancelled, Self::Archived],
            Self::Published => &[Self::Draft, Self::Cancelled, Self::Completed],
            Self::Cancelled | Self::Completed => &[Self::Archived],
            Self::Archived => &[],
        }
    }
}
