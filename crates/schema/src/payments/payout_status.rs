//! `payout_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Payout status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "payout_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// Queued.
    Queued,
    /// Processing.
    Processing,
    /// Paid.
    Paid,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}
