//! `payment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a payment or a refund has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Begun.
    Initiated,
    /// The payer agreed.
    Authorized,
    /// The money is ours.
    Captured,
    /// It did not work.
    Failed,
    /// All of it went back.
    Refunded,
    /// Given up before it was captured.
    Cancelled,
}

impl StateMachine for PaymentStatus {
    const TYPE: &'static str = "payment_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Initiated => &[Self::Authorized, Self::Captured, Self::Failed, Self::Cancelled],
            Self::Authorized => &[Self::Captured, Self::Failed, Self::Cancelled],
            Self::Captured => &[Self::Refunded],
            Self::Failed => &[Self::Initiated, Self::Authorized],
            Self::Refunded | Self::Cancelled => &[],
        }
    }
}
