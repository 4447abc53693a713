//! `trust_score_reason`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Why a trust score changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "trust_score_reason", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TrustScoreReason {
    /// A booking was played.
    BookingCompleted,
    /// A booking was called off.
    BookingCancelled,
    /// A review was published.
    ReviewPublished,
    /// A dispute was opened.
    DisputeOpened,
    /// A dispute was settled.
    DisputeResolved,
    /// Somebody proved who they are.
    IdentityVerified,
    /// Money came late.
    PaymentLate,
    /// Fraud was confirmed.
    FraudConfirmed,
    /// All scores were computed anew.
    Recalculation,
    /// Somebody of the platform changed it.
    Manual,
}
