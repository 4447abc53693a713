//! `calendar_sync_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether both sides of an entry agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "calendar_sync_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CalendarSyncStatus {
    /// Not copied yet.
    Pending,
    /// Both sides agree.
    Synced,
    /// Both sides changed it.
    Conflict,
    /// It did not work.
    Failed,
}

impl StateMachine for CalendarSyncStatus {
    const TYPE: &'static str = "calendar_sync_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Synced, Self::Conflict, Self::Failed],
            Self::Synced => &[Self::Pending, Self::Conflict, Self::Failed],
            Self::Conflict | Self::Failed => &[Self::Pending, Self::Synced],
        }
    }
}
