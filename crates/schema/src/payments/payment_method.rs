//! `payment_method`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Payment method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_method", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Card.
    Card,
    /// Upi.
    Upi,
    /// Net banking.
    NetBanking,
    /// Wallet.
    Wallet,
    /// Bank transfer.
    BankTransfer,
    /// Cash.
    Cash,
    /// Crypto.
    Crypto,
    /// Other.
    Other,
}
