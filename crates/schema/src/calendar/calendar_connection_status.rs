//! `calendar_connection_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// Whether a connection to a calendar works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(
    rs_type = "Enum",
    db_type = "Enum",
    enum_name = "calendar_connection_status",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum CalendarConnectionStatus {
    /// Works.
    Active,
    /// Its token ran out.
    Expired,
    /// Its owner took it back.
    Revoked,
    /// It did not work.
    Failed,
}

impl StateMachine for CalendarConnectionStatus {
    const TYPE: &'static str = "calendar_connection_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Active => &[Self::Expired, Self::Revoked, Self::Failed],
            Self::Expired => &[Self::Active, Self::Revoked],
            Self::Revoked => &[Self::Active],
            Self::Failed => &[Self::Active, Self::Expired, Self::Revoked],
        }
    }
}
