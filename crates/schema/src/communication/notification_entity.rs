//! `notification_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "notification_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NotificationEntity {
    /// A user.
    User,
    /// An organization.
    Organization,
    /// An artist.
    Artist,
    /// A venue.
    Venue,
    /// A promoter.
    Promoter,
    /// An event.
    Event,
    /// An opportunity.
    Opportunity,
    /// An application.
    Application,
    /// A booking.
    Booking,
    /// A contract.
    Contract,
    /// A payment.
    Payment,
    /// A payout.
    Payout,
    /// A refund.
    Refund,
    /// An invoice.
    Invoice,
    /// A dispute.
    Dispute,
    /// A review.
    Review,
    /// A conversation.
    Conversation,
    /// A project.
    Project,
}
