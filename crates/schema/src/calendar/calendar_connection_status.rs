//! `calendar_connection_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Calendar connection status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "calendar_connection_status",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum CalendarConnectionStatus {
    /// Active.
    Active,
    /// Expired.
    Expired,
    /// Revoked.
    Revoked,
    /// Failed.
    Failed,
}
