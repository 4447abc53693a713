//! `trust_score_reason`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Trust score reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "trust_score_reason", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TrustScoreReason {
    /// Booking completed.
    BookingCompleted,
    /// Booking cancelled.
    BookingCancelled,
    /// Review published.
    ReviewPublished,
    /// Dispute opened.
    DisputeOpened,
    /// Dispute resolved.
    DisputeResolved,
    /// Identity verified.
    IdentityVerified,
    /// Payment late.
    PaymentLate,
    /// Fraud confirmed.
    FraudConfirmed,
    /// Recalculation.
    Recalculation,
    /// Manual.
    Manual,
}
