//! `instrument_family`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Instrument family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "instrument_family", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InstrumentFamily {
    /// Strings.
    Strings,
    /// Woodwinds.
    Woodwinds,
    /// Brass.
    Brass,
    /// Percussion.
    Percussion,
    /// Keyboards.
    Keyboards,
    /// Electronic.
    Electronic,
    /// Voice.
    Voice,
    /// Other.
    Other,
}
