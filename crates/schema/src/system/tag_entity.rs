//! `tag_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What can be tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "tag_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TagEntity {
    /// An artist.
    Artist,
    /// A venue.
    Venue,
    /// A promoter.
    Promoter,
    /// An organization.
    Organization,
    /// An event.
    Event,
    /// An opportunity.
    Opportunity,
    /// A file.
    Media,
    /// Equipment.
    Equipment,
    /// A project.
    Project,
}
