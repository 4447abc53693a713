//! `payment_method`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_method", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Card.
    Card,
    /// Unified Payments Interface, India.
    Upi,
    /// The payer's online banking.
    NetBanking,
    /// An electronic wallet.
    Wallet,
    /// Bank transfer.
    BankTransfer,
    /// Hand to hand.
    Cash,
    /// A block chain.
    Crypto,
    /// None of these.
    Other,
}
