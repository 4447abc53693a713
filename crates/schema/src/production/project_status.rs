//! `project_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "project_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProjectStatus {
    /// Being written.
    Draft,
    /// Planned.
    Planned,
    /// Agreed, and counted on.
    Confirmed,
    /// Under way.
    InProgress,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
}

impl StateMachine for ProjectStatus {
    const TYPE: &'static str = "project_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Planned, Self::Cancelled],
            Self::Planned => &[Self::Draft, Self::Confirmed, Self::Cancelled],
            Self::Confirmed => &[Self::Planned, Self::InProgress, Self::Cancelled],
            Self::InProgress => &[Self::Completed, Self::Cancelled],
            Self::Completed => &[Self::InProgress],
            Self::Cancelled => &[Self::Draft],
        }
    }
}
