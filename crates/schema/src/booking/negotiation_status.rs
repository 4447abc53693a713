//! `negotiation_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a negotiation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "negotiation_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NegotiationStatus {
    /// Goes on.
    Open,
    /// Both sides agreed.
    Agreed,
    /// Turned down.
    Rejected,
    /// Taken back by who made it.
    Withdrawn,
    /// Not settled in time.
    Expired,
}

impl StateMachine for NegotiationStatus {
    const TYPE: &'static str = "negotiation_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Agreed, Self::Rejected, Self::Withdrawn, Self::Expired],
            Self::Agreed | Self::Rejected | Self::Withdrawn | Self::Expired => &[],
        }
    }
}
