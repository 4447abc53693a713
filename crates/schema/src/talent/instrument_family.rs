//! `instrument_family`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A group of instruments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "instrument_family", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InstrumentFamily {
    /// Guitars, violins, sitars.
    Strings,
    /// Flutes, saxophones, bansuris.
    Woodwinds,
    /// Trumpets, trombones.
    Brass,
    /// Drums, tablas.
    Percussion,
    /// Pianos, organs, harmoniums.
    Keyboards,
    /// Synthesizers, turntables.
    Electronic,
    /// Singing, rapping.
    Voice,
    /// None of these.
    Other,
}
