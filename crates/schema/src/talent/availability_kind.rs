//! `availability_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Availability kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "availability_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityKind {
    /// Available.
    Available,
    /// Unavailable.
    Unavailable,
    /// Tentative.
    Tentative,
}
