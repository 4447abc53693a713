//! `notification_channel`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The way a notification goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_channel", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationChannel {
    /// In the application.
    InApp,
    /// E-mail.
    Email,
    /// Text message.
    Sms,
    /// On the phone.
    Push,
}
