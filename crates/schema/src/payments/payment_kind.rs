//! `payment_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Payment kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Deposit.
    Deposit,
    /// Balance.
    Balance,
    /// Full.
    Full,
    /// Ticket.
    Ticket,
    /// Cancellation fee.
    CancellationFee,
    /// Platform fee.
    PlatformFee,
    /// Other.
    Other,
}
