//! `calendar_sync_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Calendar sync status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "calendar_sync_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CalendarSyncStatus {
    /// Pending.
    Pending,
    /// Synced.
    Synced,
    /// Conflict.
    Conflict,
    /// Failed.
    Failed,
}
