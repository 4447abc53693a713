//! `media_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Media entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "media_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum MediaEntity {
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
    /// Dispute.
    Dispute,
    /// Review.
    Review,
    /// Conversation.
    Conversation,
    /// Project.
    Project,
    /// Equipment.
    Equipment,
}
