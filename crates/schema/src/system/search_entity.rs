//! `search_entity`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What can be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "search_entity", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SearchEntity {
    /// An artist.
    Artist,
    /// A venue.
    Venue,
    /// An event.
    Event,
    /// A promoter.
    Promoter,
    /// An organizer of events.
    Organizer,
}
