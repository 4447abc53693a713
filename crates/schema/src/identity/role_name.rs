//! `role_name`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The parts that people play on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "role_name", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Performs.
    Artist,
    /// Acts for a band.
    BandManager,
    /// Books artists.
    Promoter,
    /// Puts on events.
    Organizer,
    /// Runs a venue.
    VenueManager,
    /// May do everything.
    Admin,
    /// Works for the platform.
    Staff,
}
