//! `notification_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Notification entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationEntity {
    /// User.
    User,
    /// Organization.
    Organization,
    /// Artist.
    Artist,
    /// Venue.
    Venue,
    /// Promoter.
    Promoter,
    /// Event.
    Event,
    /// Opportunity.
    Opportunity,
    /// Application.
    Application,
    /// Booking.
    Booking,
    /// Contract.
    Contract,
    /// Payment.
    Payment,
    /// Payout.
    Payout,
    /// Refund.
    Refund,
    /// Invoice.
    Invoice,
    /// Dispute.
    Dispute,
    /// Review.
    Review,
    /// Conversation.
    Conversation,
    /// Project.
    Project,
}
