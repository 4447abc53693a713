//! `event_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Event status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "event_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Draft.
    Draft,
    /// Published.
    Published,
    /// Cancelled.
    Cancelled,
    /// Completed.
    Completed,
    /// Archived.
    Archived,
}
