//! `dispute_reason`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Dispute reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "dispute_reason", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    /// No show.
    NoShow,
    /// Late cancellation.
    LateCancellation,
    /// Non payment.
    NonPayment,
    /// Late payment.
    LatePayment,
    /// Quality.
    Quality,
    /// Rider not met.
    RiderNotMet,
    /// Contract breach.
    ContractBreach,
    /// Refund refused.
    RefundRefused,
    /// Other.
    Other,
}
