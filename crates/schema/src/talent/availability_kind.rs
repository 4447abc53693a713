//! `availability_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether an artist can be booked in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "availability_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityKind {
    /// Can be booked.
    Available,
    /// Cannot be booked.
    Unavailable,
    /// Ask first.
    Tentative,
}
