//! `project_event_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a part of a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "project_event_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProjectEventStatus {
    /// Planned.
    Planned,
    /// Agreed, and counted on.
    Confirmed,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
}

impl StateMachine for ProjectEventStatus {
    const TYPE: &'static str = "project_event_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::Confirmed, Self::Cancelled],
            Self::Confirmed => &[Self::Planned, Self::Completed, Self::Cancelled],
            Self::Completed => &[],
            Self::Cancelled => &[Self::Planned],
        }
    }
}
