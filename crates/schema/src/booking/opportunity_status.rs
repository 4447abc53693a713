//! `opportunity_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far an opportunity has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "opportunity_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OpportunityStatus {
    /// Seen by those who write it.
    Draft,
    /// Artists may apply.
    Open,
    /// No more applications.
    Closed,
    /// Everyone wanted is booked.
    Filled,
    /// Called off.
    Cancelled,
    /// The day passed.
    Expired,
}

impl StateMachine for OpportunityStatus {
    const TYPE: &'static str = "opportunity_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft | Self::Filled => &[Self::Open, Self::Cancelled],
            Self::Open => &[Self::Closed, Self::Filled, Self::Cancelled, Self::Expired],
            Self::Closed => &[Self::Open, Self::Filled, Self::Cancelled],
            Self::Cancelled => &[],
            Self::Expired => &[Self::Open],
        }
    }
}
