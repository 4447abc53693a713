//! `notification_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Notification category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationCategory {
    /// Account.
    Account,
    /// Event.
    Event,
    /// Opportunity.
    Opportunity,
    /// Booking.
    Booking,
    /// Contract.
    Contract,
    /// Payment.
    Payment,
    /// Message.
    Message,
    /// Trust.
    Trust,
    /// System.
    System,
}
