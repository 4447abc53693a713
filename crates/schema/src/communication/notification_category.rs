//! `notification_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A group of notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationCategory {
    /// The account itself.
    Account,
    /// An event.
    Event,
    /// An opportunity.
    Opportunity,
    /// Bookings.
    Booking,
    /// A contract.
    Contract,
    /// A payment.
    Payment,
    /// Conversations.
    Message,
    /// Reviews, disputes and fraud.
    Trust,
    /// The platform itself.
    System,
}
