//! `amenity_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Amenity category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "amenity_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AmenityCategory {
    /// Access.
    Access,
    /// Comfort.
    Comfort,
    /// Backstage.
    Backstage,
    /// Technical.
    Technical,
    /// Hospitality.
    Hospitality,
    /// Safety.
    Safety,
    /// Connectivity.
    Connectivity,
    /// Other.
    Other,
}
