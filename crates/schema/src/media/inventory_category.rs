//! `inventory_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Inventory category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "inventory_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InventoryCategory {
    /// Audio.
    Audio,
    /// Microphone.
    Microphone,
    /// Instrument.
    Instrument,
    /// Backline.
    Backline,
    /// Lighting.
    Lighting,
    /// Video.
    Video,
    /// Stage.
    Stage,
    /// Power.
    Power,
    /// Effects.
    Effects,
    /// Other.
    Other,
}
