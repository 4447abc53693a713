//! `event_level`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Event level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "event_level", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EventLevel {
    /// Beginner.
    Beginner,
    /// Intermediate.
    Intermediate,
    /// Advanced.
    Advanced,
    /// All levels.
    AllLevels,
}
