//! `payment_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// The part paid ahead.
    Deposit,
    /// The rest.
    Balance,
    /// All at once.
    Full,
    /// For tickets.
    Ticket,
    /// For calling off.
    CancellationFee,
    /// For the platform.
    PlatformFee,
    /// None of these.
    Other,
}
