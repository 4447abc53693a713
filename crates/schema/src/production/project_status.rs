//! `project_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Project status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "project_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProjectStatus {
    /// Draft.
    Draft,
    /// Planned.
    Planned,
    /// Confirmed.
    Confirmed,
    /// In progress.
    InProgress,
    /// Completed.
    Completed,
    /// Cancelled.
    Cancelled,
}
