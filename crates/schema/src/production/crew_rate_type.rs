//! `crew_rate_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Crew rate type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "crew_rate_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CrewRateType {
    /// Hourly.
    Hourly,
    /// Daily.
    Daily,
    /// Fixed.
    Fixed,
}
