//! `project_event_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Project event status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "project_event_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProjectEventStatus {
    /// Planned.
    Planned,
    /// Confirmed.
    Confirmed,
    /// Completed.
    Completed,
    /// Cancelled.
    Cancelled,
}
