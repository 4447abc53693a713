//! `review_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Review status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "review_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// Pending.
    Pending,
    /// Published.
    Published,
    /// Hidden.
    Hidden,
    /// Removed.
    Removed,
}
