//! `crew_assignment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Crew assignment status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "crew_assignment_status",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum CrewAssignmentStatus {
    /// Planned.
    Planned,
    /// Invited.
    Invited,
    /// Confirmed.
    Confirmed,
    /// Declined.
    Declined,
    /// Completed.
    Completed,
    /// Cancelled.
    Cancelled,
}
