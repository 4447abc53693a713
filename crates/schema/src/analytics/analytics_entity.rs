//! `analytics_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Analytics entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "analytics_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AnalyticsEntity {
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
    /// Review.
    Review,
    /// Conversation.
    Conversation,
    /// Project.
    Project,
    /// Ticket pool.
    TicketPool,
}
