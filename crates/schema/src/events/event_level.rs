//! `event_level`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// For whom a class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "event_level", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EventLevel {
    /// No experience needed.
    Beginner,
    /// Some experience needed.
    Intermediate,
    /// Much experience needed.
    Advanced,
    /// For everyone.
    AllLevels,
}
