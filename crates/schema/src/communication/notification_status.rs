//! `notification_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Notification status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationStatus {
    /// Pending.
    Pending,
    /// Sent.
    Sent,
    /// Delivered.
    Delivered,
    /// Failed.
    Failed,
}
