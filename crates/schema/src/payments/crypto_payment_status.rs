//! `crypto_payment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Crypto payment status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "crypto_payment_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CryptoPaymentStatus {
    /// Pending.
    Pending,
    /// Detected.
    Detected,
    /// Confirmed.
    Confirmed,
    /// Failed.
    Failed,
    /// Expired.
    Expired,
    /// Refunded.
    Refunded,
}
