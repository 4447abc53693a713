//! `user_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// User status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "user_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Active.
    Active,
    /// Suspended.
    Suspended,
    /// Deleted.
    Deleted,
    /// Pending verification.
    PendingVerification,
}
