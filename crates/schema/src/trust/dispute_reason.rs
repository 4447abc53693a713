//! `dispute_reason`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a dispute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "dispute_reason", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    /// Somebody did not come.
    NoShow,
    /// Called off too late.
    LateCancellation,
    /// Not paid.
    NonPayment,
    /// Paid too late.
    LatePayment,
    /// Not as good as agreed.
    Quality,
    /// The rider was not kept.
    RiderNotMet,
    /// The contract was broken.
    ContractBreach,
    /// A refund was refused.
    RefundRefused,
    /// None of these.
    Other,
}
