//! `payout_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a payout has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payout_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// Waits for its turn.
    Queued,
    /// With the bank.
    Processing,
    /// The money has arrived.
    Paid,
    /// It did not work.
    Failed,
    /// Called off.
    Cancelled,
}

impl StateMachine for PayoutStatus {
    const TYPE: &'static str = "payout_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Queued => &[Self::Processing, Self::Cancelled],
            Self::Processing => &[Self::Paid, Self::Failed],
            Self::Paid | Self::Cancelled => &[],
            Self::Failed => &[Self::Queued, Self::Cancelled],
        }
    }
}
