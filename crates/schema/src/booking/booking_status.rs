//! `booking_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Booking status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "booking_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// Inquiry.
    Inquiry,
    /// Offered.
    Offered,
    /// Negotiating.
    Negotiating,
    /// Confirmed.
    Confirmed,
    /// Paid deposit.
    PaidDeposit,
    /// Scheduled.
    Scheduled,
    /// Completed.
    Completed,
    /// Cancelled.
    Cancelled,
    /// Disputed.
    Disputed,
    /// Refunded.
    Refunded,
}
