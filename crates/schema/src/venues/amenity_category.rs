//! `amenity_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A group of amenities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "amenity_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AmenityCategory {
    /// Ramps, lifts, parking.
    Access,
    /// Air conditioning, seats, toilets.
    Comfort,
    /// Dressing rooms, showers.
    Backstage,
    /// Sound, light, stage.
    Technical,
    /// Bars, kitchens.
    Hospitality,
    /// Exits, first aid.
    Safety,
    /// Networks, power.
    Connectivity,
    /// None of these.
    Other,
}
