//! `notification_priority`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How pressing a notification is, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_priority", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationPriority {
    /// It can wait.
    Low,
    /// As usual.
    Normal,
    /// It matters much.
    High,
    /// It cannot wait.
    Urgent,
}
