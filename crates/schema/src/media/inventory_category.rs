//! `inventory_category`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A group of equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "inventory_category", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InventoryCategory {
    /// Loudspeakers, mixers.
    Audio,
    /// Microphones.
    Microphone,
    /// Instruments.
    Instrument,
    /// Amplifiers, drum kits.
    Backline,
    /// Lights.
    Lighting,
    /// Screens, cameras.
    Video,
    /// Platforms, barriers.
    Stage,
    /// Generators, cables.
    Power,
    /// Fog, fire, confetti.
    Effects,
    /// None of these.
    Other,
}
