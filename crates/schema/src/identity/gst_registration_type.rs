//! `gst_registration_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Gst registration type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "gst_registration_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GstRegistrationType {
    /// Registered.
    Registered,
    /// Unregistered.
    Unregistered,
    /// Composition.
    Composition,
    /// None.
    None,
}
