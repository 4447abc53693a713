//! `email_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Email status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "email_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// Queued.
    Queued,
    /// Sent.
    Sent,
    /// Delivered.
    Delivered,
    /// Bounced.
    Bounced,
    /// Failed.
    Failed,
    /// Complained.
    Complained,
}
