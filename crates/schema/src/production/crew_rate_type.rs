//! `crew_rate_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How work is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "crew_rate_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CrewRateType {
    /// By the hour.
    Hourly,
    /// By the day.
    Daily,
    /// One sum.
    Fixed,
}
