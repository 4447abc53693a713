//! `kyc_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Kyc status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "kyc_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum KycStatus {
    /// Submitted.
    Submitted,
    /// In review.
    InReview,
    /// Accepted.
    Accepted,
    /// Rejected.
    Rejected,
    /// Expired.
    Expired,
}
