//! `crypto_payment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far a payment on a block chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "crypto_payment_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CryptoPaymentStatus {
    /// Nothing on the chain yet.
    Pending,
    /// Seen, with too few blocks after it.
    Detected,
    /// Enough blocks followed it.
    Confirmed,
    /// It did not work.
    Failed,
    /// It did not come in time.
    Expired,
    /// The money went back.
    Refunded,
}

impl StateMachine for CryptoPaymentStatus {
    const TYPE: &'static str = "crypto_payment_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Detected, Self::Failed, Self::Expired],
            Self::Detected => &[Self::Pending, Self::Confirmed, Self::Failed],
            Self::Confirmed => &[Self::Refunded],
            Self::Failed | Self::Refunded => &[],
            Self::Expired => &[Self::Detected],
        }
    }
}
