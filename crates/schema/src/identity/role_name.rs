//! `role_name`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Role name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "role_name", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Artist.
    Artist,
    /// Band manager.
    BandManager,
    /// Promoter.
    Promoter,
    /// Organizer.
    Organizer,
    /// Venue manager.
    VenueManager,
    /// Admin.
    Admin,
    /// Staff.
    Staff,
}
