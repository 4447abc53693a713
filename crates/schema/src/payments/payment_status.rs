//! `payment_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Payment status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payment_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Initiated.
    Initiated,
    /// Authorized.
    Authorized,
    /// Captured.
    Captured,
    /// Failed.
    Failed,
    /// Refunded.
    Refunded,
    /// Cancelled.
    Cancelled,
}
