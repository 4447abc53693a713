//! `tag_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Tag entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "tag_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TagEntity {
    /// Artist.
    Artist,
    /// Venue.
    Venue,
    /// Promoter.
    Promoter,
    /// Organization.
    Organization,
    /// Event.
    Event,
    /// Opportunity.
    Opportunity,
    /// Media.
    Media,
    /// Equipment.
    Equipment,
    /// Project.
    Project,
}
