//! `escrow_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far money in escrow has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "escrow_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EscrowStatus {
    /// No money yet.
    Open,
    /// The money is held.
    Funded,
    /// Held until a dispute is settled.
    Disputed,
    /// Paid on.
    Released,
    /// The money went back.
    Refunded,
    /// Ended without money in it.
    Closed,
}

impl StateMachine for EscrowStatus {
    const TYPE: &'static str = "escrow_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Funded, Self::Closed],
            Self::Funded => &[Self::Disputed, Self::Released, Self::Refunded],
            Self::Disputed => &[Self::Funded, Self::Released, Self::Refunded],
            Self::Released | Self::Refunded => &[Self::Closed],
            Self::Closed => &[],
        }
    }
}
