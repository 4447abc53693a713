//! `notification_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a notification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationStatus {
    /// Not sent yet.
    Pending,
    /// On its way.
    Sent,
    /// Arrived.
    Delivered,
    /// It did not work.
    Failed,
}

impl StateMachine for NotificationStatus {
    const TYPE: &'static str = "notification_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Sent, Self::Delivered, Self::Failed],
            Self::Sent => &[Self::Delivered, Self::Failed],
            Self::Delivered => &[],
            Self::Failed => &[Self::Pending],
        }
    }
}
