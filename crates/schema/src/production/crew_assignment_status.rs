//! `crew_assignment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far the booking of a crew member has come.
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
    /// Asked, not answered.
    Invited,
    /// Agreed, and counted on.
    Confirmed,
    /// Will not come.
    Declined,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
}

impl StateMachine for CrewAssignmentStatus {
    const TYPE: &'static str = "crew_assignment_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::Invited, Self::Confirmed, Self::Cancelled],
            Self::Invited => &[Self::Planned, Self::Confirmed, Self::Declined, Self::Cancelled],
            Self::Confirmed => &[Self::Declined, Self::Completed, Self::Cancelled],
            Self::Declined => &[Self::Planned, Self::Invited, Self::Cancelled],
            Self::Completed => &[],
            Self::Cancelled => &[Self::Planned],
        }
    }
}
